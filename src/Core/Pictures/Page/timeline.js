import { prepare } from "./draw.js";
import { totals } from "./model.js";

const playInterval = 500;

/** The slider over the steps of a timeline, and a chart of what is mapped after each. */
export class Timeline {
  constructor(model, onMove) {
    this.model = model;
    this.onMove = onMove;
    this.last = model.steps.length - 1;
    this.index = 0;
    this.isBefore = false;
    this.colors = null;
    if (this.last === 0) return;
    this.parts = Object.fromEntries(
      ["steps", "slider", "position", "step", "history", "first", "previous", "next", "play", "before", "after", "step-keys"]
        .map((id) => [id, document.getElementById(id)]),
    );
    this.parts.steps.hidden = false;
    this.parts["step-keys"].hidden = false;
    this.parts.slider.max = String(this.last);
    this.#sum();
    this.#listen();
    new ResizeObserver(() => this.draw()).observe(this.parts.history);
  }

  /** The tree to show. */
  get shown() {
    return this.isBefore ? Math.max(this.index - 1, 0) : this.index;
  }

  setColors(colors) {
    this.colors = colors;
    this.draw();
  }

  move(index) {
    if (!this.parts) return;
    this.index = Math.min(Math.max(index, 0), this.last);
    this.#update();
  }

  showBefore(isBefore) {
    if (!this.parts) return;
    this.isBefore = isBefore;
    this.#update();
  }

  /** Goes on by itself to the end, or stops. */
  togglePlay() {
    if (!this.parts) return;
    if (this.timer) {
      this.#stop();
      return;
    }
    if (this.index === this.last) this.move(0);
    this.parts.play.setAttribute("aria-pressed", "true");
    this.timer = setInterval(() => {
      this.move(this.index + 1);
      if (this.index === this.last) this.#stop();
    }, playInterval);
  }

  draw() {
    if (!this.parts || !this.colors) return;
    const { pen, width, height } = prepare(this.parts.history);
    const column = width / (this.last + 1);
    this.sums.forEach((bytes, i) => {
      let y = height - 4;
      bytes.forEach((share, kind) => {
        const bar = this.most > 0 ? (share / this.most) * (height - 8) : 0;
        pen.fillStyle = this.colors.kinds[kind].fill;
        pen.fillRect(i * column, y - bar, Math.max(column - (column > 4 ? 1 : 0), 1), bar);
        y -= bar;
      });
      pen.fillStyle = this.model.steps[i].failed ? this.colors.bad : this.colors.line;
      pen.fillRect(i * column, height - 3, Math.max(column - (column > 4 ? 1 : 0), 1), 3);
    });
    pen.strokeStyle = this.colors.ink;
    pen.lineWidth = 2;
    pen.strokeRect(this.index * column + 1, 1, Math.max(column - 2, 2), height - 2);
  }

  // Bytes of each mapped kind after each step.
  #sum() {
    this.sums = this.model.steps.map((_, i) => {
      const { bytes } = totals(this.model.frame(i));
      return bytes.map((value, kind) => (this.model.kinds[kind].state.startsWith("ASSIGNED") ? value : 0));
    });
    this.most = Math.max(...this.sums.map((bytes) => bytes.reduce((sum, value) => sum + value, 0)));
  }

  #listen() {
    const { parts } = this;
    parts.slider.addEventListener("input", () => this.move(Number(parts.slider.value)));
    parts.first.addEventListener("click", () => this.move(0));
    parts.previous.addEventListener("click", () => this.move(this.index - 1));
    parts.next.addEventListener("click", () => this.move(this.index + 1));
    parts.play.addEventListener("click", () => this.togglePlay());
    parts.before.addEventListener("click", () => this.showBefore(true));
    parts.after.addEventListener("click", () => this.showBefore(false));
    const pick = (event) => {
      if (event.buttons === 1) this.move(Math.floor((event.offsetX / parts.history.clientWidth) * (this.last + 1)));
    };
    parts.history.addEventListener("pointerdown", pick);
    parts.history.addEventListener("pointermove", pick);
  }

  #stop() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.parts.play.setAttribute("aria-pressed", "false");
  }

  #update() {
    const { parts, index } = this;
    parts.slider.value = String(index);
    parts.slider.setAttribute("aria-valuetext", this.model.steps[index].title);
    parts.position.value = `${index} of ${this.last}`;
    parts.before.setAttribute("aria-pressed", String(this.isBefore));
    parts.after.setAttribute("aria-pressed", String(!this.isBefore));
    this.#describe(this.model.steps[index]);
    this.draw();
    this.onMove();
  }

  #describe(step) {
    const part = (name, text, style) => {
      const made = document.createElement(name);
      made.textContent = text;
      if (style) made.className = style;
      return made;
    };
    this.parts.step.replaceChildren(
      part("strong", step.title), " ", part("code", step.target), " ",
      part("span", step.result, step.failed ? "failed" : ""), " ", step.reason, " ", part("span", step.note, "soft"),
    );
  }
}
