// The lines of the insight map: from each card to the one that it belongs to. Drawn where the cards stand side by side;
// without this, and in one column, a card names the other in words.
const SVG = "http://www.w3.org/2000/svg";
const map = document.querySelector("[data-insights]");
const SIDE_BY_SIDE = window.matchMedia("(min-width: 1001px)");

// A card that is being edited is a form, and has no place in the picture.
const cards = () => [...map.querySelectorAll("li[data-insight]")].filter((one) => one.querySelector(".pl-card"));
const named = () => new Map(cards().map((one) => [one.dataset.insight, one]));

function shape(name, values) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
  return made;
}

const box = (card) => card.querySelector(".pl-card").getBoundingClientRect();
const middle = (rect) => rect.top + Math.min(rect.height / 2, 24);
const bend = (x1, y1, x2, y2) => `C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`;

// Where lines may pass a column: between two of its cards, or below the last one.
function columns() {
  return [...map.querySelectorAll(".pl-kind")].map((node) => {
    const rects = cards().filter((one) => node.contains(one)).map(box);
    const { left, right } = node.getBoundingClientRect();
    const gaps = rects.map(({ bottom }, at) => (at + 1 < rects.length ? (bottom + rects[at + 1].top) / 2 : bottom + 7));
    return { node, left, right, gaps, taken: new Map() };
  });
}

// The gap nearest to `y`; lines that pass at the same one lie beside one another.
function passage({ gaps, taken }, y) {
  if (!gaps.length) return y;
  const nearest = gaps.reduce((best, gap) => (Math.abs(gap - y) < Math.abs(best - y) ? gap : best));
  const count = taken.get(nearest) ?? 0;
  taken.set(nearest, count + 1);
  return nearest + [0, 3, -3, 5, -5][count % 5];
}

// From the side of one card that faces the other, around the cards of the columns between; cards of one column are
// joined around their right side. `x`, `y`: where it ends.
function path(from, to, all) {
  const [a, b] = [box(from), box(to)];
  const [first, last] = [from, to].map((one) => all.findIndex(({ node }) => node.contains(one)));
  const y = middle(b);
  if (first === last) {
    const aside = a.right + 26;
    return { d: `M${a.right} ${middle(a)}C${aside} ${middle(a)} ${aside} ${y} ${b.right} ${y}`, x: b.right, y };
  }
  const way = Math.sign(last - first);
  const [near, far] = way > 0 ? ["left", "right"] : ["right", "left"];
  let at = [a[far], middle(a)];
  let d = `M${at[0]} ${at[1]}`;
  for (let index = first + way; index !== last; index += way) {
    const column = all[index];
    const through = passage(column, at[1]);
    d += `${bend(...at, column[near], through)}H${column[far]}`;
    at = [column[far], through];
  }
  return { d: d + bend(...at, b[near], y), x: b[near], y };
}

function draw() {
  map.querySelector(".im-lines")?.remove();
  const there = named();
  const pairs = cards().flatMap((one) => (there.has(one.dataset.serves) ? [[one, there.get(one.dataset.serves)]] : []));
  map.classList.toggle("im-drawn", SIDE_BY_SIDE.matches && pairs.length > 0);
  if (!SIDE_BY_SIDE.matches || !pairs.length) return;
  const all = columns();
  const frame = map.getBoundingClientRect();
  const svg = shape("svg", { class: "im-lines", "aria-hidden": "true" });
  const lines = shape("g", { transform: `translate(${-frame.left} ${-frame.top})` });
  for (const [from, to] of pairs) {
    const { d, x, y } = path(from, to, all);
    const of = { "data-from": from.dataset.insight, "data-to": to.dataset.insight };
    lines.append(shape("path", { d, ...of }), shape("circle", { cx: x, cy: y, r: 3, ...of }));
  }
  svg.append(lines);
  map.append(svg);
  highlight(shown);
}

// A card with all that it serves and all that serves it, at any distance.
function chain(start) {
  const there = named();
  const found = new Set([start]);
  for (let at = there.get(start); at && there.has(at.dataset.serves); ) {
    if (found.has(at.dataset.serves)) break;
    found.add(at.dataset.serves);
    at = there.get(at.dataset.serves);
  }
  const below = [start];
  while (below.length) {
    const id = below.pop();
    for (const one of cards())
      if (one.dataset.serves === id && !found.has(one.dataset.insight)) {
        found.add(one.dataset.insight);
        below.push(one.dataset.insight);
      }
  }
  return found;
}

let shown = null;
function highlight(target) {
  shown = target;
  const card = target?.closest?.("li[data-insight]");
  const found = card ? chain(card.dataset.insight) : new Set();
  const on = found.size > 1;
  map.classList.toggle("im-on", on);
  for (const one of cards()) one.classList.toggle("on", on && found.has(one.dataset.insight));
  for (const one of map.querySelectorAll(".im-lines [data-from]"))
    one.classList.toggle("on", on && found.has(one.dataset.from) && found.has(one.dataset.to));
}

if (map) {
  let waiting = 0;
  const soon = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(draw);
  };
  const watch = new ResizeObserver(soon);
  watch.observe(map);
  for (const column of map.querySelectorAll("ul")) watch.observe(column);
  SIDE_BY_SIDE.addEventListener("change", soon);
  document.body.addEventListener("htmx:afterSettle", soon);
  map.addEventListener("mouseover", (event) => highlight(event.target));
  map.addEventListener("mouseleave", () => highlight(document.activeElement));
  map.addEventListener("focusin", (event) => highlight(event.target));
  map.addEventListener("focusout", (event) => highlight(event.relatedTarget));
}
