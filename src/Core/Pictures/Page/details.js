import { descriptorFields, entryIndex, entrySize, hex, many, number, size } from "./format.js";

/** What is known about the selected entry, and the walk that leads to it. */
export class Details {
  constructor(model, panel, onSelect) {
    this.model = model;
    this.panel = panel;
    this.onSelect = onSelect;
  }

  /** Shows an entry; of a run, the one at an address. */
  show(frame, row, address) {
    if (row < 0) {
      this.panel.replaceChildren(element("h2", "No entry selected"), element("p", "Choose one in the map or the list, or find an address."));
      return;
    }
    const { level } = this.model.rows;
    const kind = this.model.kind(row);
    const length = entrySize(level[row]);
    const ipa = address - (address % length);
    const half = kind.label.includes("unprotected") ? "" : this.model.isProtected(row) ? ", protected" : ", unprotected";
    this.panel.replaceChildren(
      element("h2", `${hex(ipa)}-${hex(ipa + length)}`),
      element("p", `${kind.label}${half}, level ${level[row]}`),
      this.#facts(row, ipa, kind),
      element("p", "Walk"),
      this.#walk(frame, row, ipa),
    );
  }

  #facts(row, ipa, kind) {
    const { rows, bits } = this.model;
    const isTable = this.model.isTable(row);
    const pa = this.model.addressAt(row, ipa);
    const word = BigInt(bits[rows.bits[row]]) | (pa >= 0 ? BigInt(pa) : 0n);
    const facts = [
      ["State", kind.state],
      ["RIPAS", this.model.isProtected(row) && !isTable ? kind.ripas : "-"],
      [isTable ? "Table at PA" : "PA", pa >= 0 ? hex(pa) : "-"],
      ["Size", size(entrySize(rows.level[row]))],
      ["Descriptor", `0x${word.toString(16).padStart(16, "0")}`],
      ...descriptorFields(bits[rows.bits[row]]).map((field) => ["", field]),
    ];
    if (rows.count[row] > 1) {
      const place = (ipa - rows.ipa[row]) / entrySize(rows.level[row]) + 1;
      facts.push(
        ["In a run of", `${many(rows.count[row], "entry")}, ${size(rows.top[row] - rows.ipa[row])}`],
        ["Run", `${hex(rows.ipa[row])}-${hex(rows.top[row])}`],
        ["Place in run", number(place)],
      );
    }
    const list = document.createElement("dl");
    for (const [name, value] of facts) list.append(element("dt", name), element("dd", value));
    return list;
  }

  #walk(frame, row, ipa) {
    const { rows, realm } = this.model;
    const list = document.createElement("ol");
    for (const step of frame.path(ipa)) {
      if (rows.level[step] > rows.level[row]) break;
      const root = rows.level[step] === realm.startLevel && realm.rootCount > 1
        ? `root ${Math.floor(ipa / (entrySize(realm.startLevel - 1)))} ` : "";
      const button = element("button", `level ${rows.level[step]} ${root}[${entryIndex(ipa, rows.level[step])}] ${this.model.kind(step).state}`);
      button.type = "button";
      button.addEventListener("click", () => this.onSelect(step, rows.level[step] === rows.level[row] ? ipa : rows.ipa[step]));
      const item = document.createElement("li");
      item.append(button);
      list.append(item);
    }
    return list;
  }
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
