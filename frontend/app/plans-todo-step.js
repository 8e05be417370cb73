// One step of one action, sent to the server: another status, another day.
const token = () => document.querySelector('meta[name="csrf-token"]').content;

export function say(text) {
  const place = document.querySelector("[data-todo-said]");
  if (place) place.textContent = text;
}

// Answers what is saved now; where somebody else was first or it was refused, `ok` is false and nothing was written.
export async function step(node, values) {
  const body = new URLSearchParams({ based_on: node.dataset.version, ...values });
  const headers = { "X-CSRFToken": token(), Accept: "application/json" };
  const answer = await fetch(node.dataset.step, { method: "POST", body, headers });
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(`step: ${answer.status}`);
  const state = await answer.json();
  say(state.said);
  if (!answer.ok) toast(state.said);
  return { ...state, ok: answer.ok };
}

export function toast(text) {
  const box = document.createElement("div");
  box.className = "toast error";
  const line = document.createElement("p");
  line.textContent = text;
  box.append(line);
  document.getElementById("toasts").append(box);
  setTimeout(() => box.remove(), 12000);
}

// The part of the page that depends on it, as the server draws it now.
export async function redraw(focus) {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [now, then] = [document.querySelector("[data-todo]"), page.querySelector("[data-todo]")];
  if (!now || !then) return location.reload();
  const boxes = [".todo-tl-s", ".todo-board", ".todo-tl"].map((one) => now.querySelector(one)).filter(Boolean);
  const places = boxes.map((box) => [box.className, box.scrollLeft, box.scrollTop]);
  // A line that is being written is not lost.
  const [written, empty] = [now, then].map((one) => one.querySelector("[data-todo-line]"));
  if (written && empty) empty.value = written.value;
  const target = document.activeElement === written ? "[data-todo-line]" : focus;
  now.replaceWith(then);
  for (const [name, left, top] of places) then.querySelector(`.${name.split(" ")[0]}`)?.scrollTo(left, top);
  document.dispatchEvent(new CustomEvent("todo:drawn"));
  if (target) then.querySelector(target)?.focus({ preventScroll: true });
}
