// Grids that work like a spreadsheet: arrow keys and Enter move, a pasted block fills cells, rows can be added.
// A row may carry grids of its own in the table row below it (.more); they are sheets like any other.
const FIELD = ":is(input, select, textarea)";
const CELL = `table[data-sheet] > tbody > tr > td > ${FIELD}`;
const NAMED = ["name", "id", "data-sheet", "aria-labelledby"];

const cells = (row) => [...row.querySelectorAll(`:scope > td > ${FIELD}`)];
const rows = (sheet) => [...sheet.tBodies[0].rows].filter((row) => "row" in row.dataset);

// Rows that are folded away take no part in moving and pasting, as in a filtered spreadsheet.
const open = (sheet) => rows(sheet).filter((row) => row.offsetParent !== null);

function place(cell) {
  const row = cell.closest("tr");
  const sheet = row.closest("table[data-sheet]");
  return { sheet, down: open(sheet).indexOf(row), across: cells(row).indexOf(cell) };
}

function move(cell, byRows, byColumns) {
  const { sheet, down, across } = place(cell);
  const row = open(sheet)[down + byRows];
  const next = row && cells(row)[across + byColumns];
  if (!next) return false;
  next.focus();
  if (next.select) next.select();
  return true;
}

function empty(cell) {
  cell.removeAttribute("aria-invalid");
  if (cell.type === "checkbox") cell.checked = cell.defaultChecked;
  else if (cell.tagName === "SELECT") cell.selectedIndex = 0;
  else cell.value = "";
}

// A new row is the last one, with what lies below it, its number raised and nothing in it.
function addRow(sheet) {
  const count = rows(sheet).length;
  const last = rows(sheet).at(-1);
  const more = last.nextElementSibling;
  const made = [last, ...(more?.classList.contains("more") ? [more] : [])].map((row) => row.cloneNode(true));
  const from = `${sheet.dataset.sheet}.${count - 1}.`;
  const to = `${sheet.dataset.sheet}.${count}.`;
  for (const row of made) {
    for (const inner of row.querySelectorAll("table[data-sheet]")) {
      const kept = rows(inner)[1];
      while (kept?.nextElementSibling) kept.nextElementSibling.remove();
      kept?.remove();
    }
    for (const part of row.querySelectorAll(NAMED.map((name) => `[${name}]`).join())) {
      for (const name of NAMED) {
        const value = part.getAttribute(name);
        if (value) part.setAttribute(name, value.replace(from, to));
      }
    }
    row.querySelectorAll(FIELD).forEach(empty);
    row.querySelectorAll("details").forEach((part) => (part.open = false));
  }
  made[0].querySelector("th.at").textContent = count + 1;
  sheet.tBodies[0].append(...made);
  return made[0];
}

// Spreadsheets write days as 2024/1/5, 2024.1.5 or 2024年1月5日; a date field takes 2024-01-05 alone.
function day(typed) {
  const parts = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(typed);
  return parts ? [parts[1], parts[2].padStart(2, "0"), parts[3].padStart(2, "0")].join("-") : "";
}

function put(cell, text) {
  const typed = text.trim();
  let known = true;
  if (cell.type === "checkbox") cell.checked = /^(true|yes|1|x|✓|是)$/i.test(typed);
  else if (cell.tagName === "SELECT") {
    const wanted = typed.toLowerCase();
    const found = [...cell.options].find((one) => [one.value, one.text].some((name) => name.toLowerCase() === wanted));
    if (found) cell.value = found.value;
    known = Boolean(found);
  } else {
    cell.value = cell.type === "date" ? day(typed) : typed;
    known = cell.type !== "date" || Boolean(cell.value);
  }
  if (typed && !known) cell.setAttribute("aria-invalid", "true");
  else cell.removeAttribute("aria-invalid");
}

// Rows of cells; a cell that holds tabs or lines stands in double quotes.
export function blockOf(text) {
  const block = [[]];
  const cell = /(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))([\t\n]|$)/y;
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let end = false; !end; ) {
    const [, quoted, bare, after] = cell.exec(plain);
    block.at(-1).push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (after === "\n") block.push([]);
    end = !after;
  }
  return block;
}

// What of a block does not fit into `down` rows of `across` columns, in the words of `text`; empty where all of it fits.
// Empty cells outside lose nothing, so they do not count.
export function outside(block, down, across, text) {
  const lost = [];
  block.forEach((line, row) => line.forEach((value, column) => {
    if (value.trim() && (row >= down || column >= across)) lost.push([row, column, value.trim()]);
  }));
  if (!lost.length) return "";
  const count = (place, end) => new Set(lost.map((one) => one[place]).filter((at) => at >= end)).size;
  const [row, column, value] = lost[0];
  const said = {
    cells: lost.length, rows: count(0, down), columns: count(1, across), row: row + 1, column: column + 1,
    value: value.length > 40 ? `${value.slice(0, 40)}…` : value,
  };
  return text.replace(/\{(\w+)\}/g, (whole, name) => said[name] ?? whole);
}

// One row or one column of plain values pasted into a list becomes that list; lists of lists take any block.
function isForOneCell(cell, block) {
  if (cell.dataset.list === "rows") return true;
  const values = block.flat();
  const inLine = block.length === 1 || block.every((line) => line.length === 1);
  return cell.dataset.list === "one" && inLine && !values.some((value) => /[,;、，；\n]/.test(value));
}

// Rows are added for a block that is too long; what is too wide is not taken, and that is said under the grid.
function tell(sheet, block, room) {
  const place = sheet.closest(".gridded")?.querySelector(":scope > [data-outside]");
  if (!place) return;
  place.textContent = outside(block, Infinity, room, place.dataset.outside);
  place.hidden = !place.textContent;
}

function paste(cell, block) {
  const { sheet, down, across } = place(cell);
  tell(sheet, block, cells(cell.closest("tr")).length - across);
  block.forEach((line, at) => {
    const row = open(sheet)[down + at] ?? addRow(sheet);
    const room = cells(row);
    line.forEach((value, to) => {
      if (room[across + to]) put(room[across + to], value);
    });
  });
}

const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

// Inside a text the arrows move the cursor until it stands at the end, in a text of several lines up and down too.
function atEdge(cell, [down, across]) {
  if (cell.type !== "text" && cell.type !== "textarea") return true;
  const { selectionStart: start, selectionEnd: end, value } = cell;
  if (start === 0 && end === value.length) return true;
  if (down) return !(down < 0 ? value.slice(0, start) : value.slice(end)).includes("\n");
  return start === end && (across > 0 ? start === value.length : start === 0);
}

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.(CELL);
  if (!cell || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  if (event.key === "Enter") {
    if (cell.dataset.list === "rows") return;
    event.preventDefault();
    if (!move(cell, event.shiftKey ? -1 : 1, 0) && !event.shiftKey) {
      const { sheet } = place(cell);
      addRow(sheet);
      move(cell, 1, 0);
    }
    return;
  }
  const step = STEPS[event.key];
  if (!step || (cell.tagName === "SELECT" && step[0])) return;
  if (!atEdge(cell, step)) return;
  if (move(cell, ...step)) event.preventDefault();
});

// The first click into a number takes it whole, as a spreadsheet does, so that typing replaces it; the next one moves
// the cursor.
let entered = null;
document.addEventListener("pointerdown", (event) => {
  const cell = event.target.closest?.(CELL);
  entered = cell?.inputMode === "decimal" && cell !== document.activeElement ? cell : null;
});
document.addEventListener("click", (event) => {
  if (entered && event.target === entered && entered.selectionStart === entered.selectionEnd) entered.select();
});

document.addEventListener("paste", (event) => {
  const cell = event.target.closest?.(CELL);
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!cell || !/[\t\n]/.test(text.replace(/\n$/, ""))) return;
  const block = blockOf(text);
  if (isForOneCell(cell, block)) return;
  event.preventDefault();
  paste(cell, block);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-add-row]");
  if (!button) return;
  const row = addRow(button.closest(".gridded").querySelector("table[data-sheet]"));
  cells(row)[0]?.focus();
});

// Empty cells say nothing, and a form may send only so many fields.
document.addEventListener("formdata", (event) => {
  for (const cell of event.target.querySelectorAll(CELL)) {
    if (cell.type !== "checkbox" && !cell.value.trim()) event.formData.delete(cell.name);
  }
});

for (const button of document.querySelectorAll("[data-add-row]")) button.hidden = false;
