// Search, and the table that it filters.

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
const each = (column) => data.runs.map((run, number) => ({ title: two ? run.label : column.group, ...column, value: (row) => column.of(row[2 + number]), number }));
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
    else groups.append(column.group ? make("th", { scope: "colgroup" }, column.group) : make("td"));
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
