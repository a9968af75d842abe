import { entrySize, granule, lastLevel } from "./format.js";
import { upperBound } from "./scale.js";

const rowWidth = 6;
const cachedRows = 1 << 24;

/** One tree: its rows in the order of IPAs, a table before what it translates, and the same by level. */
export class Frame {
  #levels;
  #starts;

  constructor(model, rows) {
    this.model = model;
    this.rows = rows;
  }

  /** The rows of a level, in the order of IPAs. */
  level(level) {
    this.#split();
    return this.#levels.get(level) ?? new Int32Array(0);
  }

  /** The row of a level that covers an IPA, or -1. */
  at(level, ipa) {
    this.#split();
    const rows = this.level(level);
    const place = upperBound(this.#starts.get(level) ?? [], ipa) - 1;
    return place >= 0 && ipa < this.model.rows.top[rows[place]] ? rows[place] : -1;
  }

  /** The place among the rows of a level of the first that ends beyond an IPA. */
  firstBeyond(level, ipa) {
    this.#split();
    const place = Math.max(0, upperBound(this.#starts.get(level) ?? [], ipa) - 1);
    const rows = this.level(level);
    return place < rows.length && this.model.rows.top[rows[place]] <= ipa ? place + 1 : place;
  }

  /** The rows that a walk to an IPA meets, the root's first. */
  path(ipa) {
    const path = [];
    for (let level = this.model.realm.startLevel; level <= lastLevel; level++) {
      const row = this.at(level, ipa);
      if (row >= 0) path.push(row);
    }
    return path;
  }

  /** The place of a row in the tree's order, or -1. */
  place(row) {
    return this.rows.indexOf(row);
  }

  /** The next row of the same level in a direction, or -1. */
  neighbour(row, direction) {
    const rows = this.level(this.model.rows.level[row]);
    const next = upperBound(this.#starts.get(this.model.rows.level[row]), this.model.rows.ipa[row]) - 1 + direction;
    return next >= 0 && next < rows.length ? rows[next] : -1;
  }

  #split() {
    if (this.#levels) return;
    const { level, ipa } = this.model.rows;
    const lists = new Map();
    for (const row of this.rows) {
      const list = lists.get(level[row]);
      if (list) list.push(row);
      else lists.set(level[row], [row]);
    }
    this.#levels = new Map([...lists].map(([key, list]) => [key, Int32Array.from(list)]));
    this.#starts = new Map([...lists].map(([key, list]) => [key, Float64Array.from(list, (row) => ipa[row])]));
  }
}

/** Everything the page shows: the realm, every entry that is in any of its trees, and the trees. */
export class Model {
  #kept = new Map();
  #stride;

  constructor(data) {
    this.realm = {
      ...data.realm,
      rd: data.realm.rd * granule,
      rttBase: data.realm.rttBase * granule,
      top: 2 ** data.realm.ipaBits,
      unprotectedBase: 2 ** (data.realm.ipaBits - 1),
    };
    this.kinds = data.kinds;
    this.tableKind = data.kinds.findIndex((kind) => kind.name === "table");
    this.bits = data.bits;
    this.steps = data.frames;
    this.#readRows(data.rows);
    const largest = data.frames.reduce((sum, frame) => sum + frame.changes.length, 0);
    this.#stride = Math.max(1, Math.ceil((this.steps.length * largest) / cachedRows));
  }

  /** The tree after a step; 0 is the one before the first step. */
  frame(index) {
    let rows = this.#kept.get(index)?.rows;
    if (!rows) {
      let start = index - 1;
      while (start >= 0 && !this.#kept.has(start)) start--;
      rows = start < 0 ? new Int32Array(0) : this.#kept.get(start).rows;
      for (let i = start + 1; i <= index; i++) {
        rows = applied(rows, this.steps[i].changes);
        if (i % this.#stride === 0 || i === index) this.#keep(i, new Frame(this, rows));
      }
    }
    return this.#kept.get(index);
  }

  kind(row) {
    return this.kinds[this.rows.kind[row]];
  }

  isTable(row) {
    return this.rows.kind[row] === this.tableKind;
  }

  isProtected(row) {
    return this.rows.ipa[row] < this.realm.unprotectedBase;
  }

  /** The PA that an IPA within a row has, or of its table; -1 for none. */
  addressAt(row, ipa) {
    const base = this.rows.pa[row];
    return base < 0 || this.isTable(row) ? base : base + ipa - this.rows.ipa[row];
  }

  /** All places where entries of any tree begin or end, ascending. */
  boundaries() {
    const { ipa, top } = this.rows;
    const all = new Float64Array(2 * ipa.length + 2);
    all.set(ipa);
    all.set(top, ipa.length);
    all[2 * ipa.length] = this.realm.top;
    all.sort();
    return all.filter((address, i) => i === 0 || address !== all[i - 1]);
  }

  // Of very many trees only some are kept; the others are made again from these.
  #keep(index, frame) {
    for (const other of this.#kept.keys()) {
      if (other % this.#stride !== 0 && other !== index) this.#kept.delete(other);
    }
    this.#kept.set(index, frame);
  }

  #readRows(data) {
    const length = data.length / rowWidth;
    const rows = {
      level: new Int8Array(length),
      ipa: new Float64Array(length),
      top: new Float64Array(length),
      count: new Float64Array(length),
      kind: new Uint8Array(length),
      pa: new Float64Array(length),
      bits: new Int32Array(length),
    };
    for (let i = 0, at = 0; i < length; i++, at += rowWidth) {
      rows.level[i] = data[at];
      rows.ipa[i] = data[at + 1] * granule;
      rows.count[i] = data[at + 2];
      rows.top[i] = rows.ipa[i] + rows.count[i] * entrySize(rows.level[i]);
      rows.kind[i] = data[at + 3];
      rows.pa[i] = data[at + 4] < 0 ? -1 : data[at + 4] * granule;
      rows.bits[i] = data[at + 5];
    }
    this.rows = rows;
  }
}

/** Sums over a tree: bytes and entries of each kind, tables, rows. */
export function totals(frame) {
  const { kinds, realm, rows, tableKind } = frame.model;
  const sums = { bytes: new Float64Array(kinds.length), entries: new Float64Array(kinds.length), tables: 0, rows: frame.rows.length };
  for (const row of frame.rows) {
    sums.bytes[rows.kind[row]] += rows.top[row] - rows.ipa[row];
    sums.entries[rows.kind[row]] += rows.count[row];
  }
  sums.tables = sums.entries[tableKind] + (frame.rows.length > 0 ? realm.rootCount : 0);
  return sums;
}

/** Ranges in which a tree differs from the one before, by level: what a run lost or gained, not the whole run. */
export function changedRanges(model, index) {
  const ranges = [];
  if (index === 0) return ranges;
  const before = model.frame(index - 1).rows;
  const changes = model.steps[index].changes;
  for (let at = 0; at < changes.length; at += 3 + changes[at + 2]) {
    const removed = before.subarray(changes[at], changes[at] + changes[at + 1]);
    const added = changes.slice(at + 3, at + 3 + changes[at + 2]);
    addDifference(model, removed, added, ranges);
    addDifference(model, added, removed, ranges);
  }
  return joined(ranges);
}

// What lies side by side is one range.
function joined(ranges) {
  ranges.sort((a, b) => a.level - b.level || a.from - b.from);
  const result = [];
  for (const range of ranges) {
    const last = result[result.length - 1];
    if (last && last.level === range.level && range.from <= last.to) last.to = Math.max(last.to, range.to);
    else result.push(range);
  }
  return result;
}

// What of the rows in `these` is not the same in `those`.
function addDifference(model, these, those, ranges) {
  const { level, ipa, top } = model.rows;
  const others = new Map();
  for (const row of those) {
    if (!others.has(level[row])) others.set(level[row], []);
    others.get(level[row]).push(row);
  }
  const next = new Map();
  for (const row of these) {
    const candidates = others.get(level[row]) ?? [];
    let start = ipa[row];
    let i = next.get(level[row]) ?? 0;
    while (i < candidates.length && top[candidates[i]] <= start) i++;
    next.set(level[row], i);
    for (; i < candidates.length && ipa[candidates[i]] < top[row]; i++) {
      if (!isSame(model, row, candidates[i])) continue;
      if (ipa[candidates[i]] > start) ranges.push({ level: level[row], from: start, to: ipa[candidates[i]] });
      start = Math.max(start, Math.min(top[candidates[i]], top[row]));
    }
    if (start < top[row]) ranges.push({ level: level[row], from: start, to: top[row] });
  }
}

function isSame(model, row, other) {
  const { kind, ipa, pa, bits } = model.rows;
  return kind[row] === kind[other] && bits[row] === bits[other]
    && (pa[row] < 0 ? pa[other] < 0 : pa[row] - ipa[row] === pa[other] - ipa[other]);
}

function applied(rows, changes) {
  let length = rows.length;
  for (let at = 0; at < changes.length; at += 3 + changes[at + 2]) length += changes[at + 2] - changes[at + 1];
  const result = new Int32Array(length);
  let read = 0;
  let written = 0;
  for (let at = 0; at < changes.length; at += 3 + changes[at + 2]) {
    const kept = rows.subarray(read, changes[at]);
    result.set(kept, written);
    written += kept.length;
    read = changes[at] + changes[at + 1];
    for (let i = 0; i < changes[at + 2]; i++) result[written++] = changes[at + 3 + i];
  }
  result.set(rows.subarray(read), written);
  return result;
}
