/** The colours of the style sheet, as the canvas needs them. */
export class Colors {
  constructor(kinds) {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(`--${name}`).trim();
    this.kinds = kinds.map((kind) => {
      const fill = read(kind.name);
      const ink = isLight(fill) ? "#10161d" : "#ffffff";
      return { fill, ink, hatch: /unassigned_(ram|destroyed)/.test(kind.name) ? hatch(ink) : null };
    });
    for (const name of ["ground", "panel", "ink", "soft", "line", "grid", "accent", "mark", "bad", "mono"]) this[name] = read(name);
  }
}

/** Calls back when the reader changes between light and dark. */
export function onThemeChange(changed) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}

/** A square in the colour of a kind. */
export function swatch(kind) {
  const square = document.createElement("span");
  square.className = "swatch";
  square.style.background = `var(--${kind.name})`;
  return square;
}

function isLight(color) {
  const [red, green, blue] = [1, 3, 5].map((at) => (parseInt(color.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.22;
}

// Promised and lost memory is hatched, so that it is told from mapped memory without colours.
function hatch(ink) {
  const tile = document.createElement("canvas");
  tile.width = 8;
  tile.height = 8;
  const pen = tile.getContext("2d");
  pen.globalAlpha = 0.16;
  pen.strokeStyle = ink;
  pen.lineWidth = 1.4;
  pen.beginPath();
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift - 1, 9);
    pen.lineTo(shift + 9, -1);
  }
  pen.stroke();
  return pen.createPattern(tile, "repeat");
}
