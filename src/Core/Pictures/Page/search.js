import { granule, hex, many } from "./format.js";

const powers = { k: 1, m: 2, g: 3, t: 4, p: 5 };

/** Reads an address as people write it: 0x80000000, 4096, 64MB, 2 GiB; `ipa` or `pa` before it says which it is. */
export function parseQuery(text) {
  const match = /^(ipa|pa)?[\s:=]*(?:(0x[\da-f_]+)|([\d_]+)\s*(?:([kmgtp])i?b?)?)$/iu.exec(text.trim());
  if (!match) return null;
  const [, space, hexadecimal, decimal, unit] = match;
  const digits = (hexadecimal ?? decimal).replaceAll("_", "");
  const value = Number(digits) * 1024 ** (unit ? powers[unit.toLowerCase()] : 0);
  return Number.isFinite(value) ? { value, space: space?.toLowerCase() ?? null } : null;
}

/** What an address stands for in a tree: the entry that translates it as an IPA, then what has it as a PA. */
export function findAddress(frame, { value, space }) {
  const hits = [];
  const path = space === "pa" ? [] : frame.path(value);
  if (path.length > 0) {
    const row = path[path.length - 1];
    hits.push({ row, ipa: value, text: `IPA ${hex(value)} is translated at level ${frame.model.rows.level[row]}` });
  }
  if (space !== "ipa") addPhysical(frame, value, hits);
  return hits;
}

function addPhysical(frame, address, hits) {
  const { model } = frame;
  const { pa, ipa, top, level } = model.rows;
  for (const row of frame.rows) {
    const size = model.isTable(row) ? granule : top[row] - ipa[row];
    if (pa[row] < 0 || address < pa[row] || address >= pa[row] + size) continue;
    hits.push(model.isTable(row)
      ? { row, ipa: ipa[row], text: `PA ${hex(address)} is the level ${level[row] + 1} table of IPA ${hex(ipa[row])}` }
      : { row, ipa: ipa[row] + address - pa[row], text: `PA ${hex(address)} is mapped at IPA ${hex(ipa[row] + address - pa[row])}` });
  }
}

/** What an address is that no entry leads to. */
export function explainMiss(model, { value, space }) {
  const { realm } = model;
  const roots = realm.rootCount * granule;
  if (space !== "ipa" && realm.rd > 0 && value >= realm.rd && value < realm.rd + granule) return `PA ${hex(value)} is the realm descriptor`;
  if (space !== "ipa" && realm.rttBase > 0 && value >= realm.rttBase && value < realm.rttBase + roots) {
    return `PA ${hex(value)} is root table ${Math.floor((value - realm.rttBase) / granule)} of ${many(realm.rootCount, "root table")}`;
  }
  if (space !== "pa" && value < realm.top) return `no entry for IPA ${hex(value)} in this picture`;
  return `${hex(value)} is beyond the realm, and no entry has it as its PA`;
}
