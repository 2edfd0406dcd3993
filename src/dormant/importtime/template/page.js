// The rest of the page: what `dormant compare` measured, legend, theme, and the start of it all.

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
  const wanted = nameInAddress();
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
