// Draws the boxes and lines of an organisation chart as SVG; boxes are kept and only moved when the layout changes.
import { BOX, bow, clear, reporting } from "./org-chart-layout.js";

const NS = "http://www.w3.org/2000/svg";
export const PAD = 26;
const pen = document.createElement("canvas").getContext("2d");
const STATES = new Set(["ok", "late", "lost", "never", "nobody"]);

export function node(name, attributes = {}, ...inside) {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

// The text as far as there is room for it, with an ellipsis where something is missing.
function cut(text, room, font) {
  pen.font = font;
  if (pen.measureText(text).width <= room) return text;
  const signs = [...text];
  let [low, high] = [0, Math.min(signs.length, 120)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pen.measureText(`${signs.slice(0, middle).join("")}…`).width <= room) low = middle;
    else high = middle - 1;
  }
  return `${signs.slice(0, low).join("")}…`;
}

function words(text, x, y, room, kind, size, weight, family) {
  return node("text", { x, y, class: kind }, cut(text, room, `${weight} ${size}px ${family}`));
}

// The state of contact: a full disc, a half one, a cross, a dashed ring, a bar.
function mark(state, x, y) {
  if (state === "lost") return node("path", { class: "oc-st is-lost", d: `M${x - 4} ${y - 4}l8 8m0-8l-8 8` });
  if (state === "nobody") return node("path", { class: "oc-st is-nobody", d: `M${x - 5} ${y}h10` });
  const made = node("g", { class: `oc-st is-${state}` }, node("circle", { cx: x, cy: y, r: 4.5 }));
  if (state === "late") made.append(node("path", { d: `M${x} ${y - 4.5}a4.5 4.5 0 0 0 0 9Z` }));
  return made;
}

export function picture(box, family) {
  const made = node("g", { class: `oc-box is-${box.tone}${box.vacant ? " is-vacant" : ""}`, "data-id": box.id });
  const room = BOX.wide - 22 - (box.main ? 16 : 0);
  made.append(node("rect", { class: "oc-r", width: BOX.wide, height: BOX.tall, rx: 5 }), node("rect", { class: "oc-e", width: 4, height: BOX.tall - 10, x: 0, y: 5, rx: 1.5 }));
  made.append(words(box.name, 12, 19, room, "oc-n", 12.5, 500, family));
  if (box.main) made.append(node("text", { x: BOX.wide - 10, y: 19, class: "oc-main" }, "★"));
  made.append(words(box.title, 12, 34, BOX.wide - 22, "oc-t", 11, 400, family));
  let x = 12;
  for (const letter of box.marks) {
    made.append(node("rect", { class: "oc-i", x, y: 42, width: 16, height: 15, rx: 2.5 }), node("text", { x: x + 8, y: 53.5, class: "oc-l" }, letter));
    x += 19;
  }
  if (box.support) made.append(node("text", { x: BOX.wide - 28, y: 53.5, class: "oc-s" }, box.support));
  if (STATES.has(box.state)) made.append(mark(box.state, BOX.wide - 15, 49.5));
  return made;
}

function knob(box, count, isShut) {
  const made = node("g", { class: "oc-knob", "data-fold": box, transform: `translate(${BOX.wide / 2} ${BOX.tall})` });
  made.append(node("circle", { r: 9 }), node("text", { y: 3.5 }, isShut ? String(count) : "−"));
  return made;
}

export class Drawing {
  constructor(svg, { texts, mayEdit, label }) {
    this.svg = svg;
    this.texts = texts;
    this.mayEdit = mayEdit;
    this.label = label;
    this.family = getComputedStyle(svg).fontFamily;
    this.boxes = new Map();
    this.zoom = 1;
    this.back = node("g", { "aria-hidden": "true" });
    this.tree = node("g", { role: "tree", "aria-label": texts.tree });
    this.over = node("g", { "aria-hidden": "true", class: "oc-over" });
    const arrow = node("marker", { id: "oc-arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" }, node("path", { d: "M0 .5 8 4 0 7.5Z" }));
    svg.replaceChildren(node("defs", {}, arrow), this.back, this.tree, this.over);
  }

  // `state`: people, lines, shut; `plan`: what `layout` made of it.
  draw(state, plan) {
    this.plan = plan;
    const people = new Map(state.people.map((one) => [one.id, one]));
    for (const [id, made] of this.boxes) {
      if (!plan.at.has(id) || made.person !== people.get(id)) {
        made.group.remove();
        this.boxes.delete(id);
      }
    }
    const walk = [...plan.heads].reverse();
    let last = null;
    while (walk.length) {
      const id = walk.pop();
      const group = this.put(people.get(id), plan, state);
      // Read aloud in the order of the tree, which is that of the elements.
      if (group.previousSibling !== last || !group.isConnected) this.tree.insertBefore(group, last ? last.nextSibling : this.tree.firstChild);
      last = group;
      walk.push(...[...plan.shown.get(id)].reverse());
    }
    this.lines(state, people);
    this.size();
  }

  put(person, plan, state) {
    const { id } = person;
    const made = this.boxes.get(id) ?? { person, group: picture(person, this.family) };
    this.boxes.set(id, made);
    const [place, own] = [plan.at.get(id), plan.below.get(id)];
    const isShut = state.shut.has(id);
    const beside = plan.below.get(person.up) ?? plan.heads;
    const told = { role: "treeitem", "aria-level": place.depth + 1, "aria-posinset": beside.indexOf(id) + 1, "aria-setsize": beside.length, transform: `translate(${place.x + PAD} ${place.y + PAD})` };
    for (const [key, value] of Object.entries(told)) made.group.setAttribute(key, value);
    if (!made.group.hasAttribute("tabindex")) made.group.setAttribute("tabindex", "-1");
    const wanted = own.length ? `${own.length} ${isShut}` : "";
    if (made.fold !== wanted) {
      made.group.querySelector(".oc-knob")?.remove();
      if (own.length) made.group.append(knob(id, own.length, isShut));
      made.fold = wanted;
    }
    if (own.length) made.group.setAttribute("aria-expanded", String(!isShut));
    else made.group.removeAttribute("aria-expanded");
    if (this.mayEdit && !made.group.querySelector(".oc-hand")) made.group.append(node("circle", { class: "oc-hand", cx: BOX.wide, cy: BOX.tall / 2, r: 6 }, node("title", {}, this.texts.hand)));
    const drawn = [...made.group.querySelectorAll("text")];
    // Blanks between the texts keep one word from running into the next for whoever reads them without seeing them.
    for (const text of drawn) if (text.nextSibling?.nodeType !== Node.TEXT_NODE) text.after(" ");
    made.group.setAttribute("aria-label", this.label(person, drawn.map((text) => text.textContent)));
    return made.group;
  }

  // Who is hidden under somebody folded is stood for by that person.
  shownFor(id, people) {
    let at = id;
    while (at !== undefined && at !== null && !this.plan.at.has(at)) at = people.get(at)?.up;
    return at ?? null;
  }

  lines(state, people) {
    this.back.replaceChildren(node("path", { class: "oc-rep", d: reporting(this.plan), transform: `translate(${PAD} ${PAD})` }));
    const known = new Map();
    for (const line of state.lines) {
      const [from, to] = [this.shownFor(line.from, people), this.shownFor(line.to, people)];
      if (from === null || to === null || from === to) continue;
      const pair = [from, to].sort().join("-");
      const number = known.get(pair) ?? 0;
      known.set(pair, number + 1);
      this.back.append(this.line(line, bow(this.plan.at.get(from), this.plan.at.get(to), number), people));
    }
  }

  line(line, curve, people) {
    const { path } = curve;
    const label = line.label && cut(line.label, 130, `500 11px ${this.family}`);
    pen.font = `500 11px ${this.family}`;
    const { x, y, along: [dx, dy] } = clear(curve, this.plan, label ? pen.measureText(label).width / 2 : 8);
    const made = node("g", { class: `oc-line is-${line.kind}`, "data-line": line.id, transform: `translate(${PAD} ${PAD})` });
    const said = this.texts[line.kind].replace("{source}", people.get(line.from).name).replace("{target}", people.get(line.to).name);
    made.append(node("title", {}, line.label ? `${said}: ${line.label}` : said), node("path", { class: "oc-hit", d: path }));
    const drawn = node("path", { d: path });
    if (line.kind === "influence") drawn.setAttribute("marker-end", "url(#oc-arrow)");
    made.append(drawn);
    if (line.kind === "conflict") {
      const bar = (off) => `M${x + dx * off - dy * 6} ${y + dy * off + dx * 6}L${x + dx * off + dy * 6} ${y + dy * off - dx * 6}`;
      made.append(node("path", { d: bar(-3) + bar(3) }));
    }
    if (line.label) made.append(node("text", { x, y: y - 9 }, label));
    return made;
  }

  size() {
    const [wide, tall] = [this.plan.wide + PAD * 2 + 30, this.plan.tall + PAD * 2];
    this.svg.setAttribute("viewBox", `0 0 ${wide} ${tall}`);
    this.svg.setAttribute("width", Math.round(wide * this.zoom));
    this.svg.setAttribute("height", Math.round(tall * this.zoom));
    Object.assign(this, { wide, tall });
  }

  // A place on the screen as a place of the layout.
  point(x, y) {
    const own = this.svg.getBoundingClientRect();
    return [(x - own.left) / this.zoom - PAD, (y - own.top) / this.zoom - PAD];
  }
}
