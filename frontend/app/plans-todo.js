// Actions of a plan: ticks by keyboard, editing in place, dependencies picked by typing, the board and the timeline.
// Without this every action has its page, every card its buttons, and the bar its ticks.
import "./plans-todo-board.js";
import "./plans-todo-timeline.js";

const boxes = () => [...document.querySelectorAll('.todo-list input[name="action"]')];
const bar = () => document.getElementById("todo-several");
let last = null;

function tell() {
  const found = boxes();
  const ticked = found.filter((box) => box.checked).length;
  const count = bar().querySelector("[data-todo-count]");
  count.textContent = ticked;
  count.hidden = false;
  bar().classList.toggle("on", ticked > 0);
  const all = document.querySelectorAll("[data-todo-all]");
  for (const one of all) {
    const own = [...one.closest("table").querySelectorAll('input[name="action"]')];
    const on = own.filter((box) => box.checked).length;
    one.hidden = false;
    one.checked = on > 0 && on === own.length;
    one.indeterminate = on > 0 && on < own.length;
  }
}

// From the row that was ticked last to this one, all get the same.
function range(to, on) {
  const found = boxes();
  const [from, until] = [found.indexOf(last), found.indexOf(to)].sort((a, b) => a - b);
  for (const box of from < 0 ? [to] : found.slice(from, until + 1)) box.checked = on;
}

function keyOnTick(event, box) {
  const found = boxes();
  const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
  if (step !== undefined || event.key === "Home" || event.key === "End") {
    const at = { Home: 0, End: found.length - 1 }[event.key] ?? found.indexOf(box) + step;
    const next = found[Math.max(0, Math.min(found.length - 1, at))];
    if (event.shiftKey && next) {
      if (!last) [last, box.checked] = [box, true];
      range(next, true);
      tell();
    }
    next?.focus();
  } else if (event.key.toLowerCase() === "x") {
    const on = !box.checked;
    if (event.shiftKey) range(box, on);
    box.checked = on;
    last = box;
    tell();
  } else if (event.key === "Enter") bar().querySelector("select").focus();
  else if (event.key === "e") box.closest("tr").querySelector("[data-todo-edit]").click();
  else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !bar()) return;
  if (event.target.matches?.('.todo-list input[name="action"]')) keyOnTick(event, event.target);
  else if (event.key === "Escape" && bar().contains(event.target)) {
    event.preventDefault();
    (last ?? boxes()[0])?.focus();
  } else if (event.key === "Escape" && event.target.closest?.(".todo-editing")) {
    event.preventDefault();
    event.target.closest(".todo-editing").querySelector("[data-todo-cancel]").click();
  } else if (event.key === "x" && event.target === document.body) {
    event.preventDefault();
    boxes()[0]?.focus();
  }
});

document.addEventListener("click", (event) => {
  if (!event.target.matches?.('.todo-list input[name="action"]')) return;
  if (event.shiftKey && last) range(event.target, event.target.checked);
  last = event.target;
  tell();
});

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-todo-all]")) {
    for (const box of event.target.closest("table").querySelectorAll('input[name="action"]')) box.checked = event.target.checked;
    tell();
  } else if (event.target.name === "wait_more") choose(event.target);
});

// What was chosen from the list becomes a ticked line, so that another can be typed.
function choose(input) {
  const option = [...input.list.options].find((one) => one.value === input.value);
  const key = option && /\(#(\d+)\)$/.exec(option.value)?.[1];
  if (!key) return;
  const list = input.closest("fieldset").querySelector("[data-todo-waits]");
  const there = list.querySelector(`input[value="${key}"]`);
  if (there) there.checked = true;
  else {
    const [item, label, box, text] = ["li", "label", "input", "span"].map((name) => document.createElement(name));
    label.className = "check";
    Object.assign(box, { type: "checkbox", name: "waits_for", value: key, checked: true });
    text.textContent = option.value.replace(/ \(#\d+\)$/, "");
    label.append(box, text);
    item.append(label);
    list.append(item);
  }
  input.value = "";
  input.setAttribute("aria-invalid", "false");
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.target.name !== "wait_more" || !event.target.value) return;
  choose(event.target);
  if (!event.target.value) event.preventDefault();
});

// The form takes the place of the line, and the line that of the form; the focus goes with them.
document.addEventListener("htmx:afterSettle", (event) => {
  const line = event.detail.elt?.closest?.(".todo-a");
  if (!line) return;
  const fault = line.querySelector(".todo-both, [aria-invalid=true]");
  const target = line.classList.contains("todo-editing")
    ? fault?.matches("input, select") ? fault : line.querySelector('input[name="text"]')
    : line.querySelector('input[name="action"]') ?? line.querySelector("[data-todo-edit]");
  target?.focus();
  if (bar()) tell();
});

if (bar()) {
  bar().querySelector("[data-todo-keys]").hidden = false;
  tell();
}
