import { hex, lastLevel, size } from "./format.js";
import { roundest } from "./scale.js";

const narrowest = 2;
const leastBar = 2;
const divider = 5;
const labelPadding = 6;
const tickSpacing = 132;

/** Fits a canvas to the space it has, at the resolution of the screen. */
export function prepare(canvas) {
  const ratio = window.devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return { pen, width, height };
}

/** Draws rows that stand side by side. Those too narrow to be seen share columns, which are divided by how much of each kind they hold. */
export class RowPainter {
  constructor(pen, model, colors, placed, view) {
    this.pen = pen;
    this.model = model;
    this.colors = colors;
    this.placed = placed;
    this.view = view;
    this.factor = view.width / (view.to - view.from);
    this.stack = model.kinds.map((_, kind) => kind).sort((a, b) => model.kinds[b].rank - model.kinds[a].rank);
    this.columns = new Float32Array((Math.ceil(view.width) + 1) * model.kinds.length);
  }

  x(position) {
    return this.view.left + (position - this.view.from) * this.factor;
  }

  /** Draws the rows from one place on, as far as the view goes. */
  paint(rows, first, y, height, isLabelled) {
    const { start, end } = this.placed;
    this.columns.fill(0);
    const wide = [];
    for (let i = first; i < rows.length && start[rows[i]] < this.view.to; i++) {
      const from = (start[rows[i]] - this.view.from) * this.factor;
      const to = (end[rows[i]] - this.view.from) * this.factor;
      if (to - from >= narrowest) wide.push(rows[i]);
      else this.#mark(rows[i], from, to);
    }
    for (const row of wide) this.#wide(row, y, height, isLabelled);
    this.#paintColumns(y, height);
  }

  #mark(row, from, to) {
    const kinds = this.model.kinds.length;
    const kind = this.model.rows.kind[row];
    const last = Math.min(Math.max(Math.floor(from), Math.ceil(to) - 1), Math.ceil(this.view.width));
    for (let column = Math.max(0, Math.floor(from)); column <= last; column++) {
      this.columns[column * kinds + kind] += Math.max(Math.min(to, column + 1) - Math.max(from, column), 1e-6);
    }
  }

  // The most notable kind on top, and never so little of it that it cannot be seen.
  #paintColumns(y, height) {
    const kinds = this.model.kinds.length;
    for (let at = 0; at < this.columns.length; at += kinds) {
      let sum = 0;
      for (let kind = 0; kind < kinds; kind++) sum += this.columns[at + kind];
      if (sum === 0) continue;
      const x = this.view.left + at / kinds;
      let used = 0;
      for (const kind of this.stack) {
        const share = this.columns[at + kind];
        if (share === 0) continue;
        const bar = Math.max((share / sum) * height, leastBar);
        this.pen.fillStyle = this.colors.kinds[kind].fill;
        this.pen.fillRect(x, y + used, 1, Math.min(bar, height - used));
        used = Math.min(used + bar, height);
      }
    }
  }

  #wide(row, y, height, isLabelled) {
    const { pen, view } = this;
    const { left, width } = view;
    const look = this.colors.kinds[this.model.rows.kind[row]];
    const from = Math.max(this.x(this.placed.start[row]), left - 2);
    const to = Math.min(this.x(this.placed.end[row]), left + width + 2);
    const gap = to - from > 4 ? 1 : 0;
    pen.fillStyle = look.fill;
    pen.fillRect(from, y, to - from - gap, height);
    if (look.hatch && to - from > 6) {
      pen.fillStyle = look.hatch;
      pen.fillRect(from, y, to - from - gap, height);
    }
    this.#divide(row, y, height, look);
    if (isLabelled) this.#label(row, Math.max(from, left), Math.min(to, left + width), y, look);
  }

  // Along a run that is wide enough, a ruler shows its entries.
  #divide(row, y, height, look) {
    const { start, end } = this.placed;
    const count = this.model.rows.count[row];
    const step = ((end[row] - start[row]) * this.factor) / count;
    if (count < 2 || step < 7) return;
    const origin = this.x(start[row]);
    const first = Math.max(1, Math.floor((this.view.left - origin) / step));
    this.pen.fillStyle = look.ink;
    this.pen.globalAlpha = 0.5;
    for (let i = first; i < count && origin + i * step < this.view.left + this.view.width; i++) {
      this.pen.fillRect(origin + i * step - 0.5, y + height - divider, 1, divider);
    }
    this.pen.globalAlpha = 1;
  }

  #label(row, from, to, y, look) {
    const { pen, model } = this;
    const { ipa, top, count, level } = model.rows;
    const kind = model.kind(row);
    const room = to - from - 2 * labelPadding;
    const bytes = size(top[row] - ipa[row]);
    const lines = [
      [`${hex(ipa[row])} ${kind.state.toLowerCase()}`, hex(ipa[row]), ...(level[row] === lastLevel ? [`\u2026${hex(ipa[row]).slice(-5)}`] : [])],
      [count[row] > 1 ? `${bytes} in ${count[row]}` : bytes, bytes],
    ];
    pen.fillStyle = look.ink;
    pen.font = `11px ${this.colors.mono}`;
    pen.textBaseline = "alphabetic";
    lines.forEach((texts, i) => {
      const text = texts.find((candidate) => pen.measureText(candidate).width <= room);
      if (text) pen.fillText(text, from + labelPadding, y + 16 + 16 * i);
    });
  }
}

/** Draws the addresses above the map and their lines through it. */
export function paintAxis(pen, colors, scale, view, y, bottom) {
  pen.font = `11px ${colors.mono}`;
  pen.textBaseline = "alphabetic";
  let free = -Infinity;
  for (const address of ticks(scale, view)) {
    const x = view.left + ((scale.position(address) - view.from) / (view.to - view.from)) * view.width;
    const text = hex(address);
    const width = pen.measureText(text).width;
    const start = Math.min(Math.max(x - width / 2, 2), view.left + view.width - width);
    if (start < free) continue;
    free = start + width + 14;
    pen.fillStyle = colors.grid;
    pen.fillRect(Math.round(x), y + 4, 1, bottom - y - 4);
    pen.fillStyle = colors.soft;
    pen.fillText(text, start, y);
  }
}

// Even steps where the scale is linear, else the roundest addresses of places at even distances.
function ticks(scale, view) {
  const slots = Math.max(2, Math.floor(view.width / tickSpacing));
  const span = (view.to - view.from) / slots;
  if (scale.isLinear) {
    const step = 2 ** Math.ceil(Math.log2(span));
    const first = Math.ceil(view.from / step);
    return Array.from({ length: Math.floor(view.to / step) - first + 1 }, (_, i) => (first + i) * step);
  }
  return Array.from({ length: slots + 1 }, (_, slot) => {
    const middle = view.from + slot * span;
    return roundest(scale.address(Math.max(middle - 0.4 * span, view.from)), scale.address(Math.min(middle + 0.4 * span, view.to)));
  });
}
