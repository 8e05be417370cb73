// The timeline: the ends of a bar are dragged, or moved by keyboard; what was moved is saved when it rests.
import { redraw, step } from "./plans-todo-step.js";

const REST_MS = 700;
const DAY_MS = 86400000;
const picture = () => document.querySelector("[data-todo-timeline]");
const barOf = (node) => node?.closest?.("[data-todo-timeline] .todo-b");
let drag = null;
let waiting = null;

const parse = (text) => Date.parse(`${text}T00:00:00Z`);
const iso = (ms) => new Date(ms).toISOString().slice(0, 10);

function place(bar) {
  const { px, origin } = picture().dataset;
  const at = (text, more) => ((parse(text) - parse(origin)) / DAY_MS + more) * Number(px);
  const [end, start] = [at(bar.dataset.due, 1), bar.dataset.starts && at(bar.dataset.starts, 0)];
  const shape = bar.querySelector(".todo-bar");
  if (shape) {
    shape.setAttribute("x", start);
    shape.setAttribute("width", Math.max(Number(px), end - start));
  } else {
    const middle = Number(bar.querySelector("polygon").points[0].y);
    bar.querySelector("polygon").setAttribute("points", `${end - 7},${middle} ${end},${middle - 7} ${end + 7},${middle} ${end},${middle + 7}`);
  }
  bar.setAttribute("aria-valuenow", bar.dataset.due.replaceAll("-", ""));
  bar.setAttribute("aria-valuetext", bar.dataset[bar.dataset.end === "starts_on" ? "starts" : "due"]);
}

// An end does not pass the other one.
function shift(bar, end, from, days) {
  const name = end === "starts_on" ? "starts" : "due";
  let to = parse(from) + days * DAY_MS;
  if (end === "due_on" && bar.dataset.starts) to = Math.max(to, parse(bar.dataset.starts));
  if (end === "starts_on") to = Math.min(to, parse(bar.dataset.due));
  bar.dataset[name] = iso(to);
  bar.dataset.end = end;
  place(bar);
}

// One after the other: the picture is drawn anew after each, and what was moved meanwhile rests on its new version.
let saved = Promise.resolve();

function save(bar) {
  const { starts, due, pk } = bar.dataset;
  const values = starts ? { starts_on: starts, due_on: due } : { due_on: due };
  const next = async () => {
    const live = picture()?.querySelector(`.todo-b[data-pk="${pk}"]`);
    try {
      await step(live ?? bar, values);
    } finally {
      const here = barOf(document.activeElement)?.dataset.pk ?? pk;
      await redraw(`.todo-b[data-pk="${here}"]`);
    }
  };
  // A step that failed does not stop those after it.
  saved = saved.then(next, next);
}

document.addEventListener("pointerdown", (event) => {
  const bar = barOf(event.target);
  const end = bar && event.target.dataset.end;
  if (!end || event.button) return;
  event.preventDefault();
  drag = { bar, end, x: event.clientX, from: end === "starts_on" ? bar.dataset.starts : bar.dataset.due, moved: false };
  picture().setPointerCapture(event.pointerId);
});
document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const days = Math.round((event.clientX - drag.x) / Number(picture().dataset.px));
  if (days) drag.moved = true;
  shift(drag.bar, drag.end, drag.from, days);
});
document.addEventListener("pointerup", () => {
  if (drag?.moved) save(drag.bar);
  drag = null;
});
document.addEventListener("pointercancel", () => {
  if (!drag) return;
  shift(drag.bar, drag.end, drag.from, 0);
  drag = null;
});

// Where the picture was drawn anew while a bar was being moved, its place in the new one follows.
document.addEventListener("todo:drawn", () => {
  const live = waiting && picture()?.querySelector(`.todo-b[data-pk="${waiting.bar.dataset.pk}"]`);
  if (!live) return;
  Object.assign(live.dataset, { starts: waiting.bar.dataset.starts, due: waiting.bar.dataset.due });
  waiting.bar = live;
  place(live);
});

document.addEventListener("keydown", (event) => {
  const bar = barOf(event.target);
  if (!bar || event.ctrlKey || event.metaKey) return;
  const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    const all = [...picture().querySelectorAll(".todo-b")];
    all[all.indexOf(bar) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  } else if (event.key === "Enter") document.querySelector(`.todo-tl-t a[href="/actions/${bar.dataset.pk}/"]`)?.click();
  else if (way) {
    const end = event.altKey && bar.dataset.starts ? "starts_on" : "due_on";
    shift(bar, end, end === "starts_on" ? bar.dataset.starts : bar.dataset.due, way * (event.shiftKey ? 7 : 1));
    clearTimeout(waiting?.timer);
    if (waiting && waiting.bar !== bar) save(waiting.bar);
    waiting = { bar, timer: setTimeout(rest, REST_MS) };
  } else return;
  event.preventDefault();
});
function rest() {
  const { bar } = waiting;
  waiting = null;
  save(bar);
}

// What was moved and does not rest yet is not lost with the page.
window.addEventListener("pagehide", () => {
  if (!waiting) return;
  const { bar } = waiting;
  const body = new URLSearchParams({ based_on: bar.dataset.version, due_on: bar.dataset.due, ...(bar.dataset.starts && { starts_on: bar.dataset.starts }) });
  const headers = { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content, Accept: "application/json" };
  fetch(bar.dataset.step, { method: "POST", body, headers, keepalive: true });
});

function ready() {
  const room = document.querySelector("[data-todo-today]");
  if (room) room.scrollLeft = Number(room.dataset.todoToday) - room.clientWidth / 3;
}
ready();
