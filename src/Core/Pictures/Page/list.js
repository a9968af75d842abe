import { swatch } from "./colors.js";
import { hex, size } from "./format.js";

const rowHeight = 24;
const spare = 8;

/** All entries of a tree as a list. Only the rows in view are in the document, so its length does not matter. */
export class EntryList {
  constructor(model, list, rows, onSelect) {
    this.model = model;
    this.list = list;
    this.rows = rows;
    this.selected = -1;
    this.changes = [];
    list.addEventListener("scroll", () => this.#render());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) onSelect(Number(option.dataset.row));
    });
    new ResizeObserver(() => this.#render()).observe(list);
  }

  setFrame(frame, changes) {
    this.frame = frame;
    this.changes = changes;
    this.rows.style.height = `${frame.rows.length * rowHeight}px`;
    this.#render();
  }

  /** Selects a row and scrolls to it where it is out of sight. */
  select(row) {
    this.selected = row;
    const place = this.frame.place(row);
    if (place >= 0) {
      const y = place * rowHeight;
      const { scrollTop, clientHeight } = this.list;
      if (y < scrollTop || y + rowHeight > scrollTop + clientHeight) this.list.scrollTop = y - clientHeight / 3;
    }
    this.#render();
  }

  /** The row so many places away from the selected one. */
  step(distance) {
    const { rows } = this.frame;
    const place = this.frame.place(this.selected);
    return rows[place < 0 ? 0 : Math.min(Math.max(place + distance, 0), rows.length - 1)] ?? -1;
  }

  /** How many rows are in view. */
  get page() {
    return Math.max(1, Math.floor(this.list.clientHeight / rowHeight) - 1);
  }

  #render() {
    if (!this.frame) return;
    const first = Math.max(0, Math.floor(this.list.scrollTop / rowHeight) - spare);
    const last = Math.min(this.frame.rows.length, Math.ceil((this.list.scrollTop + this.list.clientHeight) / rowHeight) + spare);
    const options = [];
    for (let place = first; place < last; place++) options.push(this.#option(this.frame.rows[place], place));
    this.rows.replaceChildren(...options);
    const isVisible = options.some((option) => option.id === `row-${this.selected}`);
    if (isVisible) this.list.setAttribute("aria-activedescendant", `row-${this.selected}`);
    else this.list.removeAttribute("aria-activedescendant");
  }

  #option(row, place) {
    const { level, ipa, top, count } = this.model.rows;
    const kind = this.model.kind(row);
    const pa = this.model.addressAt(row, ipa[row]);
    const option = document.createElement("div");
    option.id = `row-${row}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", String(row === this.selected));
    option.setAttribute("aria-setsize", String(this.frame.rows.length));
    option.setAttribute("aria-posinset", String(place + 1));
    option.dataset.row = String(row);
    option.style.top = `${place * rowHeight}px`;
    if (this.#isChanged(row)) option.classList.add("changed");
    const state = cell(kind.state);
    state.className = "state";
    state.prepend(swatch(kind));
    option.append(
      cell(`${"\u00a0\u00a0".repeat(level[row] - this.model.realm.startLevel)}${level[row]}`),
      cell(`${hex(ipa[row])}-${hex(top[row])}`),
      state,
      cell(this.model.isProtected(row) && !this.model.isTable(row) ? kind.ripas : "-"),
      cell(pa >= 0 ? hex(pa) : "-"),
      cell(count[row] > 1 ? `${size(top[row] - ipa[row])} in ${count[row]}` : size(top[row] - ipa[row])),
    );
    return option;
  }

  #isChanged(row) {
    const { level, ipa, top } = this.model.rows;
    return this.changes.some((range) => range.level === level[row] && range.from < top[row] && range.to > ipa[row]);
  }
}

function cell(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span;
}
