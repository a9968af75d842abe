/** Fingers on the map: two of them zoom about the place between them and move it along. */
export class Grip {
  #fingers = new Map();

  constructor(map) {
    this.map = map;
  }

  get isPinch() {
    return this.#fingers.size > 1;
  }

  down({ pointerId, offsetX, offsetY }) {
    this.#fingers.set(pointerId, { x: offsetX, y: offsetY });
  }

  up({ pointerId }) {
    this.#fingers.delete(pointerId);
  }

  move({ pointerId, offsetX, offsetY }) {
    if (!this.#fingers.has(pointerId)) return;
    const before = this.#span();
    this.#fingers.set(pointerId, { x: offsetX, y: offsetY });
    const after = this.#span();
    if (!before || !after) return;
    this.map.pan(before.middle - after.middle);
    this.map.zoom(before.length / after.length, this.map.positionAt(after.middle));
  }

  #span() {
    const [one, other] = this.#fingers.values();
    return other && { middle: (one.x + other.x) / 2, length: Math.max(Math.hypot(one.x - other.x, one.y - other.y), 1) };
  }
}
