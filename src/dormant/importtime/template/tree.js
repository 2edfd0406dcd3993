"use strict";
// The data that lie in the page as JSON, and the nodes to draw. Imports come with a parent before its children; times are
// in microseconds.

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
