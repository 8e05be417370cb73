// The relationship's picture: it moves from now to target, arrow keys walk from person to person, and a person opens a
// card. Without this the switch is a link, every person is one, and what-if is a form.
import { morph } from "./relationship-morph.js";

const page = document.querySelector("[data-relationship]");

const figures = (box) => [...box.querySelectorAll("[data-picture-of]")];
const drawing = (figure) => [...figure.querySelectorAll(".drawing > svg")].find((svg) => svg.getClientRects().length);
const people = (svg) => [...svg.querySelectorAll("a[data-id]")];
const centre = (node) => {
  const box = node.querySelector("circle").getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
};

function show(box, key) {
  const [from, to] = [figures(box).find((one) => !one.hidden), figures(box).find((one) => one.dataset.pictureOf === key)];
  if (!to || from === to) return;
  shut();
  const old = from && drawing(from);
  // Both are laid out for the moment in which their places are read.
  to.hidden = false;
  const fresh = drawing(to);
  if (old && fresh) morph(old, fresh);
  if (from) from.hidden = true;
  rove(fresh);
  for (const choice of box.querySelectorAll("[data-show]")) {
    const on = choice.dataset.show === key;
    choice.classList.toggle("on", on);
    if (choice.matches("button")) choice.setAttribute("aria-pressed", String(on));
    else if (on) choice.setAttribute("aria-current", "true");
    else choice.removeAttribute("aria-current");
  }
  const said = box.querySelector("[data-said]");
  if (said) said.textContent = said.dataset[key];
  if (!box.querySelector("[data-kept]")) return;
  const address = new URL(location.href);
  address.searchParams.set("show", key);
  history.replaceState(history.state, "", address);
}

// One stop for Tab, the arrow keys do the rest.
function rove(svg, chosen) {
  if (!svg) return;
  const all = people(svg);
  for (const node of all) node.setAttribute("tabindex", node === (chosen ?? all[0]) ? "0" : "-1");
}

const WAYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

// The nearest person in that direction; what lies aside counts twice.
function towards(node, [dx, dy]) {
  const [x, y] = centre(node);
  let best = null;
  let least = Infinity;
  for (const other of people(node.ownerSVGElement)) {
    if (other === node) continue;
    const [ox, oy] = centre(other);
    const ahead = (ox - x) * dx + (oy - y) * dy;
    if (ahead < 1) continue;
    const away = ahead + 2 * Math.abs((ox - x) * dy + (oy - y) * dx);
    if (away < least) [best, least] = [other, away];
  }
  return best;
}

let card = null;
let opener = null;

function shut(back = false) {
  card?.remove();
  card = null;
  if (back) opener?.focus();
}

function open(node) {
  shut();
  opener = node;
  const row = page.querySelector(`tr[data-person="${CSS.escape(node.dataset.id)}"]`);
  if (!row) return;
  const [name, ...cells] = [...row.cells].map((cell) => cell.textContent.trim());
  const heads = [...row.closest("table").tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  card = page.querySelector("[data-card]").content.firstElementChild.cloneNode(true);
  card.setAttribute("aria-label", name);
  card.querySelector("[data-name]").textContent = name;
  card.querySelector("[data-detail]").textContent = cells
    .map((text, at) => (text && /^\d+$/.test(text) ? `${heads[at + 1]}: ${text}` : text))
    .filter(Boolean)
    .join(" · ");
  const link = card.querySelector("[data-open]");
  if (node.dataset.id.startsWith("c")) link.href = node.getAttribute("href");
  else link.remove();
  const figure = node.closest("figure");
  figure.append(card);
  const [frame, [x, y]] = [figure.getBoundingClientRect(), centre(node)];
  card.style.left = `${Math.max(8, Math.min(x - frame.left - 20, frame.width - card.offsetWidth - 8))}px`;
  card.style.top = `${y - frame.top + 22}px`;
  card.querySelector("a, button").focus();
}

function ask(id) {
  const form = page.querySelector(".rl-if");
  form.elements.who.value = id;
  form.requestSubmit();
}

// What if: both pictures stand under one another until the switch is there.
function offer(box) {
  const choice = box?.querySelector(".seg[hidden]");
  if (!choice) return;
  choice.hidden = false;
  for (const figure of figures(box)) figure.hidden = figure.dataset.pictureOf !== "then";
}

document.addEventListener("click", (event) => {
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  const choice = event.target.closest("[data-pictures] [data-show]");
  if (!choice || !plain) return;
  event.preventDefault();
  show(choice.closest("[data-pictures]"), choice.dataset.show);
});

offer(document.querySelector(".rl-what-if [data-pictures]"));

if (page) {
  for (const svg of page.querySelectorAll(".rl-pic .drawing > svg")) rove(svg);

  page.addEventListener("click", (event) => {
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    const node = event.target.closest(".rl-pic a[data-id]");
    if (node && plain) {
      event.preventDefault();
      return open(node);
    }
    if (event.target.closest("[data-close]")) return shut(true);
    if (event.target.closest("[data-if]")) {
      const id = opener.dataset.id;
      shut();
      return ask(id);
    }
    if (!event.target.closest(".rl-card")) shut();
  });

  page.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && card) return shut(true);
    const node = event.target.closest?.(".rl-pic a[data-id]");
    const way = WAYS[event.key];
    if (!node || !way) return;
    const next = towards(node, way);
    if (!next) return;
    event.preventDefault();
    rove(node.ownerSVGElement, next);
    next.focus();
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "what-if") return;
    offer(event.target.querySelector("[data-pictures]"));
    event.target.focus({ preventScroll: true });
  });
}
