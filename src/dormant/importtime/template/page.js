"use strict";
// Draws the runs that lie in the page as JSON. `imports` come with a parent before its children; times are microseconds.

const data = JSON.parse(document.getElementById("data").textContent);
const standard = new Set(data.standard);
const two = data.runs.length === 2;
const ROW = 19;
const NARROWEST = 0.5;
const LABELLED = 28;
// Blocks this narrow don't make the drawing deeper; zooming shows them.
const DEEPEST = 5;
const MOST_ROWS = 500;
const CLASSES = { "never loaded": "gone", "partly loaded": "partly", "loaded later": "later", new: "new", loaded: "loaded" };

const get = (id) => document.getElementById(id);
const packageOf = (name) => name.split(".", 1)[0];
const count = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;

function ms(time) {
  const value = time / 1000;
  return value.toFixed(Math.abs(value) < 1 ? 2 : Math.abs(value) < 100 ? 1 : 0);
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

// The packages with most time get the hues that are farthest from each other: steps of the golden angle.
const hues = new Map();
for (const [name] of [...data.totals.packages].sort((a, b) => weight(b) - weight(a))) {
  if (!standard.has(name)) hues.set(name, Math.round((210 + hues.size * 137.508) % 360));
}

function weight(row) {
  return Math.max(...row.slice(2).map((total) => (total ? total[0] : 0)));
}

function hue(name) {
  return hues.get(packageOf(name)) ?? 210;
}

// Nodes: one for each import, or for the imports of one package that stand together.

function grow(run, folded) {
  const nodes = [];
  const of = [];
  const beside = new Map();
  const add = (name, parent) => {
    const node = {
      name, parent, children: [], depth: parent ? parent.depth + 1 : 0, members: [],
      own: 0, ghostOwn: 0, goneMembers: [], later: 0, fresh: 0, ghost: false, process: false,
    };
    if (parent) parent.children.push(node);
    nodes.push(node);
    return node;
  };
  const processes = [];
  run.name.forEach((index, place) => {
    const module = data.names[index];
    const process = run.process[place];
    if (run.processes > 1 && !processes[process]) {
      processes[process] = add(`process ${process + 1}`, null);
      processes[process].process = true;
    }
    const parent = run.parent[place] < 0 ? processes[process] ?? null : of[run.parent[place]];
    const name = folded ? packageOf(module) : module;
    let node = folded && parent && !parent.process && parent.name === name ? parent : null;
    if (!node && folded) {
      const siblings = beside.get(parent) ?? new Map();
      beside.set(parent, siblings);
      node = siblings.get(name) ?? null;
      if (!node) siblings.set(name, (node = add(name, parent)));
    }
    node ??= add(name, parent);
    const what = two ? data.whats[data.what[index]] : "loaded";
    node.members.push(module);
    node.own += run.own[place];
    if (what === "never loaded") {
      node.goneMembers.push(module);
      node.ghostOwn += run.own[place];
    } else if (what === "loaded later") node.later += 1;
    else if (what === "new") node.fresh += 1;
    of[place] = node;
  });
  return nodes;
}

// What the second run never loaded, as it stood in the first.
function ghostsOf(nodes) {
  const ghosts = new Map();
  for (const node of nodes) {
    if (!node.goneMembers.length) continue;
    const parent = ghosts.get(node.parent) ?? null;
    const ghost = {
      ...node, parent, children: [], depth: parent ? parent.depth + 1 : 0,
      members: node.goneMembers, own: node.ghostOwn, ghost: true,
    };
    if (parent) parent.children.push(ghost);
    ghosts.set(node, ghost);
  }
  return [...ghosts.values()];
}

// Children stand first, the own time of a node behind them.
function layOut(nodes, start) {
  for (const node of nodes) node.span = node.own;
  for (const node of [...nodes].reverse()) if (node.parent) node.parent.span += node.span;
  let end = start;
  for (const node of nodes) {
    if (node.parent) {
      node.x = node.parent.next;
      node.parent.next += node.span;
    } else {
      node.x = end;
      end += node.span;
    }
    node.next = node.x;
  }
  return end;
}

function statusOf(node) {
  if (node.process) return "process";
  if (node.ghost) return "ghost";
  if (node.goneMembers.length === node.members.length) return "gone";
  if (node.goneMembers.length) return "partly";
  if (node.fresh === node.members.length) return "new";
  return node.later ? "later" : "loaded";
}

// The drawing

const state = { folded: false, figures: [], span: 1, zoomed: null, query: "", sort: null, all: false };

class Figure {
  constructor(run, number) {
    this.run = run;
    this.number = number;
    this.drawn = new Map();
    this.axis = make("div", { class: "axis", "aria-hidden": "true" });
    this.icicle = make("div", { class: "icicle", role: "tree", "aria-label": `Imports, ${run.label}` });
    const sum = make("span", { class: "sum" });
    sum.textContent = `${ms(run.total)} ms, ${count(run.modules, "module")}`;
    const gone = data.what.filter((what) => data.whats[what] === "never loaded").length;
    if (number && gone) sum.textContent += `; dashed: ${count(gone, "module")} that ${gone === 1 ? "is" : "are"} not loaded any more`;
    this.element = make("section", { class: "run" }, make("header", {}, make("h3", {}, run.label), sum), this.axis, this.icicle);
    this.icicle.addEventListener("click", (event) => this.at(event, (node) => zoom(this, node === state.zoomed ? null : node)));
    this.icicle.addEventListener("pointerover", (event) => this.at(event, (node) => describe(this, node)));
    this.icicle.addEventListener("focusin", (event) => this.at(event, (node) => this.activate(node)));
    this.icicle.addEventListener("keydown", (event) => this.at(event, (node) => this.key(event, node)));
  }

  at(event, act) {
    const node = this.nodeOf(event.target.closest(".block"));
    if (node) act(node);
  }

  nodeOf(element) {
    return element ? element.node : null;
  }

  plant(folded, ghosts) {
    this.drawn.forEach((element) => element.remove());
    this.drawn.clear();
    this.active = null;
    this.nodes = grow(this.run, folded);
    this.end = layOut(this.nodes, 0);
    const own = ghosts ?? [];
    this.whole = layOut(own, this.end);
    this.named = new Map();
    for (const node of [...this.nodes, ...own]) {
      const known = this.named.get(node.name);
      if (!known || (known.span < node.span && known.ghost === node.ghost)) this.named.set(node.name, node);
    }
    this.nodes.push(...own);
    this.from = 0;
  }

  // Returns the block for a node, with its place and class as it shall be now.
  place(node, left, width) {
    let element = this.drawn.get(node);
    const isNew = !element;
    if (isNew) {
      const status = statusOf(node);
      const kind = standard.has(packageOf(node.name)) ? " standard" : "";
      const gone = status === "ghost" ? ", not loaded any more" : status === "gone" ? ", never loaded" : "";
      element = make("div", {
        class: `block ${status}${kind}`,
        role: "treeitem",
        tabindex: "-1",
        "aria-level": node.depth + 1,
        "aria-label": `${node.name}, ${ms(node.span)} ms, ${ms(node.own)} ms own${gone}`,
      });
      element.node = node;
      element.style.setProperty("--hue", hue(node.name));
      if (status === "partly") element.style.setProperty("--gone", `${(100 * node.ghostOwn) / (node.span || 1)}%`);
      this.drawn.set(node, element);
    }
    element.style.left = `${left}px`;
    element.style.width = `${Math.max(width - (width > 4 ? 1 : 0), 1)}px`;
    element.style.top = `${node.depth * ROW}px`;
    const labelled = width >= LABELLED;
    element.classList.toggle("tiny", !labelled);
    if (labelled !== element.hasChildNodes()) {
      element.replaceChildren(...(labelled ? [node.name, make("small", {}, `${ms(node.span)} ms`)] : []));
    }
    element.classList.toggle("match", matches(node));
    if (isNew) this.icicle.append(element);
  }

  draw() {
    const width = this.icicle.clientWidth || 1000;
    const scale = width / state.span;
    let depth = 0;
    const seen = new Set();
    for (const node of this.nodes) {
      const left = Math.max((node.x - this.from) * scale, -2);
      const right = Math.min((node.x + node.span - this.from) * scale, width + 2);
      if (right <= 0 || left >= width || right - left < NARROWEST) continue;
      seen.add(node);
      this.place(node, left, right - left);
      if (right - left >= DEEPEST) depth = Math.max(depth, node.depth + 1);
    }
    for (const [node, element] of this.drawn) {
      if (!seen.has(node)) {
        element.remove();
        this.drawn.delete(node);
      }
    }
    this.icicle.style.height = `${Math.max(depth, 1) * ROW}px`;
    this.drawAxis(width, scale);
    this.keepEntrance();
  }

  drawAxis(width, scale) {
    const rough = (state.span / width) * 110;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough);
    const digits = Math.max(0, 3 - Math.floor(Math.log10(step)));
    const ticks = [];
    for (let time = 0; time * scale < width; time += step) {
      const tick = make("span", {}, `${(time / 1000).toFixed(step >= 1000 ? 0 : digits)} ms`);
      tick.style.left = `${time * scale}px`;
      ticks.push(tick);
    }
    this.axis.replaceChildren(...ticks);
  }

  // One block takes part in the order of the Tab key.
  keepEntrance() {
    const entrance = this.drawn.get(this.active) ?? this.drawn.values().next().value;
    this.drawn.forEach((element) => element.setAttribute("tabindex", element === entrance ? "0" : "-1"));
  }

  activate(node) {
    this.active = node;
    this.keepEntrance();
    describe(this, node);
  }

  focus(node) {
    if (!node) return;
    this.active = node;
    const element = this.drawn.get(node);
    if (element) element.focus();
  }

  key(event, node) {
    const roots = this.nodes.filter((one) => !one.parent);
    const siblings = (node.parent ? node.parent.children : roots).filter((one) => this.drawn.has(one));
    const place = siblings.indexOf(node);
    const widest = node.children.filter((one) => this.drawn.has(one)).sort((a, b) => b.span - a.span)[0];
    const moves = {
      ArrowUp: () => this.focus(node.parent),
      ArrowDown: () => this.focus(widest),
      ArrowLeft: () => this.focus(siblings[place - 1]),
      ArrowRight: () => this.focus(siblings[place + 1]),
      Home: () => this.focus(siblings[0]),
      End: () => this.focus(siblings.at(-1)),
      Enter: () => zoom(this, node === state.zoomed ? null : node),
      " ": () => zoom(this, node === state.zoomed ? null : node),
    };
    if (!moves[event.key]) return;
    event.preventDefault();
    moves[event.key]();
  }
}

function plant() {
  const [first, second] = state.figures;
  first.plant(state.folded, null);
  if (second) second.plant(state.folded, ghostsOf(first.nodes));
  zoom(null, null);
}

function draw() {
  document.body.classList.toggle("searching", state.query !== "");
  state.figures.forEach((figure) => figure.draw());
}

// Zoom: the same scale in both figures; the other one shows the same module, where it has it.
function zoom(figure, node, keepFocus = true) {
  if (node && node.span < 1) return;
  state.zoomed = node;
  state.span = node ? node.span : Math.max(...state.figures.map((one) => one.whole), 1);
  for (const one of state.figures) {
    let other = node;
    if (one !== figure) for (; other && !one.named.has(other.name); other = other.parent);
    const target = one === figure ? node : other && one.named.get(other.name);
    one.from = target ? target.x : 0;
  }
  get("whole").disabled = !node;
  history.replaceState(null, "", node ? `#${encodeURIComponent(node.name)}` : location.pathname.split("/").pop() || ".");
  const focused = document.activeElement && document.activeElement.node;
  draw();
  if (figure && node && keepFocus) figure.focus(node);
  else if (figure && focused) figure.focus(focused);
}

function zoomTo(name) {
  for (const figure of state.figures) {
    const node = figure.named.get(name);
    if (node && node.span) {
      zoom(figure, node, false);
      figure.activate(node);
      return true;
    }
  }
  return false;
}

function describe(figure, node) {
  const chain = [];
  for (let above = node.parent; above && !above.process; above = above.parent) chain.push(above.name);
  const parts = [make("b", {}, node.name)];
  const say = (text) => parts.push(make("span", {}, text));
  if (node.ghost) say(`not loaded in this run; ${ms(node.span)} ms and ${count(node.members.length, "module")} less`);
  else say(`${ms(node.span)} ms with what it imports, ${ms(node.own)} ms own`);
  if (!node.ghost && state.folded && !node.process) say(count(node.members.length, "module"));
  const status = statusOf(node);
  if (two && figure.number === 0 && status === "gone") say("never loaded in the other run");
  if (two && figure.number === 0 && status === "partly") say(`${node.goneMembers.length} of these never loaded in the other run`);
  if (status === "later") say(figure.number ? "loaded later than in the other run" : "loaded later in the other run");
  if (status === "new") say("only in this run");
  if (chain.length) say(`imported by ${chain.slice(0, 6).join(" ← ")}${chain.length > 6 ? " ← …" : ""}`);
  get("details").replaceChildren(...parts);
}

// Search

function matches(node) {
  return state.query !== "" && (node.name.toLowerCase().includes(state.query) || node.members.some((name) => name.toLowerCase().includes(state.query)));
}

function search() {
  state.query = get("search").value.trim().toLowerCase();
  if (state.query) {
    const found = data.totals.modules.filter((row) => row[0].toLowerCase().includes(state.query));
    const times = data.runs.map((run, number) => {
      const own = found.reduce((sum, row) => sum + (row[2 + number] ? row[2 + number][0] : 0), 0);
      return `${two ? `${run.label} ` : ""}${ms(own)} ms own`;
    });
    get("found").textContent = found.length ? `${count(found.length, "module")}: ${times.join(", ")}` : "no module found";
  } else get("found").textContent = "";
  draw();
  fillTable();
}

function nextMatch() {
  const nodes = state.figures.flatMap((figure) => figure.nodes.filter((node) => !node.process && matches(node) && node.span).map((node) => [figure, node]));
  if (!nodes.length) return;
  const place = nodes.findIndex(([, node]) => node === state.zoomed);
  const [figure, node] = nodes[(place + 1) % nodes.length];
  zoom(figure, node, false);
  figure.activate(node);
}

// The table

const WHERE = { on: "with dormant", now: "now" };
const OWN = "own time, ms";
const TOGETHER = "with imports, ms";
const each = (column) => data.runs.map((run, number) => ({ title: two ? run.label : column.group.split(",")[0], ...column, value: (row) => column.of(row[2 + number]), number }));
const columns = [
  { title: "", group: "", words: true, value: (row) => row[0] },
  ...each({ group: OWN, of: (total) => (total ? total[0] : -1), time: true, share: true }),
  ...(two ? [{ title: "saved", group: OWN, time: true, signed: true, value: (row) => (row[2] ? row[2][0] : 0) - (row[3] ? row[3][0] : 0) }] : []),
  ...each({ group: TOGETHER, of: (total) => (total ? total[1] : -1), time: true }),
  ...each({ group: "modules", of: (total) => (total ? total[2] : 0), packages: true }),
  ...(two ? [{ title: WHERE[data.runs[1].label] ?? `in ${data.runs[1].label}`, group: "", words: true, what: true, value: (row) => data.whats[row[1]] }] : []),
];

function shownColumns() {
  return columns.filter((column) => !column.packages || state.folded);
}

function headTable() {
  const groups = make("tr", { class: "groups" });
  const head = make("tr");
  for (const column of shownColumns()) {
    const title = column.title || (state.folded ? "package" : "module");
    const button = make("button", { type: "button", "aria-label": `${column.group} ${title}`.trim() }, title);
    const cell = make("th", { scope: "col", class: column.words ? "words" : undefined, "aria-sort": "none" }, button);
    if (state.sort.column === column) cell.setAttribute("aria-sort", state.sort.up ? "ascending" : "descending");
    button.addEventListener("click", () => {
      const up = state.sort.column === column ? !state.sort.up : Boolean(column.words);
      state.sort = { column, up };
      headTable();
      fillTable();
      get("table").querySelector(`th[aria-sort]:not([aria-sort="none"]) button`).focus();
    });
    head.append(cell);
    const last = groups.lastElementChild;
    if (last && last.textContent === column.group && column.group) last.colSpan += 1;
    else groups.append(make("th", { scope: "colgroup" }, column.group));
  }
  const rows = two ? [groups, head] : [head];
  get("table").replaceChildren(make("thead", {}, ...rows), get("table").tBodies[0] ?? make("tbody"));
}

function fillTable() {
  const rows = (state.folded ? data.totals.packages : data.totals.modules).filter((row) => rowMatches(row[0]));
  const { column, up } = state.sort;
  const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0) * (up ? 1 : -1);
  rows.sort((a, b) => order(column.value(a), column.value(b)) || order(a[0], b[0]) * (up ? 1 : -1));
  const shown = state.all ? rows : rows.slice(0, MOST_ROWS);
  const most = Math.max(1, ...rows.flatMap((row) => row.slice(2).map((total) => (total ? total[0] : 0))));
  const used = shownColumns();
  get("table").tBodies[0].replaceChildren(...shown.map((row) => make("tr", {}, ...used.map((one) => cellOf(one, row, most)))));
  get("more").hidden = shown.length === rows.length;
  get("more").textContent = `Show all ${rows.length.toLocaleString("en")}`;
}

function rowMatches(name) {
  if (!state.query || name.toLowerCase().includes(state.query)) return true;
  return state.folded && data.names.some((module) => packageOf(module) === name && module.toLowerCase().includes(state.query));
}

function cellOf(column, row, most) {
  const value = column.value(row);
  if (column.what) return make("td", { class: `words what-${CLASSES[value] === "partly" ? "gone" : CLASSES[value]}` }, value);
  if (column.words) return make("td", { class: "words" }, make("button", { type: "button", class: "name" }, value));
  if (!column.time) return make("td", {}, String(value));
  const text = value < 0 && !column.signed ? "–" : ms(value);
  const cell = make("td", { class: column.share ? (column.number ? "share second" : "share") : undefined }, text);
  if (column.share) cell.style.setProperty("--share", `${Math.max((100 * value) / most, 0)}%`);
  return cell;
}

// What `dormant compare` measured

function drawMeasured() {
  if (!data.measured) return;
  get("measured").hidden = false;
  const heads = ["", data.measured.labels[0], data.measured.labels[1], "change", "95 % interval", "ratio", "every run"];
  const body = data.measured.rows.map((row) =>
    make("tr", {}, make("th", { scope: "row", class: "words" }, row.title), ...row.cells.map((text) => make("td", {}, text)), make("td", {}, dots(row))),
  );
  get("measured").querySelector("table").append(
    make("thead", {}, make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)))),
    make("tbody", {}, ...body),
  );
  get("measured").querySelector(".notes").append(...data.measured.notes.map((text) => make("li", {}, text)));
}

function dots(row) {
  const svg = (tag, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const [width, height] = [320, 34];
  const all = row.samples.flat();
  const most = Math.max(...all) * 1.02 || 1;
  const title = `${row.title}, each run: ${data.measured.labels[0]} above, ${data.measured.labels[1]} below, from 0`;
  const picture = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title });
  row.samples.forEach((samples, number) => {
    const side = number ? "on" : "off";
    const y = number ? 25 : 9;
    picture.append(svg("line", { class: side, x1: 0, x2: width, y1: y, y2: y, "stroke-opacity": 0.35 }));
    for (const sample of samples) picture.append(svg("circle", { class: side, cx: (sample / most) * width, cy: y, r: 4 }));
  });
  return picture;
}

// The page

function drawLegend() {
  const item = (kind, text) => {
    const sample = make("span", { class: `sample block ${kind}`, "aria-hidden": "true" });
    return make("li", {}, sample, text);
  };
  const items = [item("loaded", "a package, in a colour of its own"), item("standard", "standard library")];
  if (two) {
    const label = data.runs[1].label;
    items.push(item("gone", `never loaded ${WHERE[label] ?? `in ${label}`}`), item("ghost", "what isn't loaded any more"));
    items.push(item("later", "loaded later"), item("new", `new ${WHERE[label] ?? `in ${label}`}`));
  }
  get("legend").replaceChildren(...items);
}

function setTheme(theme) {
  const root = document.documentElement;
  if (theme === "automatic") delete root.dataset.theme;
  else root.dataset.theme = theme;
  get("theme").textContent = `Theme: ${theme}`;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // A page opened from a file may not be allowed to store anything.
  }
}

function storedTheme() {
  try {
    return localStorage.getItem("theme") ?? "automatic";
  } catch {
    return "automatic";
  }
}

function setFolded(folded) {
  state.folded = folded;
  for (const button of document.querySelectorAll("[data-fold]")) {
    button.setAttribute("aria-pressed", String((button.dataset.fold === "packages") === folded));
  }
  plant();
  headTable();
  fillTable();
}

function start() {
  setTheme(storedTheme());
  get("theme").addEventListener("click", () => {
    const themes = ["automatic", "light", "dark"];
    setTheme(themes[(themes.indexOf(get("theme").textContent.slice(7)) + 1) % themes.length]);
  });
  drawMeasured();
  if (data.runs.length) drawImports();
  else for (const id of ["imports", "tables"]) get(id).hidden = true;
}

function drawImports() {
  state.sort = { column: columns[two ? 3 : 1], up: false };
  state.figures = data.runs.map((run, number) => new Figure(run, number));
  get("figures").append(...state.figures.map((figure) => figure.element));
  drawLegend();
  const wanted = decodeURIComponent(location.hash.slice(1));
  setFolded(false);
  if (wanted) zoomTo(wanted);

  for (const button of document.querySelectorAll("[data-fold]")) {
    button.addEventListener("click", () => setFolded(button.dataset.fold === "packages"));
  }
  get("whole").addEventListener("click", () => zoom(null, null));
  get("search").addEventListener("input", search);
  get("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter") nextMatch();
  });
  get("more").addEventListener("click", () => {
    state.all = true;
    fillTable();
  });
  get("table").addEventListener("click", (event) => {
    const row = event.target.closest("tbody tr");
    if (row && zoomTo(row.cells[0].textContent)) get("imports").scrollIntoView({ block: "start" });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== get("search")) {
      event.preventDefault();
      get("search").focus();
    } else if (event.key === "Escape") {
      if (get("search").value) {
        get("search").value = "";
        search();
      } else if (state.zoomed) zoom(state.figures.find((figure) => figure.nodes.includes(state.zoomed)), state.zoomed.parent);
    }
  });
  new ResizeObserver(draw).observe(get("figures"));
}

start();
