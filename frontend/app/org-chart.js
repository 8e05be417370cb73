// The organisation chart: drag, keyboard, folding, zoom, search and undo. Without this there is the table below it.
import { chooser } from "./org-chart-choose.js";
import { dragging } from "./org-chart-drag.js";
import { Drawing } from "./org-chart-draw.js";
import { BOX, layout } from "./org-chart-layout.js";
import { linesDialog, moveDialog } from "./org-chart-dialogs.js";
import { Saving } from "./org-chart-save.js";
import { State } from "./org-chart-state.js";

const [SMALLEST, READABLE, LARGEST] = [0.2, 0.72, 2];
const FRESH_AFTER_MS = 400;
const read = (place, id) => JSON.parse(place.getElementById(id).textContent);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

function start(card) {
  const part = (name) => card.querySelector(`[data-${name}]`);
  const texts = read(document, "oc-texts");
  const state = new State(read(document, "oc-data"));
  const mayEdit = card.dataset.mayEdit === "1";
  const [scroller, side, status, bar] = [part("scroll"), part("side"), part("said"), part("chosen")];
  const drawing = new Drawing(part("picture"), { texts, mayEdit, label });
  const saving = new Saving(card.dataset, { failed: texts.failed });
  let plan = null;
  let at = null;
  let timer = 0;
  let isPressed = false;

  // What is drawn in the box comes first and as it is drawn, so that a spoken command finds the box; then the words for it.
  function label(one, drawn = []) {
    const whole = [one.name, one.title].filter((text) => text && !drawn.includes(text));
    const parts = [drawn.join(" "), ...whole, one.main && texts.main, one.vacant && texts.vacant, one.marks.length && fill(texts.influences, { letters: one.marks.join(", ") }), one.support && fill(texts.support, { support: one.support }), one.said];
    return parts.filter(Boolean).join(", ");
  }

  // --- drawing
  function draw() {
    plan = layout(state.people, state.shut);
    drawing.draw(state, plan);
    aside();
    if (at !== null && !state.get(at)) at = null;
    rove();
    part("empty").hidden = plan.at.size > 0;
    part("picture").toggleAttribute("hidden", plan.at.size === 0);
    chosenBar();
  }

  function aside() {
    const list = side.querySelector("ul");
    const items = plan.aside.map((id) => {
      const one = state.get(id);
      const [item, button, name, small] = ["li", "button", "bdi", "small"].map((tag) => document.createElement(tag));
      button.type = "button";
      button.dataset.id = id;
      button.tabIndex = -1;
      button.className = one.vacant ? "is-vacant" : "";
      button.title = label(one);
      [name.textContent, small.textContent] = [one.name, one.title];
      button.append(name, small);
      item.append(button);
      return item;
    });
    list.replaceChildren(...items);
    part("side-count").textContent = String(items.length);
    side.classList.toggle("is-empty", !items.length);
  }

  const elementOf = (id) => drawing.boxes.get(id)?.group ?? side.querySelector(`[data-id="${id}"]`);

  function rove() {
    for (const one of card.querySelectorAll('[data-id][tabindex="0"]')) one.setAttribute("tabindex", "-1");
    for (const one of card.querySelectorAll("[data-id].is-at")) one.classList.remove("is-at");
    const chosen = at !== null ? elementOf(at) : null;
    chosen?.classList.add("is-at");
    const head = elementOf(plan.heads[0]);
    (chosen?.closest("svg") ? chosen : head)?.setAttribute("tabindex", "0");
    const first = side.querySelector("[data-id]");
    (chosen?.matches("button") ? chosen : first)?.setAttribute("tabindex", "0");
  }

  function chosenBar() {
    bar.hidden = at === null;
    if (at === null) return;
    const one = state.get(at);
    bar.querySelector("[data-name]").textContent = one.name;
    bar.querySelector("[data-open]").href = card.dataset.contact.replace("/0/", `/${at}/`);
    const own = plan.below.get(at).length;
    const fold = bar.querySelector("[data-do=fold]");
    fold.hidden = !own;
    fold.textContent = state.shut.has(at) ? texts.unfold : texts.fold;
    if (!mayEdit) return;
    const beside = state.beside(one.up);
    bar.querySelector("[data-do=earlier]").disabled = beside[0] === at;
    bar.querySelector("[data-do=later]").disabled = beside.at(-1) === at;
  }

  // --- choosing and going about
  function choose(id, { centre = false, moves = true } = {}) {
    if (!state.get(id)) return;
    at = id;
    if (!elementOf(id)) {
      state.reveal(id);
      draw();
    } else {
      rove();
      chosenBar();
    }
    const element = elementOf(id);
    element.focus({ preventScroll: true });
    if (moves) show(element, centre);
  }

  function show(element, centre) {
    const box = element.closest("svg") ? scroller : side.querySelector("ul");
    const [own, frame] = [(element.querySelector(".oc-r") ?? element).getBoundingClientRect(), box.getBoundingClientRect()];
    const by = (near, far, start, end) => {
      if (centre) return (near + far) / 2 - (start + end) / 2;
      return near < start + 14 ? near - start - 14 : far > end - 14 ? far - end + 14 : 0;
    };
    box.scrollBy(by(own.left, own.right, frame.left, frame.right), by(own.top, own.bottom, frame.top, frame.bottom));
    card.querySelector("[data-frame]").scrollIntoView({ block: "nearest" });
  }

  function step(key) {
    if (!plan.at.has(at)) {
      const items = plan.aside;
      const to = items.indexOf(at) + ({ ArrowDown: 1, ArrowUp: -1 }[key] ?? 0);
      return items[Math.max(0, Math.min(items.length - 1, to))];
    }
    const [place, one] = [plan.at.get(at), state.get(at)];
    const beside = one.up === null ? plan.heads : plan.shown.get(one.up);
    const number = beside.indexOf(at);
    if (place.isStacked && (key === "ArrowUp" || key === "ArrowDown")) {
      if (key === "ArrowDown") return beside[number + 1] ?? at;
      return plan.at.get(beside[number - 1])?.x === place.x ? beside[number - 1] : one.up;
    }
    if (key === "ArrowUp") return one.up ?? at;
    if (key === "ArrowDown") return plan.shown.get(at)[0] ?? at;
    if (key === "Home") return plan.heads[0];
    if (key === "End") return [...plan.at.keys()].at(-1);
    return beside[number + (key === "ArrowLeft" ? -1 : 1)] ?? nearby(place, key) ?? at;
  }

  // Beyond the last of a family the next box of the same row.
  function nearby(place, key) {
    const way = key === "ArrowLeft" ? -1 : 1;
    const row = [...plan.at].filter(([, other]) => other.y === place.y && (other.x - place.x) * way > 0);
    return row.sort(([, one], [, other]) => (one.x - other.x) * way)[0]?.[0];
  }

  function fold(id) {
    if (!plan.below.get(id)?.length) return;
    if (!state.shut.delete(id)) state.shut.add(id);
    const before = elementOf(id)?.getBoundingClientRect();
    draw();
    const after = elementOf(id)?.getBoundingClientRect();
    if (before && after) scroller.scrollBy(after.left - before.left, after.top - before.top);
    say(fill(state.shut.has(id) ? texts.folded : texts.unfolded, { name: state.get(id).name }));
  }

  // --- changing
  function say(text) {
    status.textContent = text;
  }

  function fault(text) {
    const note = part("fault");
    note.hidden = !text;
    note.querySelector("span").textContent = text;
  }

  function where(up, before, id) {
    const name = state.get(id).name;
    if (before !== null && state.get(before)) return fill(texts.before, { name, other: state.get(before).name });
    return up === null ? fill(texts.free, { name }) : fill(texts.moved, { name, superior: state.get(up).name });
  }

  function move(id, up, before, { keeps = true } = {}) {
    const was = state.placeOf(id);
    if (up !== null && state.under(id).includes(up)) {
      const refused = up === id ? texts.itself : texts.ring;
      fault(fill(refused, { name: state.get(id).name, superior: state.get(up).name }));
      say(part("fault").textContent.trim());
      return;
    }
    if (was.up === up && (was.before === before || before === id)) return;
    fault("");
    const undo = { move: id, ...was };
    state.put(id, up, before);
    if (keeps) state.undos.push(undo);
    settle(id, was.up === up ? where(up, before, id) : where(up, null, id));
    saving.move(() => state.get(id) ?? { id, v: 0 }, up, before, (message, now) => {
      state.undos = state.undos.filter((one) => one !== undo);
      const back = now && "v" in now ? { up: now.up, before: null } : was;
      if (now && "v" in now) state.get(id).v = now.v;
      state.put(id, back.up !== null && state.get(back.up) ? back.up : null, back.before);
      settle(id, message);
      fault(message);
    });
  }

  function settle(id, text) {
    const had = card.contains(document.activeElement) || document.activeElement === document.body;
    at = id;
    state.reveal(id);
    draw();
    show(elementOf(id), false);
    if (had) elementOf(id).focus({ preventScroll: true });
    part("undo").disabled = !state.undos.length;
    say(text);
  }

  function shift(id, by) {
    const beside = state.beside(state.get(id).up);
    const to = beside.indexOf(id) + by;
    if (to < 0 || to >= beside.length) return;
    const before = by < 0 ? beside[to] : beside[to + 1] ?? null;
    move(id, state.get(id).up, before);
  }

  function drop(id, { kind, id: onto }) {
    if (kind === "aside") move(id, null, null);
    else if (kind === "under" || kind === "ring") move(id, onto, null);
    else {
      const { up } = state.get(onto);
      const beside = state.beside(up).filter((one) => one !== id);
      move(id, up, kind === "before" ? onto : beside[beside.indexOf(onto) + 1] ?? null);
    }
  }

  function join(values, { keeps = true } = {}) {
    const before = state.lines.find((line) => line.from === values.source && line.to === values.target && line.kind === values.kind);
    saving.draw(values, ({ line, message }) => {
      state.lines = [...state.lines.filter((one) => one.id !== line.id), line];
      if (keeps) state.undos.push(before ? { draw: before } : { erase: line });
      changedLines(message);
    }, fault);
  }

  function erase(line, { keeps = true } = {}) {
    saving.erase(line.id, ({ message }) => {
      state.lines = state.lines.filter((one) => one.id !== line.id);
      if (keeps) state.undos.push({ draw: line });
      changedLines(message);
    }, fault);
  }

  function changedLines(message) {
    fault("");
    draw();
    part("undo").disabled = !state.undos.length;
    say(message);
  }

  function undo() {
    const last = state.undos.pop();
    part("undo").disabled = !state.undos.length;
    if (!last) return;
    if (last.move) {
      if (state.get(last.move)) move(last.move, state.get(last.up) ? last.up : null, last.before, { keeps: false });
      return;
    }
    if (last.draw) join({ source: last.draw.from, target: last.draw.to, kind: last.draw.kind, label: last.draw.label }, { keeps: false });
    else {
      const known = state.lines.find((line) => line.from === last.erase.from && line.to === last.erase.to && line.kind === last.erase.kind);
      if (known) erase(known, { keeps: false });
    }
  }

  // What the server has now, others' changes among it: the table, and the boxes.
  saving.settled = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, FRESH_AFTER_MS);
  };

  async function refresh() {
    const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (saving.waiting || card.querySelector(".is-dragging") || !fresh.querySelector("[data-oc]")) return;
    const had = document.activeElement?.closest?.("[data-id]") !== null && card.contains(document.activeElement);
    document.querySelector("[data-oc-rows]").replaceChildren(...fresh.querySelector("[data-oc-rows]").childNodes);
    state.take(read(fresh, "oc-data"));
    draw();
    if (had && at !== null) elementOf(at)?.focus({ preventScroll: true });
    card.dataset.fresh = String(Number(card.dataset.fresh ?? 0) + 1);
  }

  // --- zoom
  function zoomTo(zoom, x = scroller.clientWidth / 2, y = scroller.clientHeight / 2) {
    const next = Math.max(SMALLEST, Math.min(LARGEST, zoom));
    const [left, top] = [(scroller.scrollLeft + x) / drawing.zoom, (scroller.scrollTop + y) / drawing.zoom];
    drawing.zoom = next;
    drawing.size();
    scroller.scrollTo(left * next - x, top * next - y);
    part("zoom").textContent = `${Math.round(next * 100)} %`;
  }

  const whole = () => Math.min(1, scroller.clientWidth / drawing.wide, scroller.clientHeight / drawing.tall);

  scroller.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const frame = scroller.getBoundingClientRect();
    zoomTo(drawing.zoom * Math.exp(-event.deltaY / 300), event.clientX - frame.left, event.clientY - frame.top);
  }, { passive: false });

  // --- dialogs, buttons, keys
  const people = () => state.people;
  const moving = mayEdit && moveDialog(document.getElementById("oc-move"), { texts, state, move, fill, chooser });
  const lining = mayEdit && linesDialog(document.getElementById("oc-lines"), { texts, state, join, erase, fill, chooser });

  const actions = {
    move: () => moving.open(at),
    earlier: () => shift(at, -1),
    later: () => shift(at, 1),
    lines: () => lining.open(at),
    fold: () => fold(at),
    undo,
    in: () => zoomTo(drawing.zoom * 1.25),
    out: () => zoomTo(drawing.zoom / 1.25),
    fit: () => zoomTo(whole()),
    shut: () => {
      for (const head of plan.heads) for (const id of plan.below.get(head)) if (plan.below.get(id).length) state.shut.add(id);
      draw();
    },
    open: () => {
      state.shut.clear();
      draw();
    },
  };

  card.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) {
      actions[button.dataset.do]();
      return;
    }
    const knob = event.target.closest("[data-fold]");
    if (knob) {
      fold(Number(knob.dataset.fold));
      return;
    }
    const line = event.target.closest("[data-line]");
    if (line && mayEdit) {
      lining.open(state.lines.find((one) => one.id === Number(line.dataset.line)).from);
      return;
    }
    const box = event.target.closest("[data-id]");
    if (box) choose(Number(box.dataset.id), { moves: false });
  });
  card.addEventListener("dblclick", (event) => {
    if (event.target.closest("[data-id]") && !event.target.closest("[data-fold]")) bar.querySelector("[data-open]").click();
  });
  card.addEventListener("focusin", (event) => {
    const box = event.target.closest("[data-id]");
    if (!box || Number(box.dataset.id) === at) return;
    at = Number(box.dataset.id);
    rove();
    chosenBar();
    // Under a pointer nothing may move away.
    if (!isPressed) show(box, false);
  });
  card.addEventListener("pointerdown", () => {
    isPressed = true;
  }, true);
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => {
    isPressed = false;
  }, true);

  const SHIFTS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
  card.addEventListener("keydown", (event) => {
    if (!event.target.closest("[data-id]") || event.ctrlKey || event.metaKey) return;
    const { key } = event;
    if (event.altKey) {
      if (!mayEdit || !(key in SHIFTS)) return;
      shift(at, SHIFTS[key]);
    } else if (key.startsWith("Arrow") || key === "Home" || key === "End") choose(step(key));
    else if (key === "Enter") bar.querySelector("[data-open]").click();
    else if (key === " ") fold(at);
    else if (key === "m" && mayEdit) actions.move();
    else if (key === "l" && mayEdit) actions.lines();
    else if (key === "+") actions.in();
    else if (key === "-") actions.out();
    else if (key === "0") actions.fit();
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (!isUndo || !mayEdit || event.target.closest?.("input, textarea, select") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    undo();
  });

  const field = part("search");
  chooser(field, {
    offers: people,
    nothing: texts.nothing,
    chosen: (one) => {
      field.value = "";
      choose(one.id, { centre: true });
    },
  });
  dragging({
    drawing, scroller, side, mayEdit, drop,
    frame: part("frame"),
    layer: part("layer"),
    plan: () => plan,
    under: (id) => state.under(id),
    back: (id) => say(fill(texts.back, { name: state.get(id).name })),
    join: (source, target) => lining.open(source, target),
  });

  card.hidden = false;
  draw();
  zoomTo(Math.max(READABLE, whole()));
  const head = plan.at.get(plan.heads[0]);
  if (head) scroller.scrollLeft = (head.x + BOX.wide / 2 + 26) * drawing.zoom - scroller.clientWidth / 2;
  document.documentElement.dataset.orgChart = "ready";
}

const card = document.querySelector("[data-oc]");
if (card) start(card);
