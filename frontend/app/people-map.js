// The contact map as a grid: arrows move, Enter opens the cell in place, Escape closes it; groups fold. Without this
// every mark is a link to its pair, and the pair is a page.
const parse = (text) => new DOMParser().parseFromString(text, "text/html");
const dialog = () => document.getElementById("pair");
const gridOf = (node) => node?.closest?.("table.cm");
const token = () => document.querySelector('meta[name="csrf-token"]').content;
let at = null;
let opener = null;

// --- where one is
const rowsOf = (grid) => [...grid.querySelectorAll("tbody:not(.shut) tr[data-c]")];
const cellsOf = (row) => [row.querySelector("th.a"), ...row.querySelectorAll("td.k")];

function ready(grid) {
  if (!grid) return;
  const cells = [...grid.querySelectorAll("td.k")];
  for (const cell of cells) cell.tabIndex = -1;
  const first = (at && find(grid, at)) ?? grid.querySelector("td.k");
  if (first?.matches("td.k")) first.tabIndex = 0;
}

function placeOf(cell) {
  return { contact: cell.parentNode.dataset.c, column: cellsOf(cell.parentNode).indexOf(cell) };
}

function find(grid, place) {
  const row = grid.querySelector(`tr[data-c="${CSS.escape(place.contact)}"]`);
  return row ? cellsOf(row)[place.column] : undefined;
}

function go(grid, cell) {
  if (!cell) return;
  for (const other of grid.querySelectorAll('td.k[tabindex="0"]')) other.tabIndex = -1;
  for (const marked of grid.querySelectorAll(".at")) marked.classList.remove("at");
  at = placeOf(cell);
  cell.parentNode.classList.add("at");
  const target = cell.matches("td.k") ? cell : cell.querySelector("a");
  if (cell.matches("td.k")) {
    cell.tabIndex = 0;
    grid.tHead.querySelectorAll("th.m")[at.column - 1]?.classList.add("at");
  }
  target.focus({ preventScroll: true });
  reveal(grid, cell);
}

// What sticks at the edges covers what lies below it; the browser's own scrolling does not know that.
function reveal(grid, cell) {
  const box = grid.closest("[data-cm-scroll]");
  const [inside, own] = [box.getBoundingClientRect(), cell.getBoundingClientRect()];
  const left = inside.left + (cell.matches("td") ? cell.parentNode.cells[0].offsetWidth : 0);
  const top = inside.top + grid.tHead.offsetHeight;
  if (own.left < left) box.scrollLeft -= left - own.left;
  else if (own.right > inside.right - 12) box.scrollLeft += own.right - inside.right + 12;
  if (own.top < top) box.scrollTop -= top - own.top;
  else if (own.bottom > inside.bottom - 12) box.scrollTop += own.bottom - inside.bottom + 12;
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] };

function move(grid, cell, key, all) {
  const rows = rowsOf(grid);
  const cells = cellsOf(cell.parentNode);
  let [row, column] = [rows.indexOf(cell.parentNode), cells.indexOf(cell)];
  if (key === "Home") [row, column] = [all ? 0 : row, 1];
  else if (key === "End") [row, column] = [all ? rows.length - 1 : row, cells.length - 1];
  else [row, column] = [row + STEPS[key][0], column + STEPS[key][1]];
  row = Math.max(0, Math.min(rows.length - 1, row));
  go(grid, cellsOf(rows[row])[Math.max(0, Math.min(cells.length - 1, column))]);
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  const grid = gridOf(event.target);
  const cell = event.target.closest?.("td.k, th.a");
  if (!grid || !cell || !cell.parentNode.dataset.c) return;
  if (event.key in STEPS || event.key === "Home" || event.key === "End") move(grid, cell, event.key, event.ctrlKey);
  else if ((event.key === "Enter" || event.key === " ") && cell.matches("td.k")) open(cell);
  else return;
  event.preventDefault();
});

// --- the cell in place
function addressOf(cell) {
  const grid = gridOf(cell);
  const member = grid.tHead.querySelectorAll("th.m")[placeOf(cell).column - 1].dataset.m;
  return grid.dataset.pair.replace("/0/0/", `/${member}/${cell.parentNode.dataset.c}/`);
}

async function open(cell) {
  go(gridOf(cell), cell);
  await show(addressOf(cell), cell);
}

async function show(address, from) {
  const box = dialog();
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).catch(() => null);
  if (!box || !answer?.ok || answer.redirected) {
    location.assign(address);
    return;
  }
  opener = from;
  fill(await answer.text());
  box.showModal();
  place(box, from);
  (box.querySelector("[name=what]") ?? box.querySelector("a, button:not([hidden])"))?.focus();
}

// The answer is our own template, escaped by the server; a parser without scripts puts it in.
function fill(text) {
  const box = dialog();
  box.replaceChildren(...parse(text).body.childNodes);
  for (const button of box.querySelectorAll("[data-pair-close]")) button.hidden = false;
}

// Beside the cell where there is room; a narrow screen has the sheet at its foot, as the style says.
function place(box, from) {
  box.style.left = box.style.top = "";
  if (innerWidth <= 720 || !from) return;
  const own = from.getBoundingClientRect();
  const [wide, tall] = [box.offsetWidth, box.offsetHeight];
  const below = own.bottom + 6 + tall <= innerHeight;
  box.style.left = `${Math.max(8, Math.min(innerWidth - wide - 8, own.left - 24))}px`;
  box.style.top = `${Math.max(8, below ? own.bottom + 6 : Math.min(own.top - tall - 6, innerHeight - tall - 8))}px`;
}

function fault(text) {
  const note = document.createElement("p");
  note.className = "note bad";
  note.setAttribute("role", "alert");
  note.textContent = text;
  dialog().querySelector(".note.bad[data-fault]")?.remove();
  note.dataset.fault = "";
  dialog().prepend(note);
}

async function send(form, submitter) {
  const body = new FormData(form);
  if (submitter?.name) body.set(submitter.name, submitter.value);
  const headers = { "HX-Request": "true", "X-CSRFToken": token() };
  const answer = await fetch(form.action, { method: "POST", headers, body, credentials: "same-origin" }).catch(() => null);
  if (!answer || answer.status >= 500 || answer.redirected || answer.status === 404) {
    fault(document.querySelector("table.cm")?.dataset.failed ?? form.dataset.failed ?? "");
    return;
  }
  const text = await answer.text();
  if (!answer.headers.get("X-Done")) {
    fill(text);
    (dialog().querySelector("[aria-invalid=true]") ?? dialog().querySelector("[name=what]"))?.focus();
    return;
  }
  dialog().close();
  await refresh(text);
}

// Marks, findings and figures follow from the log, so the whole map comes anew; one stays where one was.
async function refresh(text) {
  const body = document.querySelector("[data-people-map]");
  if (!body) {
    location.reload();
    return;
  }
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  const fresh = answer?.ok && parse(await answer.text()).querySelector("[data-people-map]");
  if (!fresh) {
    location.reload();
    return;
  }
  const before = body.querySelector("[data-cm-scroll]");
  const [left, top] = [before?.scrollLeft ?? 0, before?.scrollTop ?? 0];
  const shut = [...body.querySelectorAll("tbody.shut tr[data-c]")].map((row) => row.dataset.c);
  body.replaceWith(fresh);
  const grid = fresh.querySelector("table.cm");
  for (const contact of shut) fold(grid?.querySelector(`tr[data-c="${contact}"]`)?.closest("tbody"), true);
  const after = fresh.querySelector("[data-cm-scroll]");
  if (after) [after.scrollLeft, after.scrollTop] = [left, top];
  ready(grid);
  if (grid && at) go(grid, find(grid, at));
  say(text);
}

function say(text) {
  const toast = document.createElement("div");
  toast.className = "toast success";
  const line = document.createElement("p");
  line.textContent = text;
  toast.append(line);
  document.getElementById("toasts")?.replaceChildren(toast);
  setTimeout(() => toast.remove(), 5000);
}

// --- groups
function fold(body, shut) {
  const button = body?.querySelector("[data-fold]");
  if (!button) return;
  body.classList.toggle("shut", shut);
  button.setAttribute("aria-expanded", String(!shut));
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const button = event.target.closest?.("[data-fold]");
  if (button) {
    const body = button.closest("tbody");
    fold(body, !body.classList.contains("shut"));
    return;
  }
  if (event.target.closest?.("[data-pair-close]") || event.target === dialog()) {
    dialog().close();
    return;
  }
  const link = event.target.closest?.("a[data-pair]");
  const cell = event.target.closest?.("table.cm tbody td.k");
  if (!link && !cell) return;
  event.preventDefault();
  if (link) show(link.href, link);
  else open(cell);
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches?.("#pair [data-pair-form]")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

document.addEventListener(
  "close",
  (event) => {
    if (event.target !== dialog() || !opener?.isConnected) return;
    const grid = gridOf(opener);
    if (grid) go(grid, opener);
    else opener.focus();
  },
  true,
);

for (const grid of document.querySelectorAll("table.cm")) ready(grid);
