// The drawing: an icicle for each run, in the same scale; zoom, focus, and what the pointer is on.

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
    const element = event.target.closest(".block");
    if (element) act(element.node);
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
        "aria-label": `${node.name} ${ms(node.span)} ms, ${ms(node.own)} ms own${gone}`,
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
      element.replaceChildren(...(labelled ? [`${node.name} `, make("small", {}, `${ms(node.span)} ms`)] : []));
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
  setAddress(node);
  const focused = document.activeElement && document.activeElement.node;
  draw();
  if (figure && node && keepFocus) figure.focus(node);
  else if (figure && focused) figure.focus(focused);
}

// The address leads back to what is shown, for a link in a message.
function setAddress(node) {
  try {
    history.replaceState(null, "", node ? `#${encodeURIComponent(node.name)}` : location.pathname + location.search);
  } catch {
    // A page inside a frame may not be allowed to change its address.
  }
}

function nameInAddress() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
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
