// The board: cards are dragged to another column, or walked and moved by keyboard.
import { redraw, step } from "./plans-todo-step.js";

const board = () => document.querySelector("[data-todo-board]");
const cardOf = (node) => node?.closest?.("[data-todo-board] .todo-card");
const columns = () => [...board().querySelectorAll(".todo-col")];
const cards = (column) => [...column.querySelectorAll(".todo-card")];
const linkOf = (card) => card.querySelector("a");
let dragged = null;
let moving = false;

async function move(card, column) {
  if (!column || card.closest(".todo-col") === column || moving) return;
  moving = true;
  const pk = card.dataset.pk;
  // It is seen in its new place at once; what the server says follows.
  column.querySelector("ul").prepend(card);
  card.classList.add("is-moving");
  try {
    await step(card, { status: column.dataset.status });
  } finally {
    moving = false;
    await redraw(`.todo-card[data-pk="${pk}"] > a`);
  }
}

function walk(card, key) {
  const all = columns();
  const column = card.closest(".todo-col");
  const own = cards(column);
  const at = own.indexOf(card);
  if (key === "ArrowUp" || key === "ArrowDown") return own[at + (key === "ArrowDown" ? 1 : -1)];
  const way = key === "ArrowRight" ? 1 : -1;
  for (let next = all.indexOf(column) + way; all[next]; next += way) {
    const there = cards(all[next]);
    if (there.length) return there[Math.min(at, there.length - 1)];
  }
}

document.addEventListener("keydown", (event) => {
  const card = cardOf(event.target);
  if (!card || event.ctrlKey || event.metaKey || event.altKey || !event.key.startsWith("Arrow")) return;
  if (event.target !== linkOf(card)) return;
  event.preventDefault();
  if (event.shiftKey) {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (way) move(card, columns()[columns().indexOf(card.closest(".todo-col")) + way]);
  } else {
    const next = walk(card, event.key);
    if (next) linkOf(next).focus();
  }
});

function ready() {
  if (board()) for (const card of board().querySelectorAll(".todo-card")) card.draggable = true;
}

document.addEventListener("dragstart", (event) => {
  dragged = cardOf(event.target);
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", linkOf(dragged).textContent);
});
document.addEventListener("dragover", (event) => {
  const column = dragged && event.target.closest?.(".todo-col");
  if (!dragged) return;
  for (const one of columns()) one.classList.toggle("is-over", one === column);
  if (column) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const column = dragged && event.target.closest?.(".todo-col");
  if (!column) return;
  event.preventDefault();
  move(dragged, column);
});
document.addEventListener("dragend", () => {
  if (board()) for (const one of columns()) one.classList.remove("is-over");
  dragged = null;
});
document.addEventListener("todo:drawn", ready);
ready();
