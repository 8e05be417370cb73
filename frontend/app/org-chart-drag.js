// Dragging in an organisation chart. While it lasts only a picture of what is dragged moves, on a layer of its own;
// the chart itself is neither laid out nor painted anew.
import { BOX } from "./org-chart-layout.js";
import { node, PAD } from "./org-chart-draw.js";

const [STARTS_AT, EDGE, SCROLLS_WITHIN, STEP] = [5, 0.2, 36, 14];

// `chart` gives: drawing, plan(), under(id), person(id), scroller, side, drop(id, target), join(from, to), back(id).
export function dragging(chart) {
  const { scroller, side, layer } = chart;
  let held = null;

  function start(event) {
    if (event.button || event.pointerType === "touch" || !event.isPrimary) return;
    const box = event.target.closest?.("[data-id]");
    if (!box || event.target.closest("[data-fold]")) {
      if (!box && event.target.closest("svg") && !event.target.closest("[data-line]")) pan(event);
      return;
    }
    const isLine = event.target.matches(".oc-hand");
    held = { id: Number(box.dataset.id), box, isLine, x: event.clientX, y: event.clientY, pointer: event.pointerId, moves: false };
    document.addEventListener("pointermove", follow);
    document.addEventListener("pointerup", end);
    document.addEventListener("pointercancel", cancel);
    document.addEventListener("keydown", escape, true);
  }

  function follow(event) {
    if (!held) return;
    [held.nowX, held.nowY] = [event.clientX, event.clientY];
    if (!held.moves) {
      if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < STARTS_AT) return;
      lift();
    }
    event.preventDefault();
    if (!held.frame) held.frame = requestAnimationFrame(show);
  }

  function lift() {
    held.moves = true;
    held.inside = new Set(chart.under(held.id));
    held.area = scroller.getBoundingClientRect();
    held.aside = side.getBoundingClientRect();
    layer.replaceChildren(held.isLine ? thread() : ghost());
    chart.frame.classList.add("is-dragging");
    if (!held.isLine) for (const id of held.inside) chart.drawing.boxes.get(id)?.group.classList.add("is-lifted");
    else held.inside = new Set();
  }

  // What is dragged as far as it is to be seen: the layer stays as small as the window.
  function ghost() {
    const frame = layer.getBoundingClientRect();
    const { zoom, boxes } = chart.drawing;
    const made = node("svg", { width: frame.width, height: frame.height });
    for (const id of held.inside) {
      const group = boxes.get(id)?.group;
      const own = (group?.querySelector(".oc-r") ?? (id === held.id ? held.box : null))?.getBoundingClientRect();
      if (!own || own.right < frame.left || own.left > frame.right || own.bottom < frame.top || own.top > frame.bottom) continue;
      const copy = group ? group.cloneNode(true) : plain(held.box);
      for (const name of [...copy.getAttributeNames()]) if (name !== "class") copy.removeAttribute(name);
      copy.setAttribute("transform", `translate(${own.left - frame.left} ${own.top - frame.top}) scale(${zoom})`);
      made.append(copy);
    }
    return made;
  }

  function plain(item) {
    const made = node("g", { class: "oc-box" }, node("rect", { class: "oc-r", width: BOX.wide, height: 34, rx: 5 }));
    made.append(node("text", { class: "oc-n", x: 12, y: 21 }, [...item.querySelector("bdi").textContent].slice(0, 24).join("")));
    return made;
  }

  function thread() {
    const frame = layer.getBoundingClientRect();
    held.path = node("path", { class: "oc-thread" });
    held.from = [held.x - frame.left, held.y - frame.top];
    return node("svg", { width: frame.width, height: frame.height }, held.path);
  }

  function show() {
    if (!held) return;
    held.frame = 0;
    const [dx, dy] = [held.nowX - held.x, held.nowY - held.y];
    if (held.isLine) held.path.setAttribute("d", `M${held.from.join(" ")}l${dx} ${dy}`);
    else layer.firstChild.style.transform = `translate(${dx}px, ${dy}px)`;
    scroll();
    mark(target());
  }

  // At the edge of the window it goes on by itself.
  function scroll() {
    const { left, right, top, bottom } = held.area;
    if (held.nowX < left || held.nowX > right || held.nowY < top || held.nowY > bottom) return;
    const push = (near, far) => (near < SCROLLS_WITHIN ? -STEP : far < SCROLLS_WITHIN ? STEP : 0);
    const [x, y] = [push(held.nowX - left, right - held.nowX), push(held.nowY - top, bottom - held.nowY)];
    if (!x && !y) return;
    const before = [scroller.scrollLeft, scroller.scrollTop];
    scroller.scrollBy(x, y);
    if (scroller.scrollLeft !== before[0] || scroller.scrollTop !== before[1]) held.frame = requestAnimationFrame(show);
  }

  const within = ({ left, right, top, bottom }) => held.nowX >= left && held.nowX <= right && held.nowY >= top && held.nowY <= bottom;

  // Onto a box: reports to that person; at the edge of one: beside that person; onto the side: reports to nobody.
  function target() {
    if (!held.isLine && within(held.aside)) {
      const item = document.elementFromPoint(held.nowX, held.nowY)?.closest("[data-side] [data-id]");
      const id = Number(item?.dataset.id);
      return item && id !== held.id ? { kind: "under", id, item } : { kind: "aside" };
    }
    if (held.isLine && within(held.aside)) {
      const item = document.elementFromPoint(held.nowX, held.nowY)?.closest("[data-side] [data-id]");
      return item ? { kind: "under", id: Number(item.dataset.id), item } : null;
    }
    if (!within(held.area)) return null;
    const [x, y] = chart.drawing.point(held.nowX, held.nowY);
    for (const [id, place] of chart.plan().at) {
      const [right, down] = [x - place.x, y - place.y];
      if (right < -9 || right > BOX.wide + 9 || down < -5 || down > BOX.tall + 5 || id === held.id) continue;
      if (held.inside.has(id)) return { kind: "ring", id };
      if (held.isLine) return { kind: "under", id };
      const share = place.isStacked ? down / BOX.tall : right / BOX.wide;
      if (share < EDGE) return { kind: "before", id, isStacked: place.isStacked };
      if (share > 1 - EDGE) return { kind: "after", id, isStacked: place.isStacked };
      return { kind: "under", id };
    }
    return null;
  }

  function mark(found) {
    const said = found ? `${found.kind} ${found.id ?? ""}` : "";
    if (held.said === said) return;
    held.said = said;
    held.target = found;
    unmark();
    if (!found) return;
    if (found.kind === "aside") side.classList.add("is-target");
    else if (found.item) found.item.classList.add("is-target");
    else chart.drawing.boxes.get(found.id)?.group.classList.add(found.kind === "ring" ? "is-refused" : `is-${found.kind === "under" ? "target" : "beside"}`);
    if (found.kind === "before" || found.kind === "after") gap(found);
  }

  function gap({ id, kind, isStacked }) {
    const place = chart.plan().at.get(id);
    const far = kind === "after";
    const bar = isStacked
      ? { x: place.x, y: place.y + (far ? BOX.tall + 3 : -7), width: BOX.wide, height: 4 }
      : { x: place.x + (far ? BOX.wide + 7 : -11), y: place.y, width: 4, height: BOX.tall };
    chart.drawing.over.replaceChildren(node("rect", { ...bar, rx: 2, class: "oc-gap", transform: `translate(${PAD} ${PAD})` }));
  }

  function unmark() {
    chart.drawing.over.replaceChildren();
    for (const one of chart.frame.querySelectorAll(".is-target, .is-refused, .is-beside")) one.classList.remove("is-target", "is-refused", "is-beside");
  }

  function end() {
    if (!held) return;
    const { id, isLine, moves } = held;
    if (moves) {
      if (held.frame) cancelAnimationFrame(held.frame);
      mark(target());
    }
    const found = held.target;
    clear();
    if (!moves) return;
    if (isLine && found?.kind === "under") chart.join(id, found.id);
    else if (!isLine && found) chart.drop(id, found);
    else if (!isLine) chart.back(id);
  }

  function cancel() {
    if (held?.moves) chart.back(held.id);
    clear();
  }

  function escape(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    cancel();
  }

  function clear() {
    if (held?.frame) cancelAnimationFrame(held.frame);
    if (held?.moves) {
      unmark();
      layer.replaceChildren();
      chart.frame.classList.remove("is-dragging");
      for (const one of chart.frame.querySelectorAll(".is-lifted")) one.classList.remove("is-lifted");
    }
    held = null;
    document.removeEventListener("pointermove", follow);
    document.removeEventListener("pointerup", end);
    document.removeEventListener("pointercancel", cancel);
    document.removeEventListener("keydown", escape, true);
  }

  // The empty ground takes the whole chart along.
  function pan(event) {
    let [x, y] = [event.clientX, event.clientY];
    const along = (moved) => {
      scroller.scrollBy(x - moved.clientX, y - moved.clientY);
      [x, y] = [moved.clientX, moved.clientY];
    };
    const stop = () => {
      document.removeEventListener("pointermove", along);
      document.removeEventListener("pointerup", stop);
      document.removeEventListener("pointercancel", stop);
      chart.frame.classList.remove("is-panning");
    };
    chart.frame.classList.add("is-panning");
    document.addEventListener("pointermove", along);
    document.addEventListener("pointerup", stop);
    document.addEventListener("pointercancel", stop);
    event.preventDefault();
  }

  chart.frame.addEventListener("pointerdown", (event) => {
    if (chart.mayEdit) start(event);
    else if (event.pointerType !== "touch" && event.target.closest("svg") && !event.target.closest("[data-id], [data-line]")) pan(event);
  });
}
