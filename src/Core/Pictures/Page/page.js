import { Colors, onThemeChange, swatch } from "./colors.js";
import { Details } from "./details.js";
import { granule, hex, many, number, size } from "./format.js";
import { EntryList } from "./list.js";
import { TreeMap } from "./map.js";
import { changedRanges, Model, totals } from "./model.js";
import { linearScale, logScale } from "./scale.js";
import { explainMiss, findAddress, parseQuery } from "./search.js";
import { Timeline } from "./timeline.js";
import { Grip } from "./touch.js";

const $ = (id) => document.getElementById(id);
const foundWidth = 48;
const chosenWidth = 6;

const model = new Model(JSON.parse($("data").textContent));
const scales = { log: logScale(model.boundaries(), model.realm.startLevel), linear: linearScale(model.realm.top) };
const map = new TreeMap(model, $("map"), $("overview"));
const list = new EntryList(model, $("list"), $("rows"), (row) => select(row, model.rows.ipa[row]));
const details = new Details(model, $("details"), (row, address) => select(row, address));
const timeline = new Timeline(model, showTree);
const found = { query: "", hits: [], next: 0 };
let selected = -1;
let address = 0;
let frame = model.frame(0);

function select(row, at, pixels = chosenWidth) {
  selected = row;
  address = at;
  map.mark(row, row < 0 ? null : at);
  list.select(row);
  details.show(frame, row, at);
  if (row < 0) return;
  if (pixels > 0) map.reveal(row, at, pixels);
  $("status").textContent = map.describe(row, at).join(", ");
}

function showTree() {
  const changes = changedRanges(model, timeline.index);
  frame = model.frame(timeline.shown);
  map.setFrame(frame, changes);
  list.setFrame(frame, changes);
  const path = selected < 0 ? [] : frame.path(address).filter((row) => model.rows.level[row] <= model.rows.level[selected]);
  select(path.at(-1) ?? -1, address, 0);
  found.query = "";
  showTotals(totals(frame));
}

function showTotals(sums) {
  const of = (test) => sums.bytes.reduce((sum, bytes, i) => sum + (test(model.kinds[i]) ? bytes : 0), 0);
  const isShared = (kind) => kind.name === "assigned_ns";
  const facts = [
    ["private", size(of((kind) => kind.state.startsWith("ASSIGNED") && !isShared(kind)))],
    ["shared", size(of(isShared))],
    [many(sums.tables, "table").replace(/^\S+ /, ""), number(sums.tables)],
    ["runs", number(sums.rows)],
  ];
  $("totals").replaceChildren(...facts.map(([name, value]) => {
    const pair = document.createElement("div");
    pair.append(Object.assign(document.createElement("dt"), { textContent: name }), Object.assign(document.createElement("dd"), { textContent: value }));
    return pair;
  }));
  $("legend").replaceChildren(...model.kinds.flatMap((kind, i) => {
    if (sums.entries[i] === 0) return [];
    const item = document.createElement("li");
    const amount = document.createElement("small");
    amount.textContent = i === model.tableKind ? number(sums.entries[i]) : size(sums.bytes[i]);
    item.append(swatch(kind), kind.label, amount);
    return item;
  }));
}

function find() {
  const text = $("query").value.trim();
  if (text !== found.query) {
    const query = parseQuery(text);
    Object.assign(found, { query: text, next: 0, hits: query ? findAddress(frame, query) : [] });
    found.miss = query ? explainMiss(model, query) : `'${text}' is no address: write 0x80000000, 4096 or 2 GiB, with pa or ipa before it if need be`;
  }
  $("hits").classList.toggle("none", found.hits.length === 0);
  if (found.hits.length === 0) {
    $("hits").value = text === "" ? "" : found.miss;
    return;
  }
  const hit = found.hits[found.next];
  $("hits").value = found.hits.length === 1 ? hit.text : `${found.next + 1} of ${found.hits.length}: ${hit.text}`;
  found.next = (found.next + 1) % found.hits.length;
  select(hit.row, hit.ipa, foundWidth);
}

function setScale(name) {
  map.setScale(scales[name]);
  for (const key of Object.keys(scales)) $(key).setAttribute("aria-pressed", String(key === name));
}

function chosenPosition() {
  return selected < 0 ? undefined : map.scale.position(address);
}

const keys = {
  "/": () => { $("query").focus(); $("query").select(); },
  "+": () => map.zoom(1 / 2, chosenPosition()),
  "=": () => map.zoom(1 / 2, chosenPosition()),
  "-": () => map.zoom(2, chosenPosition()),
  0: () => map.fit(),
  l: () => setScale(map.scale === scales.log ? "linear" : "log"),
  "[": () => timeline.move(timeline.index - 1),
  "]": () => timeline.move(timeline.index + 1),
  b: () => timeline.showBefore(!timeline.isBefore),
  p: () => timeline.togglePlay(),
  Escape: () => select(-1, 0),
};

const mapKeys = {
  ArrowLeft: () => go(frame.neighbour(selected, -1)),
  ArrowRight: () => go(frame.neighbour(selected, 1)),
  ArrowUp: () => go(frame.at(model.rows.level[selected] - 1, address)),
  ArrowDown: () => go(model.isTable(selected) ? frame.at(model.rows.level[selected] + 1, model.rows.ipa[selected]) : -1),
  Enter: () => map.zoomTo(selected),
  Home: () => go(frame.rows[0]),
  End: () => go(frame.rows[frame.rows.length - 1]),
};

const listKeys = {
  ArrowUp: () => go(list.step(-1)),
  ArrowDown: () => go(list.step(1)),
  PageUp: () => go(list.step(-list.page)),
  PageDown: () => go(list.step(list.page)),
  Home: () => go(frame.rows[0]),
  End: () => go(frame.rows[frame.rows.length - 1]),
  Enter: () => map.zoomTo(selected),
};

function go(row) {
  if (row >= 0) select(row, model.rows.ipa[row]);
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isTyping = event.target.matches("input[type=search]");
  const isMap = event.target === map.canvas;
  const special = isMap ? mapKeys : event.target === list.list ? listKeys : {};
  if (isTyping && event.key !== "Escape") return;
  if (special[event.key]) {
    if (selected < 0) go(frame.rows[0]);
    else special[event.key]();
  } else if (keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]) {
    keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]();
  } else {
    return;
  }
  event.preventDefault();
}

function showTip(event, entry) {
  const tip = $("tip");
  tip.hidden = !entry;
  if (!entry) return;
  const [range, ...rest] = map.describe(entry.row, entry.address);
  tip.replaceChildren(Object.assign(document.createElement("b"), { textContent: range }), `\n${rest.filter(Boolean).join("\n")}`);
  tip.style.left = `${Math.min(event.clientX + 14, document.documentElement.clientWidth - tip.offsetWidth - 8)}px`;
  tip.style.top = `${Math.min(event.clientY + 16, document.documentElement.clientHeight - tip.offsetHeight - 8)}px`;
}

function listenToMap() {
  const { canvas } = map;
  const grip = new Grip(map);
  let start = null;
  canvas.addEventListener("pointerdown", (event) => {
    grip.down(event);
    start = { x: event.clientX, last: event.clientX, isDrag: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    grip.move(event);
    if (grip.isPinch) {
      start.isDrag = true;
      start.last = event.clientX;
      showTip(event, null);
      return;
    }
    if (start) start.isDrag ||= Math.abs(event.clientX - start.x) > 3;
    canvas.classList.toggle("moving", Boolean(start?.isDrag));
    showTip(event, start?.isDrag ? null : map.entryAt(event.offsetX, event.offsetY));
    if (!start?.isDrag) return;
    map.pan(start.last - event.clientX);
    start.last = event.clientX;
  });
  canvas.addEventListener("pointerup", (event) => {
    if (grip.isPinch) {
      grip.up(event);
      start = null;
      return;
    }
    grip.up(event);
    const entry = start && !start.isDrag ? map.entryAt(event.offsetX, event.offsetY) : null;
    start = null;
    canvas.classList.remove("moving");
    if (entry) select(entry.row, entry.address - (entry.address % granule), 0);
  });
  canvas.addEventListener("pointercancel", (event) => {
    grip.up(event);
    start = null;
  });
  canvas.addEventListener("pointerleave", (event) => showTip(event, null));
  canvas.addEventListener("dblclick", (event) => {
    const entry = map.entryAt(event.offsetX, event.offsetY);
    if (entry) map.zoomTo(entry.row);
  });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) map.pan(event.deltaX || event.deltaY);
    else map.zoom(1.0015 ** event.deltaY, map.positionAt(event.offsetX));
  }, { passive: false });
}

function listenToOverview() {
  const move = (event) => {
    if (event.buttons !== 1) return;
    const half = (map.to - map.from) / 2;
    const middle = map.overviewPosition(event.offsetX);
    map.show(middle - half, middle + half);
  };
  map.overview.addEventListener("pointerdown", (event) => {
    map.overview.setPointerCapture(event.pointerId);
    move(event);
  });
  map.overview.addEventListener("pointermove", move);
}

function paint() {
  const colors = new Colors(model.kinds);
  map.setColors(colors);
  timeline.setColors(colors);
}

const { realm } = model;
$("name").textContent = realm.name;
$("facts").textContent = [
  `${realm.ipaBits}-bit IPA`,
  `start level ${realm.startLevel}`,
  realm.rttBase > 0 ? `${many(realm.rootCount, "root table")} at ${hex(realm.rttBase)}` : many(realm.rootCount, "root table"),
  ...(realm.rd > 0 ? [`RD ${hex(realm.rd)}`] : []),
  `unprotected from ${hex(realm.unprotectedBase)}`,
].join(" \u00b7 ");
document.addEventListener("keydown", onKey);
$("search").addEventListener("submit", (event) => {
  event.preventDefault();
  find();
});
for (const name of Object.keys(scales)) $(name).addEventListener("click", () => setScale(name));
$("in").addEventListener("click", () => map.zoom(1 / 2, chosenPosition()));
$("out").addEventListener("click", () => map.zoom(2, chosenPosition()));
$("fit").addEventListener("click", () => map.fit());
listenToMap();
listenToOverview();
setScale("log");
paint();
onThemeChange(paint);
showTree();
timeline.move(0);
