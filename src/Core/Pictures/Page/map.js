import { entrySize, granule, hex, lastLevel, size } from "./format.js";
import { paintAxis, prepare, RowPainter } from "./draw.js";

const gutter = 74;
const margin = 8;
const axis = 40;
const rowHeight = 42;
const rowPitch = 50;
const smallestView = 4 * granule;

/** The tree as a map: a row for each level, IPAs from left to right; what lies under a table is what it translates. */
export class TreeMap {
  #pending = false;

  constructor(model, canvas, overview) {
    this.model = model;
    this.canvas = canvas;
    this.overview = overview;
    this.firstLevel = model.realm.startLevel;
    this.levels = lastLevel + 1 - this.firstLevel;
    canvas.style.height = `${axis + this.levels * rowPitch}px`;
    new ResizeObserver(() => this.draw()).observe(canvas);
    this.selected = -1;
    this.address = null;
    this.changes = [];
    this.colors = null;
  }

  setColors(colors) {
    this.colors = colors;
    this.draw();
  }

  setFrame(frame, changes) {
    this.frame = frame;
    this.leaves = frame.rows.filter((row) => !this.model.isTable(row));
    this.changes = changes;
    this.draw();
  }

  /** Changes the scale and keeps the addresses that are in view. */
  setScale(scale) {
    const view = this.scale && { from: this.scale.address(this.from), to: this.scale.address(this.to) };
    const { ipa, top } = this.model.rows;
    this.scale = scale;
    this.placed = { start: ipa.map((address) => scale.position(address)), end: top.map((address) => scale.position(address)) };
    this.from = view ? scale.position(view.from) : 0;
    this.to = view ? scale.position(view.to) : scale.end;
    this.draw();
  }

  mark(row, address) {
    this.selected = row;
    this.address = address;
    this.draw();
  }

  fit() {
    this.show(0, this.scale.end);
  }

  /** Zooms about a position, by default the middle. */
  zoom(factor, about = (this.from + this.to) / 2) {
    this.show(about - (about - this.from) * factor, about + (this.to - about) * factor);
  }

  pan(pixels) {
    const shift = (pixels / this.width) * (this.to - this.from);
    this.show(this.from + shift, this.to + shift);
  }

  /** Shows positions, as far as there are any and a few granules stay in view. */
  show(from, to) {
    const span = Math.min(to - from, this.scale.end);
    const start = Math.min(Math.max(from, 0), this.scale.end - span);
    if (this.scale.address(start + span) - this.scale.address(start) < Math.min(smallestView, this.model.realm.top)) return;
    this.from = start;
    this.to = start + span;
    this.draw();
  }

  /** Brings an entry, or an address in it, into view, at least so many pixels wide. */
  reveal(row, address, pixels) {
    const { ipa, count, top } = this.model.rows;
    const length = (top[row] - ipa[row]) / count[row];
    const start = ipa[row] + Math.floor((address - ipa[row]) / length) * length;
    const isWhole = address === ipa[row];
    const from = this.scale.position(isWhole ? ipa[row] : start);
    const to = this.scale.position(isWhole ? top[row] : start + length);
    const wanted = Math.min((to - from) * (this.width / pixels), this.scale.end);
    const span = Math.min(this.to - this.from, wanted);
    if (span < this.to - this.from || from < this.from || to > this.to) {
      this.show((from + to) / 2 - span / 2, (from + to) / 2 + span / 2);
    }
  }

  /** Shows an entry as large as the map allows. */
  zoomTo(row) {
    const { start, end } = this.placed;
    const border = (end[row] - start[row]) * 0.05;
    this.show(start[row] - border, end[row] + border);
  }

  get width() {
    return Math.max(this.canvas.clientWidth - gutter - margin, 1);
  }

  /** The position under a place of the canvas. */
  positionAt(x) {
    return this.from + ((x - gutter) / this.width) * (this.to - this.from);
  }

  /** The entry under a place of the canvas and the address there, or null. */
  entryAt(x, y) {
    const level = this.firstLevel + Math.floor((y - axis) / rowPitch);
    if (x < gutter || y < axis || level > lastLevel) return null;
    const address = Math.floor(this.scale.address(this.positionAt(x)));
    const row = this.frame.at(level, Math.min(address, this.model.realm.top - 1));
    return row < 0 ? null : { row, address };
  }

  draw() {
    if (this.#pending || !this.frame || !this.scale || !this.colors) return;
    this.#pending = true;
    requestAnimationFrame(() => {
      this.#pending = false;
      this.#drawMap();
      this.#drawOverview();
    });
  }

  #y(level) {
    return axis + (level - this.firstLevel) * rowPitch;
  }

  #drawMap() {
    const { pen } = prepare(this.canvas);
    const view = { from: this.from, to: this.to, left: gutter, width: this.width };
    const bottom = axis + this.levels * rowPitch - (rowPitch - rowHeight);
    paintAxis(pen, this.colors, this.scale, view, 30, bottom);
    pen.save();
    pen.beginPath();
    pen.rect(gutter, 0, view.width, bottom + 8);
    pen.clip();
    const painter = new RowPainter(pen, this.model, this.colors, this.placed, view);
    const start = this.scale.address(this.from);
    for (let level = this.firstLevel; level <= lastLevel; level++) {
      painter.paint(this.frame.level(level), this.frame.firstBeyond(level, start), this.#y(level), rowHeight, true);
    }
    this.#drawHalves(pen, painter, bottom);
    this.#drawChanges(pen, painter);
    this.#drawSelection(pen, painter, bottom);
    pen.restore();
    this.#drawGutter(pen);
  }

  #drawGutter(pen) {
    for (let level = this.firstLevel; level <= lastLevel; level++) {
      pen.fillStyle = this.colors.ink;
      pen.font = "600 13px system-ui, sans-serif";
      pen.fillText(`Level ${level}`, 2, this.#y(level) + 18);
      pen.fillStyle = this.colors.soft;
      pen.font = "11px system-ui, sans-serif";
      pen.fillText(size(entrySize(level)), 2, this.#y(level) + 34);
    }
  }

  #drawHalves(pen, painter, bottom) {
    const border = painter.x(this.scale.position(this.model.realm.unprotectedBase));
    pen.fillStyle = this.colors.soft;
    pen.font = "600 11px system-ui, sans-serif";
    const middle = Math.min(Math.max(border, gutter), gutter + this.width);
    pen.textAlign = "right";
    if (middle > gutter + 60) pen.fillText("protected", middle - 8, 13);
    pen.textAlign = "left";
    if (middle < gutter + this.width - 70) pen.fillText("unprotected", middle + 8, 13);
    pen.strokeStyle = this.colors.soft;
    pen.setLineDash([4, 4]);
    pen.beginPath();
    pen.moveTo(Math.round(border) + 0.5, 0);
    pen.lineTo(Math.round(border) + 0.5, bottom);
    pen.stroke();
    pen.setLineDash([]);
  }

  #drawChanges(pen, painter) {
    pen.fillStyle = this.colors.mark;
    for (const { level, from, to } of this.changes) {
      const x = Math.max(painter.x(this.scale.position(from)), gutter - 2);
      const end = Math.min(painter.x(this.scale.position(to)), gutter + this.width + 2);
      if (end >= gutter && x <= gutter + this.width) pen.fillRect(x, this.#y(level) + rowHeight + 1, Math.max(end - x - 1, 2), 4);
    }
  }

  #drawSelection(pen, painter, bottom) {
    if (this.selected < 0) return;
    const { level, ipa } = this.model.rows;
    const address = this.address ?? ipa[this.selected];
    pen.strokeStyle = this.colors.ink;
    for (const row of this.frame.path(address)) {
      if (level[row] > level[this.selected]) break;
      const x = Math.max(painter.x(this.placed.start[row]), gutter - 4);
      const end = Math.min(painter.x(this.placed.end[row]), gutter + this.width + 4);
      pen.lineWidth = row === this.selected ? 2.5 : 1;
      pen.strokeRect(x + 0.5, this.#y(level[row]) + 0.5, Math.max(end - x - 2, 2), rowHeight - 1);
    }
    this.#drawEntryOfRun(pen, painter, address);
    const x = Math.round(painter.x(this.scale.position(address)));
    pen.fillStyle = this.colors.mark;
    pen.fillRect(x, 34, 1, bottom - 34);
    pen.beginPath();
    pen.moveTo(x - 5, 33);
    pen.lineTo(x + 6, 33);
    pen.lineTo(x + 0.5, 40);
    pen.fill();
  }

  #drawEntryOfRun(pen, painter, address) {
    const { level, count } = this.model.rows;
    if (count[this.selected] === 1) return;
    const length = entrySize(level[this.selected]);
    const x = painter.x(this.scale.position(address - (address % length)));
    const end = painter.x(this.scale.position(address - (address % length) + length));
    pen.strokeStyle = this.colors.mark;
    pen.lineWidth = 2;
    if (end - x >= 4) pen.strokeRect(x + 1, this.#y(level[this.selected]) + 3, end - x - 2, rowHeight - 6);
  }

  #drawOverview() {
    const { pen, width, height } = prepare(this.overview);
    const view = { from: 0, to: this.scale.end, left: gutter, width: width - gutter - margin };
    pen.fillStyle = this.colors.soft;
    pen.font = "11px system-ui, sans-serif";
    pen.fillText("Overview", 2, height - 5);
    const painter = new RowPainter(pen, this.model, this.colors, this.placed, view);
    painter.paint(this.leaves, 0, 3, height - 6, false);
    const from = gutter + (this.from / this.scale.end) * view.width;
    const to = gutter + (this.to / this.scale.end) * view.width;
    pen.strokeStyle = this.colors.ink;
    pen.lineWidth = 2;
    pen.strokeRect(from + 1, 1, Math.max(to - from - 2, 3), height - 2);
  }

  /** The position under a place of the overview. */
  overviewPosition(x) {
    return ((x - gutter) / (this.overview.clientWidth - gutter - margin)) * this.scale.end;
  }

  /** The entry in a few words, for the tip. */
  describe(row, address) {
    const { ipa, top } = this.model.rows;
    const kind = this.model.kind(row);
    const pa = this.model.addressAt(row, address - (address % granule));
    return [
      `${hex(ipa[row])}-${hex(top[row])}`,
      `level ${this.model.rows.level[row]}, ${kind.label}, ${size(top[row] - ipa[row])}`,
      pa >= 0 ? `${this.model.isTable(row) ? "table" : "PA"} ${hex(pa)}${this.model.isTable(row) ? "" : ` at ${hex(address - (address % granule))}`}` : "",
    ];
  }
}
