// The grid of scores as a spreadsheet. The server reads what is typed and answers every figure; this only moves, types,
// pastes, undoes, and keeps what could not be sent. Cells are texts; one field appears in the cell that is edited.
import { blockOf, outside } from "./sheet.js";

const SOON_MS = 400;
const AGAIN_MS = 4000;
const KEPT_ALIVE = 30_000;
const root = document.querySelector("[data-scores]");

function start(table) {
  const said = root.dataset;
  const editable = "editable" in said;
  const panel = document.querySelector("[data-score-cell]");
  const toggle = document.querySelector("[data-score-panel]");
  const status = document.querySelector("[data-score-status]");
  const faults = document.querySelector("[data-score-said]");
  const rows = [...table.tBodies[0].rows];
  const heads = [...table.tHead.querySelectorAll("th[data-k]")];
  const first = table.tHead.rows[0].cells.length - heads.length;
  const rowOf = new Map(rows.map((row, at) => [row.dataset.c, at]));
  const columnOf = new Map(heads.map((head, at) => [head.dataset.k, at]));
  const cell = (row, column) => rows[row].cells[first + column];
  const find = (candidate, criterion) => cell(rowOf.get(String(candidate)), columnOf.get(String(criterion)));
  const placeOf = (td) => [td.parentNode.sectionRowIndex, td.cellIndex - first];
  const keysOf = (td) => [td.parentNode.dataset.c, heads[td.cellIndex - first].dataset.k].map(Number);
  const textOf = (td) => (td.classList.contains("gh") ? "" : (td.firstChild?.data ?? ""));
  const clamp = (value, end) => Math.max(0, Math.min(end - 1, value));
  const token = () => document.querySelector('meta[name="csrf-token"]').content;

  let at = [0, 0];
  let from = [0, 0];
  let chosen = [];
  let editor = null;
  let leaves = false;
  let queue = new Map();
  let sending = null;
  let timer = 0;
  let undone = [];
  const done = [];
  const problems = new Map();
  let cut = "";
  let shown = null;
  let asking = null;

  // --- where one is
  function range() {
    const [top, bottom] = [at[0], from[0]].sort((a, b) => a - b);
    const [left, right] = [at[1], from[1]].sort((a, b) => a - b);
    return { top, bottom, left, right };
  }

  function inRange() {
    const { top, bottom, left, right } = range();
    const found = [];
    for (let row = top; row <= bottom; row++) for (let column = left; column <= right; column++) found.push(cell(row, column));
    return found;
  }

  function go(row, column, extend = false, focus = true) {
    const before = cell(...at);
    before.tabIndex = -1;
    before.parentNode.classList.remove("at");
    heads[at[1]].classList.remove("at");
    at = [clamp(row, rows.length), clamp(column, heads.length)];
    if (!extend) from = at;
    for (const td of chosen) td.removeAttribute("aria-selected");
    const { top, bottom, left, right } = range();
    chosen = top === bottom && left === right ? [] : inRange();
    for (const td of chosen) td.setAttribute("aria-selected", "true");
    const td = cell(...at);
    td.tabIndex = 0;
    td.parentNode.classList.add("at");
    heads[at[1]].classList.add("at");
    if (focus) {
      td.focus({ preventScroll: true });
      reveal(td);
    }
    tell();
  }

  // What sticks at the edges covers what lies below it; the browser's own scrolling does not know that.
  function reveal(td) {
    const box = root.querySelector(".sg-scroll");
    const [inside, own] = [box.getBoundingClientRect(), td.getBoundingClientRect()];
    const left = inside.left + td.parentNode.cells[0].offsetWidth;
    const top = inside.top + table.tHead.offsetHeight;
    const bottom = inside.bottom - table.tFoot.offsetHeight - 12;
    if (own.left < left) box.scrollLeft -= left - own.left;
    else if (own.right > inside.right - 12) box.scrollLeft += own.right - inside.right + 12;
    if (own.top < top) box.scrollTop -= top - own.top;
    else if (own.bottom > bottom) box.scrollTop += own.bottom - bottom;
    td.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // --- what is typed
  function put(td, text) {
    td.textContent = text;
    td.classList.remove("gh", "bad", "both");
    td.removeAttribute("title");
    td.removeAttribute("aria-invalid");
    problems.delete(td);
  }

  function change(wanted, record = true) {
    const group = [];
    for (const [td, to] of wanted) {
      const before = textOf(td);
      if (before === to && !td.classList.contains("bad")) continue;
      group.push([td, before, to]);
      put(td, to);
      td.classList.add("busy");
      queue.set(td, { ...queue.get(td), text: to });
    }
    if (!group.length) return;
    if (record) {
      done.push(group);
      undone = [];
    }
    list();
    later(SOON_MS);
  }

  function edit(initial) {
    if (!editable || editor) return;
    const td = cell(...at);
    const input = document.createElement("input");
    input.className = "sg-edit";
    input.inputMode = "decimal";
    input.autocomplete = "off";
    input.setAttribute("aria-label", heads[at[1]].textContent.trim());
    input.value = initial ?? textOf(td);
    input.dataset.quick = initial === undefined ? "" : "yes";
    editor = { td, input };
    td.append(input);
    input.focus();
    input.addEventListener("blur", () => commit());
  }

  function commit(keep = true) {
    if (!editor) return;
    const { td, input } = editor;
    editor = null;
    const text = input.value.trim();
    input.remove();
    if (keep) change([[td, text]]);
  }

  function flip(stack, other, back) {
    const group = stack.pop();
    if (!group) return;
    other.push(group);
    change(group.map(([td, before, to]) => [td, back ? before : to]), false);
    go(...placeOf(group[0][0]));
  }

  // --- saving
  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
    say(said.saving);
  }

  function say(text, bad = false) {
    status.textContent = text;
    status.classList.toggle("bad", bad);
  }

  function again(text) {
    for (const [td, wish] of sending) if (!queue.has(td)) queue.set(td, wish);
    sending = null;
    later(AGAIN_MS);
    say(text, true);
  }

  async function send() {
    clearTimeout(timer);
    if (sending || !queue.size) return;
    [sending, queue] = [queue, new Map()];
    const cells = [...sending].map(([td, wish]) => [
      ...keysOf(td), wish.text, Number(td.dataset.v ?? 0), ...(wish.evidence === undefined ? [] : [wish.evidence]),
    ]);
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
    let answer;
    try {
      const body = JSON.stringify({ cells });
      // A request that outlives its page may be small only.
      const keepalive = body.length < KEPT_ALIVE;
      answer = await fetch(said.save, { method: "POST", headers, body, keepalive, credentials: "same-origin" });
    } catch {
      again(said.offline);
      return;
    }
    if (answer.status >= 500 || answer.redirected || !answer.headers.get("Content-Type")?.startsWith("application/json")) {
      again(answer.status >= 500 ? said.offline : said.gone);
      return;
    }
    take(await answer.json());
  }

  function take(told) {
    const sent = sending ?? new Map();
    sending = null;
    if (told.error) {
      for (const td of sent.keys()) mark(td, "bad", told.error.message);
      say(`${told.error.message} ${told.error.remedy}`, true);
      list();
      return;
    }
    for (const [candidate, criterion, text, version, hasEvidence] of told.kept) {
      const td = find(candidate, criterion);
      td.dataset.v = version;
      td.classList.toggle("ev", Boolean(hasEvidence));
      if (queue.has(td)) continue;
      put(td, text);
      td.classList.remove("busy");
    }
    for (const [candidate, criterion, reason] of told.refused) {
      if (rowOf.has(String(candidate)) && columnOf.has(String(criterion))) mark(find(candidate, criterion), "bad", reason);
    }
    for (const clash of told.clashes) {
      const td = find(...clash.place);
      mark(td, "both", clash.said, { ...clash, wish: sent.get(td) });
    }
    for (const [candidate, mean, coverage] of told.rows) {
      const row = rows[rowOf.get(String(candidate))];
      row.cells[first - 2].textContent = mean;
      row.cells[first - 1].textContent = coverage;
    }
    for (const [criterion, coverage] of told.columns) {
      if (!columnOf.has(String(criterion))) continue;
      table.tFoot.querySelector(`[data-k="${criterion}"]`).textContent = coverage;
      document.querySelector(`[data-coverage="${criterion}"]`).textContent = coverage;
    }
    document.querySelector("[data-score-title]").textContent = told.title;
    say(problems.size ? `${said.failed}: ${problems.size}` : told.at, problems.size > 0);
    list();
    if (queue.size) later(SOON_MS);
    if (panel.contains(document.activeElement) && document.activeElement.matches("input, textarea")) return;
    shown = null;
    tell();
  }

  function mark(td, kind, reason, clash) {
    td.classList.remove("busy");
    td.classList.add(kind);
    td.title = reason;
    td.setAttribute("aria-invalid", "true");
    problems.set(td, { reason, clash });
  }

  // What was refused, and both values of what somebody else has changed, with a way to each cell.
  function list() {
    const lines = [...problems].slice(0, 40).map(([td, { reason, clash }]) => {
      const line = document.createElement("div");
      const link = document.createElement("a");
      link.href = "#";
      link.textContent = reason;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        go(...placeOf(td));
      });
      line.append(link);
      if (clash) {
        const choose = (label, text) => {
          const button = document.createElement("button");
          button.type = "button";
          button.className = "btn s";
          button.textContent = label;
          button.addEventListener("click", () => {
            td.dataset.v = clash.version;
            put(td, clash.now);
            if (text !== clash.now) {
              change([[td, text]]);
              if (clash.wish?.evidence !== undefined) queue.get(td).evidence = clash.wish.evidence;
            }
            list();
            go(...placeOf(td));
          });
          line.append(button);
        };
        choose(clash.keep, clash.yours);
        choose(clash.take, clash.now);
      }
      return line;
    });
    if (cut) {
      const line = document.createElement("div");
      const away = Object.assign(document.createElement("button"), { type: "button", className: "btn s", textContent: said.seen });
      away.addEventListener("click", () => {
        cut = "";
        list();
        go(...at);
      });
      line.append(cut, " ", away);
      lines.unshift(line);
    }
    if (problems.size > 40) lines.push(document.createTextNode("…"));
    faults.replaceChildren(...lines);
    faults.hidden = !lines.length;
  }

  async function accept(form) {
    commit();
    while (sending) await new Promise((next) => setTimeout(next, 50));
    await send();
    const headers = { Accept: "application/json", "X-CSRFToken": token() };
    const answer = await fetch(form.action, { method: "POST", headers, body: new FormData(form), credentials: "same-origin" });
    const told = await answer.json();
    if (!told.error) done.push(told.kept.map(([candidate, criterion, text]) => [find(candidate, criterion), "", text]));
    form.closest("[popover]")?.hidePopover();
    take(told);
    const open = new Set([...table.querySelectorAll("td.gh")].map((td) => heads[td.cellIndex - first].dataset.k));
    for (const one of document.querySelectorAll("form[data-accept]:not(.sg-prop form)")) {
      const criterion = one.elements.criterion?.value;
      one.hidden = criterion ? !open.has(criterion) : !open.size;
    }
  }

  // --- the cell beside the grid
  const isOpen = () => !panel.hidden;

  function open(wanted) {
    panel.hidden = !wanted;
    root.classList.toggle("open", wanted);
    toggle.setAttribute("aria-pressed", String(wanted));
    shown = null;
    return tell(0);
  }

  function tell(wait = 120) {
    if (!isOpen()) return Promise.resolve();
    clearTimeout(asking);
    return new Promise((ready) => {
      asking = setTimeout(() => load().then(ready), wait);
    });
  }

  async function load() {
    const td = cell(...at);
    if (shown === td) return;
    const [candidate, criterion] = keysOf(td);
    const address = said.cell.replace("/0/0/", `/${candidate}/${criterion}/`);
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || answer.redirected || cell(...at) !== td) return;
    // Our own template, escaped by the server; a parser without scripts puts it in.
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    panel.replaceChildren(...parsed.body.childNodes);
    panel.querySelector("[data-score-close]").hidden = false;
    shown = td;
  }

  panel.addEventListener("change", (event) => {
    const td = cell(...at);
    if (event.target.name === "score") change([[td, event.target.value.trim()]]);
    else if (event.target.name === "evidence") {
      queue.set(td, { text: textOf(td), evidence: event.target.value });
      later(SOON_MS);
    }
  });
  panel.addEventListener("click", (event) => {
    if (!event.target.closest("[data-score-close]")) return;
    open(false);
    go(...at);
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.activeElement.blur();
    go(...at);
  });
  toggle.hidden = false;
  toggle.addEventListener("click", () => open(!isOpen()));
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-accept]")) accept(event.target);
    else if (event.target.matches("[data-score-form]")) document.activeElement.blur();
    else return;
    event.preventDefault();
  });

  // --- keys
  const edge = (event, near, far, one) => (event.ctrlKey || event.metaKey ? (one < 0 ? near : far) : null);
  const MOVES = {
    ArrowUp: (event) => [edge(event, 0, rows.length, -1) ?? at[0] - 1, at[1]],
    ArrowDown: (event) => [edge(event, 0, rows.length, 1) ?? at[0] + 1, at[1]],
    ArrowLeft: (event) => [at[0], edge(event, 0, heads.length, -1) ?? at[1] - 1],
    ArrowRight: (event) => [at[0], edge(event, 0, heads.length, 1) ?? at[1] + 1],
    Home: (event) => [event.ctrlKey ? 0 : at[0], 0],
    End: (event) => [event.ctrlKey ? rows.length : at[0], heads.length],
    PageUp: () => [at[0] - 15, at[1]],
    PageDown: () => [at[0] + 15, at[1]],
  };

  function inEditor(event) {
    if (event.isComposing) return;
    const { input } = editor;
    const moves = { Enter: [event.shiftKey ? -1 : 1, 0], Tab: [0, event.shiftKey ? -1 : 1] };
    if (input.dataset.quick) Object.assign(moves, { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] });
    const step = moves[event.key];
    if (!step && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    commit(event.key !== "Escape");
    go(at[0] + (step?.[0] ?? 0), at[1] + (step?.[1] ?? 0));
  }

  function tab(event) {
    const next = at[0] * heads.length + at[1] + (event.shiftKey ? -1 : 1);
    // Escape before Tab, or the last cell, leaves the grid: nobody is caught in it.
    if (leaves || next < 0 || next >= rows.length * heads.length) return;
    event.preventDefault();
    go(Math.floor(next / heads.length), next % heads.length);
  }

  function fillDown() {
    const { top, bottom, left, right } = range();
    const source = top === bottom ? top - 1 : top;
    if (source < 0) return;
    const wanted = [];
    for (let row = source + 1; row <= bottom; row++)
      for (let column = left; column <= right; column++) wanted.push([cell(row, column), textOf(cell(source, column))]);
    change(wanted);
  }

  const COMMANDS = {
    d: fillDown,
    z: (event) => (event.shiftKey ? flip(undone, done, false) : flip(done, undone, true)),
    y: () => flip(undone, done, false),
    a: () => {
      from = [0, 0];
      go(rows.length - 1, heads.length - 1, true, false);
      cell(...at).focus({ preventScroll: true });
    },
  };

  function onKey(event) {
    if (editor) {
      inEditor(event);
      return;
    }
    const { key } = event;
    if (key === "Tab") {
      tab(event);
      return;
    }
    leaves = key === "Escape";
    const command = (event.ctrlKey || event.metaKey) && COMMANDS[key.toLowerCase()];
    if (MOVES[key]) go(...MOVES[key](event), event.shiftKey);
    else if (key === "Enter") go(at[0] + (event.shiftKey ? -1 : 1), at[1]);
    else if (key === "Escape") go(...at);
    else if (command) {
      if (editable || key === "a") command(event);
    } else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (key.toLowerCase() === "e") open(true).then(() => panel.querySelector("textarea")?.focus());
    else if (!editable) return;
    else if (key === "F2") edit();
    else if (key === "Delete" || key === "Backspace") change(inRange().map((td) => [td, ""]));
    else if (key === "Process" || event.isComposing) {
      // An input method composes in the field, which must be there before it starts.
      edit("");
      return;
    } else if (key.length === 1) edit(key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function onLink(event) {
    const links = [...event.target.closest("th").querySelectorAll("a")];
    const row = event.target.closest("tr").sectionRowIndex;
    const place = links.indexOf(event.target);
    if (event.key === "ArrowRight" && place === links.length - 1) go(row, 0);
    else if (event.key === "ArrowRight") links[place + 1].focus();
    else if (event.key === "ArrowLeft") links[Math.max(0, place - 1)].focus();
    else if (event.key === "ArrowUp" || event.key === "ArrowDown")
      rows[clamp(row + (event.key === "ArrowUp" ? -1 : 1), rows.length)].querySelectorAll("th a")[place]?.focus();
    else return;
    event.preventDefault();
  }

  table.addEventListener("keydown", (event) => {
    if (event.target.matches("tbody th a")) onLink(event);
    else if (event.target.closest("tbody td")) {
      const isLeft = event.key === "ArrowLeft" && at[1] === 0 && !editor && !event.shiftKey;
      if (isLeft && rows[at[0]].querySelector("th a")) {
        event.preventDefault();
        [...rows[at[0]].querySelectorAll("th a")].at(-1).focus();
      } else onKey(event);
    }
  });

  // --- the pointer
  const under = (event) => {
    const td = event.target.closest?.("tbody td");
    return td && td.cellIndex >= first ? td : null;
  };
  table.addEventListener("mousedown", (event) => {
    const td = under(event);
    if (!td || event.button || editor?.td === td) return;
    event.preventDefault();
    commit();
    go(...placeOf(td), event.shiftKey);
    if (!isOpen() && matchMedia("(pointer: coarse)").matches) open(true);
  });
  table.addEventListener("mouseover", (event) => {
    const td = under(event);
    if (td && event.buttons === 1 && !editor && table.contains(document.activeElement)) go(...placeOf(td), true, false);
  });
  table.addEventListener("dblclick", (event) => under(event) && edit());

  // --- the clipboard
  const isHere = () => !editor && document.activeElement?.closest?.("[data-scores] tbody td");
  function copy(event) {
    if (!isHere()) return;
    const { top, bottom, left, right } = range();
    const lines = [];
    for (let row = top; row <= bottom; row++) {
      const texts = [];
      for (let column = left; column <= right; column++) texts.push(textOf(cell(row, column)));
      lines.push(texts.join("\t"));
    }
    event.clipboardData.setData("text/plain", lines.join("\n"));
    event.preventDefault();
    if (event.type === "cut" && editable) change(inRange().map((td) => [td, ""]));
  }
  document.addEventListener("copy", copy);
  document.addEventListener("cut", copy);
  document.addEventListener("paste", (event) => {
    if (!editable || !isHere()) return;
    event.preventDefault();
    const block = blockOf(event.clipboardData.getData("text/plain"));
    const { top, left } = range();
    cut = outside(block, rows.length - top, heads.length - left, said.outside);
    if (block.length === 1 && block[0].length === 1) {
      change(inRange().map((td) => [td, block[0][0].trim()]));
      return;
    }
    const wanted = [];
    block.slice(0, rows.length - top).forEach((line, down) =>
      line.slice(0, heads.length - left).forEach((text, across) => wanted.push([cell(top + down, left + across), text.trim()])),
    );
    change(wanted);
    list();
    from = [top, left];
    go(top + block.length - 1, left + Math.max(...block.map((line) => line.length)) - 1, true, false);
    cell(...at).focus({ preventScroll: true });
  });

  addEventListener("online", send);
  addEventListener("beforeunload", (event) => {
    if (editor) commit();
    if (!queue.size && !sending) return;
    send();
    event.preventDefault();
  });
  for (const link of table.querySelectorAll("tbody th a")) link.tabIndex = -1;
  cell(0, 0).tabIndex = 0;
  if (matchMedia("(min-width: 1280px)").matches) open(true);
}

const grid = root?.querySelector("table");
if (grid?.tBodies[0].rows.length) start(grid);

// On the page of one account a score can be picked instead of typed.
for (const strip of document.querySelectorAll("[data-pick]")) {
  const field = document.getElementById(strip.dataset.pick);
  for (const text of ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "n/a"]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", () => {
      field.value = text;
      field.dispatchEvent(new Event("input"));
    });
    strip.append(button);
  }
  const press = () => {
    for (const button of strip.children) button.setAttribute("aria-pressed", String(button.textContent === field.value.trim().toLowerCase()));
  };
  field.addEventListener("input", press);
  press();
  strip.hidden = false;
}
