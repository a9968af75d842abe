import { entrySize, granule, lastLevel } from "./format.js";

const roomyTable = 64;
const crowding = 0.6;

/** The number of values that are not above one, in an ascending array. */
export function upperBound(values, wanted) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Places addresses: ascending in both directions, linear between its points. */
export class Scale {
  constructor(addresses, positions) {
    this.addresses = addresses;
    this.positions = positions;
    this.end = positions[positions.length - 1];
  }

  get isLinear() {
    return this.addresses.length === 2;
  }

  position(address) {
    return interpolate(this.addresses, this.positions, address);
  }

  address(position) {
    return interpolate(this.positions, this.addresses, position);
  }
}

/** As wide as it is large. */
export function linearScale(top) {
  return new Scale(Float64Array.of(0, top), Float64Array.of(0, top));
}

/**
 * Between two boundaries of entries, as wide as the logarithm of the size, so that 4 KiB and 512 GiB are both visible. A table of very
 * many entries gets less than all of them would take, so that it does not push the rest out of sight.
 */
export function logScale(boundaries, startLevel) {
  const positions = new Float64Array(boundaries.length);
  placeTable(boundaries, positions, 0, boundaries.length - 1, startLevel);
  return new Scale(boundaries, positions);
}

// Places the boundaries after the first up to the last, all within one table, and returns how much room they take.
function placeTable(boundaries, positions, first, last, level) {
  const length = entrySize(level);
  let room = 0;
  for (let i = first; i < last;) {
    const end = boundaries[i] - (boundaries[i] % length) + length;
    let next = i + 1;
    if (level === lastLevel || boundaries[next] >= end) {
      room += 1 + Math.max(0, Math.log2((boundaries[next] - boundaries[i]) / granule));
      positions[next] = room;
    } else {
      while (next < last && boundaries[next] < end) next++;
      const wanted = placeTable(boundaries, positions, i, next, level + 1);
      const given = wanted <= roomyTable ? wanted : roomyTable * (wanted / roomyTable) ** crowding;
      for (let j = i + 1; j <= next; j++) positions[j] = room + positions[j] * (given / wanted);
      room += given;
    }
    i = next;
  }
  return room;
}

/** The address between two that has the most zero bits at its end. */
export function roundest(first, last) {
  for (let step = 2 ** 52; step >= 1; step /= 2) {
    const address = Math.ceil(first / step) * step;
    if (address <= last) return address;
  }
  return first;
}

function interpolate(from, to, value) {
  const next = Math.min(Math.max(upperBound(from, value), 1), from.length - 1);
  const share = (value - from[next - 1]) / (from[next] - from[next - 1]);
  return to[next - 1] + Math.min(Math.max(share, 0), 1) * (to[next] - to[next - 1]);
}
