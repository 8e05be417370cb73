// The account matrix: bubbles follow the sliders at once and the server answers when they are let go; a bubble opens its
// sums; an area drawn is a filter. The page works without this by links and forms.
import { Canvas } from "./matrix-canvas.js";
import { lasso, listenForLasso } from "./matrix-lasso.js";
import { columnsOf, standing } from "./matrix-maths.js";

const part = (id) => document.getElementById(id);
const mx = () => part("mx");
const box = () => part("mx-box");
const sliders = () => [...document.querySelectorAll("#mx-weights input[type=range]")];
const wishes = () => new URLSearchParams(location.search);
const numbers = (text) => text.split(",").map(Number);

let data = null; // what the server sent of every visible account
let columns = null;
let index = null; // pk → place in the data
let canvas = null;
let busy = null; // the request that would be out of date
let lineAsked = 0;

async function get(address, signal) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin", signal });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}

// Our own templates, escaped by the server; a parser without scripts puts them in.
const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

const moved = () => sliders().filter((slider) => "moved" in slider.dataset);
const trial = () =>
  moved()
    .map((slider) => `${slider.name.slice(2)}:${Number(slider.value)}`)
    .join(",");
const weights = () => sliders().map((slider) => Number("moved" in slider.dataset ? slider.value : slider.dataset.kept));

function remember(query) {
  history.replaceState(history.state, "", query.size ? `?${query}` : location.pathname);
}

function wish(changes) {
  const query = wishes();
  for (const [name, value] of Object.entries(changes))
    if (value === "") query.delete(name);
    else query.set(name, value);
  remember(query);
  return query;
}

// The answer's parts take the places of those on the page; a focus in them stays on the same account.
async function refresh() {
  busy?.abort();
  busy = new AbortController();
  const query = wishes();
  query.set("wide", width());
  try {
    const fresh = await parsed(await get(`${location.pathname}?${query}`, busy.signal));
    const focused = document.activeElement?.dataset?.pk;
    const isDrawing = box()?.classList.contains("drawing");
    for (const part of fresh.querySelectorAll("[data-part]")) document.getElementById(part.id)?.replaceWith(part);
    if (box()?.classList.contains("many")) await points();
    mx().classList.remove("dragging");
    ready();
    if (isDrawing && box()) lasso(true);
    fill();
    part("mx-said").textContent = document.querySelector(".mx-found > span")?.textContent ?? "";
    if (focused) document.querySelector(`.bub[data-pk="${focused}"]`)?.focus({ preventScroll: true });
  } catch (error) {
    if (error.name !== "AbortError") location.reload();
  }
}

const width = () => Math.round(Math.max(300, (part("mx-pic")?.clientWidth ?? 690) - 2));

async function points() {
  const query = wishes();
  query.set("wide", width());
  data = await (await get(`${mx().dataset.points}?${query}`)).json();
  columns = columnsOf(data.scores);
  index = new Map(data.pk.map((pk, at) => [pk, at]));
}

function ready() {
  const where = box();
  canvas = null;
  if (!where) return;
  if (where.classList.contains("many")) canvas = new Canvas(where, part("mx-canvas"), data, { choose, open });
  else roving();
  const button = part("mx-lasso");
  if (button) button.hidden = false;
  const at = Number(wishes().get("at"));
  if (at) mark(at);
  draw(now());
}

const plot = () => {
  const { left, top, wide, tall, x, y } = box().dataset;
  const [xs, ys] = [numbers(x), numbers(y)];
  const [l, t, w, h] = [left, top, wide, tall].map(Number);
  return {
    l, t, w, h,
    across: (value) => l + w * (xs[2] ? 1 - (value - xs[0]) / (xs[1] - xs[0]) : (value - xs[0]) / (xs[1] - xs[0])),
    down: (value) => t + h * (1 - (value - ys[0]) / (ys[1] - ys[0])),
    value: (px, py) => {
      const share = (px - l) / w;
      return [xs[0] + (xs[2] ? 1 - share : share) * (xs[1] - xs[0]), ys[0] + (1 - (py - t) / h) * (ys[1] - ys[0])];
    },
  };
};

// Who does not see everybody cannot average everybody: then the line stays where the server last said it is.
function now() {
  if (!data) return null;
  const line = data.typed || !data.whole ? data.line : undefined;
  return standing({ columns, weights: weights(), flags: data.flags, line, typed: data.typed, nearPercent: data.near });
}

function draw(state) {
  if (canvas && state) canvas.draw(state);
}

function drag() {
  follow();
  if (data && !data.whole && !data.typed) askLine();
}

function follow() {
  const state = now();
  if (!state || !box()) return;
  mx().classList.add("dragging");
  for (const [kind, count] of Object.entries(state.counts)) {
    const place = document.querySelector(`[data-count="${kind}"]`);
    const text = count.toLocaleString("en");
    if (place && !wishes().has("kind")) place.textContent = text;
    const title = document.querySelector(`#mx-box .zn.${kind} .zn-t tspan:last-child`);
    if (title) title.textContent = title.textContent.replace(/[\d,]+$/, text);
  }
  const { l, t, w, h, down } = plot();
  const at = state.line === null ? null : Math.min(t + h, Math.max(t, down(state.line)));
  if (at !== null) {
    const path = part("mx-div");
    path.setAttribute("d", `${path.getAttribute("d").split("M").slice(0, 2).join("M")}M${l} ${at}H${l + w}`);
    for (const zone of document.querySelectorAll("#mx-box .zone")) {
      const high = zone.classList.contains("k") || zone.classList.contains("d");
      zone.setAttribute("y", high ? t : at);
      zone.setAttribute("height", high ? at - t : t + h - at);
    }
  }
  if (canvas) canvas.draw(state);
  else
    for (const bubble of document.querySelectorAll("#mx-box .bub")) {
      const row = index.get(Number(bubble.dataset.pk));
      const y = Math.min(t + h, Math.max(t, down(state.values[row])));
      const [x] = numbers(bubble.getAttribute("transform").slice(10, -1).replace(" ", ","));
      bubble.setAttribute("transform", `translate(${x} ${y.toFixed(1)})`);
      bubble.setAttribute("class", `bub ${state.kinds[row]}${state.edges[row] ? " near" : ""}${bubble.classList.contains("off") ? " off" : ""}${bubble.classList.contains("on") ? " on" : ""}`);
      const letter = bubble.querySelector("text");
      if (letter) letter.textContent = state.kinds[row].toUpperCase();
            document.querySelector(`.names [data-of="${bubble.dataset.pk}"]`)?.setAttribute("transform", `translate(0 ${(y - Number(bubble.dataset.y)).toFixed(1)})`);
    }
}

// At most one question of the line under way, and the last wish is always asked.
async function askLine() {
  const wanted = trial();
  if (lineAsked) {
    lineAsked = 2;
    return;
  }
  lineAsked = 1;
  try {
    const answer = await (await get(`${mx().dataset.try}?w=${encodeURIComponent(wanted)}`)).json();
    data.line = answer.line;
  } catch {
    // The answer to letting go says the same.
  }
  const again = lineAsked === 2;
  lineAsked = 0;
  if (!mx().classList.contains("dragging")) return;
  follow();
  if (again) askLine();
}

let frame = 0;
document.addEventListener("input", (event) => {
  const slider = event.target.closest?.("#mx-weights input[type=range]");
  if (!slider) return;
  slider.dataset.moved = "";
  const value = Number(slider.value);
  const percent = (number) => number.toFixed(Math.abs(number - Math.round(number)) < 0.05 ? 0 : 1) + (document.documentElement.lang.startsWith("zh") ? "%" : "\u00a0%");
  slider.parentElement.querySelector("output").textContent = percent(value);
  part("mx-sum").textContent = percent(weights().reduce((sum, weight) => sum + weight, 0));
  part("mx-prop").hidden = false;
  paint(slider);
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(drag);
});

const paint = (slider) => slider.style.setProperty("--p", `${(100 * slider.value) / slider.max}%`);

// Let go: the server's answer takes the place of what the browser drew.
document.addEventListener("change", (event) => {
  if (event.target.closest?.("#mx-weights input[type=range]")) {
    const value = trial();
    wish({ w: value, page: "" });
    const form = part("mx-keep");
    if (form) {
      form.hidden = !value;
      const field = form.querySelector("[name=w]");
      if (field) field.value = value;
    }
    cancelAnimationFrame(frame);
    refresh();
    return;
  }
  const show = event.target.closest?.(".mx-show input");
  if (show) {
    const on = show.checked;
    if (show.name === "trails" || show.name === "edges") {
      mx().classList.toggle(`no-${show.name}`, !on);
      wish({ [show.name]: on ? "" : "0" });
      if (show.name === "trails") refresh();
      draw(now());
    } else {
      wish({ [show.name]: show.name === "left" ? String(Number(on)) : on ? "1" : "" });
      refresh();
    }
  }
  if (event.target.matches?.(".mx-text select")) event.target.form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches?.(".mx-text")) {
    event.preventDefault();
    wish({ ...Object.fromEntries(ASKED.map((name) => [name, form.elements[name]?.value.trim() ?? ""])), page: "" });
    refresh();
  } else if (form.matches?.("#mx-weights")) event.preventDefault();
});

// The form says what the address asks for, whichever chip or button changed that.
const ASKED = ["q", "territory", "attr_from", "attr_to", "str_from", "str_to", "kind"];
function fill() {
  const query = wishes();
  for (const name of ASKED) {
    const field = document.querySelector(".mx-text")?.elements[name];
    if (field && field !== document.activeElement) field.value = query.get(name) ?? "";
  }
}

let typing = 0;
document.addEventListener("input", (event) => {
  if (!event.target.matches?.(".mx-text input[type=search]")) return;
  clearTimeout(typing);
  typing = setTimeout(() => event.target.form.requestSubmit(), 250);
});

// Choosing an account: its row and its bubble, its sums beside them, and how sure its class is.
function mark(pk) {
  for (const one of document.querySelectorAll("#mx .on[data-pk]")) one.classList.remove("on");
  for (const one of document.querySelectorAll(`#mx .bub[data-pk="${pk}"], .mx-table tr[data-pk="${pk}"]`)) one.classList.add("on");
  for (const one of document.querySelectorAll(".trails .on")) one.classList.remove("on");
  document.querySelector(`.trails [data-of="${pk}"]`)?.classList.add("on");
  const row = document.querySelector(`.mx-table tr[data-pk="${pk}"]`);
  const list = row?.closest(".scroll");
  if (list) list.scrollTop = Math.max(0, row.offsetTop - list.clientHeight / 3);
  canvas?.mark(pk);
}

async function choose(pk, from) {
  wish({ at: String(pk) });
  mark(pk);
  sure();
  const dialog = part("how");
  const fresh = await parsed(await get(`${mx().dataset.account.replace("/0/", `/${pk}/`)}?${wishes()}`));
  dialog.replaceChildren(...fresh.body.childNodes);
  if (!dialog.open) dialog.show();
  beside(pk);
  dialog.from = from;
  if (from?.matches?.("a")) dialog.querySelector("button")?.focus({ preventScroll: true });
}

function beside(pk) {
  const dialog = part("how");
  const bubble = document.querySelector(`.bub[data-pk="${pk}"]`);
  const frame = mx().getBoundingClientRect();
  const picture = part("mx-pic").getBoundingClientRect();
  const at = bubble?.querySelector(".c").getBoundingClientRect() ?? canvas?.place(pk);
  const middle = at ? at.top + at.height / 2 : picture.top + 40;
  const grid = document.querySelector(".mx-grid").getBoundingClientRect();
  const top = Math.max(grid.top - frame.top, Math.min(middle - frame.top - 36, grid.bottom - frame.top - dialog.offsetHeight - 8));
  dialog.style.top = `${top}px`;
  dialog.style.setProperty("--at", `${Math.max(14, middle - frame.top - top)}px`);
  const lead = part("mx-lead");
  lead?.setAttribute("d", "");
  if (!at || !lead || picture.right > dialog.getBoundingClientRect().left + 20) return;
  const scale = Number(box().dataset.w) / box().querySelector("svg").getBoundingClientRect().width;
  const origin = box().querySelector("svg").getBoundingClientRect();
  const y = (middle - origin.top) * scale;
  lead.setAttribute("d", `M${(at.right + 5 - origin.left) * scale} ${y}H${box().dataset.w}`);
}

function closed() {
  part("mx-lead")?.setAttribute("d", "");
  const dialog = part("how");
  dialog?.from?.isConnected && dialog.from.focus?.({ preventScroll: true });
}

async function sure() {
  const place = part("mx-sure");
  if (!place || !box()) return;
  try {
    const fresh = await parsed(await get(`${mx().dataset.sure}?${wishes()}`));
    place.replaceChildren(...fresh.body.childNodes);
  } catch {
    // The link to the same answer stays.
  }
}

function open(pk) {
  const link = document.querySelector(`.mx-table tr[data-pk="${pk}"] .nmc a`) ?? document.querySelector(`.bub[data-pk="${pk}"]`);
  location.assign(link?.getAttribute("href") ?? mx().dataset.account.replace("/0/", `/${pk}/`));
}

document.addEventListener("click", (event) => {
  if (!mx() || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const target = event.target;
  const link = target.closest?.("#mx a[data-wish]");
  if (link) {
    event.preventDefault();
    remember(new URLSearchParams(link.getAttribute("href").slice(1)));
    refresh();
    return;
  }
  const bubble = target.closest?.("#mx .bub");
  if (bubble) {
    // A key press of Enter on a link is a click without a place: it goes to the account.
    if (event.detail === 0) return;
    event.preventDefault();
    choose(Number(bubble.dataset.pk), bubble);
    return;
  }
  const sums = target.closest?.("#mx a[data-how]");
  if (sums) {
    event.preventDefault();
    choose(Number(sums.dataset.how), sums);
    return;
  }
  const row = target.closest?.(".mx-table tr[data-pk]");
  if (row && !target.closest("a")) choose(Number(row.dataset.pk), row.querySelector("a[data-how]"));
  if (target.closest?.("#mx-reset")) {
    event.preventDefault();
    for (const slider of sliders()) {
      delete slider.dataset.moved;
      slider.value = slider.dataset.kept;
      slider.parentElement.querySelector("output").textContent = slider.dataset.said;
      paint(slider);
    }
    part("mx-sum").textContent = part("mx-sum").dataset.said;
    part("mx-prop").hidden = true;
    if (part("mx-keep")) part("mx-keep").hidden = true;
    wish({ w: "" });
    refresh();
  }
  if (target.closest?.("#mx-lasso")) lasso(!box().classList.contains("drawing"));
});

document.addEventListener("dblclick", (event) => {
  const bubble = event.target.closest?.("#mx .bub");
  if (bubble) location.assign(bubble.getAttribute("href"));
});

// One stop for the tabulator; arrows go by class, then by attractiveness, as in the table.
function ordered() {
  const places = new Map([...document.querySelectorAll(".mx-table tr[data-pk]")].map((row, at) => [row.dataset.pk, at]));
  return [...document.querySelectorAll("#mx .bub")].sort((one, other) => (places.get(one.dataset.pk) ?? 1e9) - (places.get(other.dataset.pk) ?? 1e9));
}

function roving() {
  const chosen = wishes().get("at");
  const bubbles = ordered();
  const first = bubbles.find((one) => one.dataset.pk === chosen) ?? bubbles[0];
  for (const bubble of bubbles) bubble.setAttribute("tabindex", bubble === first ? "0" : "-1");
}

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && part("how")?.open) {
    part("how").close();
    return;
  }
  const ranges = event.key === "Escape" && event.target.closest?.(".mx-by[open]");
  if (ranges) {
    ranges.open = false;
    ranges.querySelector("summary").focus();
    return;
  }
  const bubble = event.target.closest?.("#mx .bub");
  if (!bubble) return;
  const bubbles = ordered();
  const last = bubbles.length - 1;
  const at = bubbles.indexOf(bubble);
  const to = event.key === "Home" ? 0 : event.key === "End" ? last : event.key in STEPS ? Math.min(last, Math.max(0, at + STEPS[event.key])) : -1;
  if (to >= 0) {
    event.preventDefault();
    bubble.setAttribute("tabindex", "-1");
    bubbles[to].setAttribute("tabindex", "0");
    bubbles[to].focus({ preventScroll: true });
    mark(Number(bubbles[to].dataset.pk));
  } else if (event.key === " ") {
    event.preventDefault();
    choose(Number(bubble.dataset.pk), bubble);
  }
});

// The corners in values: the server says who stands inside.
listenForLasso((places) => {
  const { value } = plot();
  const corners = places.map(([x, y]) => value(x, y).map((one) => one.toPrecision(5)).join(","));
  wish({ lasso: corners.join(";"), page: "" });
  refresh();
});

async function begin() {
  if (!mx()) return;
  for (const slider of sliders()) {
    const output = slider.parentElement.querySelector("output");
    if (Math.abs(Number(slider.getAttribute("value")) - Number(slider.dataset.kept)) > 1e-9) slider.dataset.moved = "";
    slider.dataset.said = output.dataset.kept ?? output.textContent;
    paint(slider);
  }
  part("mx-sum").dataset.said ??= part("mx-sum").textContent;
  if (matchMedia("(max-width: 720px)").matches) document.querySelector(".mx-panel").open = false;
  part("how").addEventListener("close", closed);
  if (!box()) return;
  const asked = Math.abs(width() - Number(box().dataset.w)) > 40;
  await points();
  if (asked) await refresh();
  else ready();
  document.documentElement.dataset.matrix = "ready";
  // Drawing the weights of very many takes the server a while: then only when it is asked for.
  if (!canvas || wishes().has("at")) sure();
}

let sized = 0;
addEventListener("resize", () => {
  clearTimeout(sized);
  if (box()) sized = setTimeout(() => Math.abs(width() - Number(box().dataset.w)) > 40 && refresh(), 200);
});
document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", begin) : begin();
