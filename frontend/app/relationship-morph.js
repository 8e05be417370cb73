// From one picture of the same people to another: discs and names slide, lines and hulls bend, what is new appears.
const MS = 380;
const SAMPLES = 24;
const still = matchMedia("(prefers-reduced-motion: reduce)");

const ease = (t) => (t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2);

function marks(svg) {
  return new Map([...svg.querySelectorAll("[data-id]")].map((mark) => [mark.dataset.id, mark]));
}

function disc(mark) {
  const circle = mark.querySelector(":scope > circle");
  return circle && [Number(circle.getAttribute("cx")), Number(circle.getAttribute("cy"))];
}

function sampled(path) {
  const long = path.getTotalLength();
  return Array.from({ length: SAMPLES + 1 }, (_, at) => {
    const { x, y } = path.getPointAtLength((long * at) / SAMPLES);
    return [x, y];
  });
}

const cornersOf = (polygon) =>
  polygon
    .getAttribute("points")
    .split(" ")
    .map((corner) => corner.split(",").map(Number));

// What moves: each entry draws itself at a share of the way, and is left as the server drew it at the end.
function lines(path, before) {
  const [start, end, kept] = [before, sampled(path), path.getAttribute("d")];
  return (t) => {
    if (t >= 1) return path.setAttribute("d", kept);
    const points = end.map(([x, y], at) => `${start[at][0] + (x - start[at][0]) * t} ${start[at][1] + (y - start[at][1]) * t}`);
    path.setAttribute("d", `M${points.join("L")}`);
  };
}

function hull(polygon, start) {
  const [end, kept] = [cornersOf(polygon), polygon.getAttribute("points")];
  if (start.length !== end.length) return null;
  return (t) => {
    if (t >= 1) return polygon.setAttribute("points", kept);
    polygon.setAttribute("points", end.map(([x, y], at) => `${start[at][0] + (x - start[at][0]) * t},${start[at][1] + (y - start[at][1]) * t}`).join(" "));
  };
}

const slide = (mark, [x, y], [tx, ty]) => (t) =>
  t >= 1 ? mark.removeAttribute("transform") : mark.setAttribute("transform", `translate(${(x - tx) * (1 - t)} ${(y - ty) * (1 - t)})`);

const appear = (element) => (t) => (t >= 1 ? element.removeAttribute("opacity") : element.setAttribute("opacity", String(t)));

export function morph(from, to) {
  if (still.matches) return;
  const before = marks(from);
  const moves = [];
  for (const [id, mark] of marks(to)) {
    const old = before.get(id);
    const [here, there] = [disc(mark), old && disc(old)];
    const [path, former] = [mark.querySelector(":scope > path"), old?.querySelector(":scope > path")];
    if (here && there) moves.push(slide(mark, there, here));
    else if (!here && path && former) moves.push(lines(path, sampled(former)));
    else moves.push(appear(mark));
  }
  const hulls = [...from.querySelectorAll(":scope > polygon")].map(cornersOf);
  for (const [at, polygon] of [...to.querySelectorAll(":scope > polygon")].entries())
    moves.push((hulls[at] && hull(polygon, hulls[at])) ?? appear(polygon));
  for (const rest of to.querySelectorAll(":scope > text, :scope > path, :scope > rect")) moves.push(appear(rest));
  const start = performance.now();
  const step = (now) => {
    const t = Math.min(1, (now - start) / MS);
    for (const move of moves) move(t >= 1 ? 1 : ease(t));
    if (t < 1) requestAnimationFrame(step);
  };
  for (const move of moves) move(0);
  requestAnimationFrame(step);
}
