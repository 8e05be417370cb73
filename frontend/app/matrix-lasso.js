// A lasso over the picture: a free line around accounts, or with Shift the rectangle between two corners.
const STEP = 2; // px between two points that are kept while drawing
const CORNERS = 64;
const part = (id) => document.getElementById(id);
const box = () => part("mx-box");
let line = null;
let before = ""; // the area that stands while another one is drawn

// Drawing on, or off with the area back that stood before.
export function lasso(on) {
  line = null;
  if (on) before = part("mx-area").getAttribute("d") ?? "";
  part("mx-area").setAttribute("d", on ? "" : before);
  box().classList.toggle("drawing", on);
  part("mx-lasso").setAttribute("aria-pressed", String(on));
}

function place(event) {
  const frame = box().querySelector("svg").getBoundingClientRect();
  const scale = Number(box().dataset.w) / frame.width;
  return [(event.clientX - frame.left) * scale, (event.clientY - frame.top) * scale];
}

const far = ([x0, y0], [x1, y1]) => Math.hypot(x1 - x0, y1 - y0);

function corners(isBox) {
  const [[x0, y0], [x1, y1]] = [line[0], line.at(-1)];
  return isBox ? [[x0, y0], [x1, y0], [x1, y1], [x0, y1]] : line;
}

function draw(places) {
  part("mx-area").setAttribute("d", `M${places.map((one) => one.map((value) => value.toFixed(1)).join(" ")).join("L")}Z`);
}

// Douglas and Peucker: the fewest corners from which no point of the line lies further than `within` px away.
export function simplified(points, within) {
  if (points.length < 3) return points;
  const [first, last] = [points[0], points.at(-1)];
  const length = far(first, last);
  let [worst, at] = [0, 0];
  for (let one = 1; one < points.length - 1; one++) {
    const [x, y] = points[one];
    const away = length
      ? Math.abs((last[0] - first[0]) * (first[1] - y) - (first[0] - x) * (last[1] - first[1])) / length
      : far(first, points[one]);
    if (away > worst) [worst, at] = [away, one];
  }
  if (worst <= within) return [first, last];
  return [...simplified(points.slice(0, at + 1), within).slice(0, -1), ...simplified(points.slice(at), within)];
}

function few(points) {
  let found = points;
  for (let within = 0.5; found.length > CORNERS || within === 0.5; within *= 1.1) found = simplified(points, within);
  return found;
}

// `take` is given the corners in px of the picture once an area is closed.
export function listenForLasso(take) {
  document.addEventListener("pointerdown", (event) => {
    const where = event.target.closest?.("#mx-box.drawing");
    if (!where || event.button || line) return;
    event.preventDefault();
    where.setPointerCapture(event.pointerId);
    line = [place(event)];
  });
  document.addEventListener("pointermove", (event) => {
    if (!line) return;
    // The browser sends one event a frame; between two frames a quick hand draws a curve.
    for (const one of event.getCoalescedEvents?.() ?? [event]) {
      const next = place(one);
      if (far(line.at(-1), next) >= STEP) line.push(next);
    }
    draw(corners(event.shiftKey));
  });
  document.addEventListener("pointerup", (event) => {
    if (!line) return;
    const places = corners(event.shiftKey);
    const [xs, ys] = [0, 1].map((axis) => places.map((one) => one[axis]));
    const spans = [xs, ys].map((values) => Math.max(...values) - Math.min(...values));
    lasso(false);
    // A click, or a hair's breadth, is no area.
    if (places.length >= 3 && Math.min(...spans) > STEP) {
      draw(places);
      take(few(places));
    }
  });
  document.addEventListener("pointercancel", () => line && lasso(false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box()?.classList.contains("drawing")) {
      lasso(false);
      part("mx-lasso").focus();
    }
  });
}
