/** Bytes of a granule, and of the entry of the last level. */
export const granule = 4096;

/** The level of entries of a granule each. */
export const lastLevel = 3;

const entriesPerTable = 512;
const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** Bytes that one entry translates. */
export function entrySize(level) {
  return granule * entriesPerTable ** (lastLevel - level);
}

/** Position of an IPA's entry in its table. */
export function entryIndex(ipa, level) {
  return Math.floor(ipa / entrySize(level)) % entriesPerTable;
}

export function hex(value) {
  return `0x${value.toString(16)}`;
}

/** A size in the largest binary unit that needs at most one decimal. */
export function size(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Math.round(value * 10) / 10} ${units[unit]}`;
}

export function number(value) {
  return value.toLocaleString("en");
}

/** A number and its noun. */
export function many(value, noun) {
  return `${number(value)} ${value === 1 ? noun : noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}

/** The fields of a descriptor beside the PA, as RTT_READ_ENTRY reports them: MemAttr and permissions of an unprotected mapping. */
export function descriptorFields(bits) {
  const word = BigInt(bits);
  const memAttr = (word >> 2n) & 7n;
  const fields = [];
  if (memAttr !== 0n) fields.push(`MemAttr ${memAttr} (4:2)`);
  if (word & (1n << 6n)) fields.push("R (6)");
  if (word & (1n << 7n)) fields.push("W (7)");
  const rest = word & ~0xdcn;
  if (rest !== 0n) fields.push(`other bits 0x${rest.toString(16)}`);
  return fields;
}
