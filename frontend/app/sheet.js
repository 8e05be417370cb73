// Grids that work like a spreadsheet: arrow keys and Enter move, a pasted block fills cells, rows can be added.
const cells = (row) => [...row.querySelectorAll("td > :is(input, select)")];
const rows = (sheet) => [...sheet.tBodies[0].rows];

function place(cell) {
  const row = cell.closest("tr");
  const sheet = row.closest("table[data-sheet]");
  return { sheet, down: rows(sheet).indexOf(row), across: cells(row).indexOf(cell) };
}

function move(cell, byRows, byColumns) {
  const { sheet, down, across } = place(cell);
  const row = rows(sheet)[down + byRows];
  const next = row && cells(row)[across + byColumns];
  if (!next) return false;
  next.focus();
  if (next.select) next.select();
  return true;
}

// A new row is the last one with its number raised and nothing in it.
function addRow(sheet) {
  const last = rows(sheet).at(-1);
  const made = last.cloneNode(true);
  const from = `${sheet.dataset.sheet}.${rows(sheet).length - 1}.`;
  const to = `${sheet.dataset.sheet}.${rows(sheet).length}.`;
  for (const cell of cells(made)) {
    cell.name = cell.name.replace(from, to);
    cell.id = cell.id.replace(from, to);
    cell.removeAttribute("aria-invalid");
    if (cell.type === "checkbox") cell.checked = false;
    else if (cell.tagName === "SELECT") cell.selectedIndex = 0;
    else cell.value = "";
  }
  sheet.tBodies[0].append(made);
  return made;
}

function put(cell, text) {
  const typed = text.trim();
  if (cell.type === "checkbox") cell.checked = /^(true|yes|1|x|✓|是)$/i.test(typed);
  else if (cell.tagName === "SELECT") {
    const wanted = typed.toLowerCase();
    const found = [...cell.options].find((one) => [one.value, one.text].some((name) => name.toLowerCase() === wanted));
    if (found) cell.value = found.value;
    cell.setAttribute("aria-invalid", String(Boolean(typed) && !found));
  } else cell.value = typed;
}

function paste(cell, text) {
  const { sheet, down, across } = place(cell);
  const block = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  block.forEach((line, at) => {
    const row = rows(sheet)[down + at] ?? addRow(sheet);
    const room = cells(row);
    line.forEach((value, to) => {
      if (room[across + to]) put(room[across + to], value);
    });
  });
}

const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

// Inside a text the arrows to the side move the cursor until it stands at the end.
function atEdge(cell, step) {
  if (cell.type !== "text") return true;
  if (cell.selectionStart !== cell.selectionEnd) return cell.selectionEnd - cell.selectionStart === cell.value.length;
  return step > 0 ? cell.selectionStart === cell.value.length : cell.selectionStart === 0;
}

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("table[data-sheet] td > :is(input, select)");
  if (!cell || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  if (event.key === "Enter") {
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
  if (step[1] && !atEdge(cell, step[1])) return;
  if (move(cell, ...step)) event.preventDefault();
});

document.addEventListener("paste", (event) => {
  const cell = event.target.closest?.("table[data-sheet] td > :is(input, select)");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!cell || !/[\t\n]/.test(text.replace(/\n$/, ""))) return;
  event.preventDefault();
  paste(cell, text);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-add-row]");
  if (!button) return;
  const row = addRow(button.closest(".gridded").querySelector("table[data-sheet]"));
  cells(row)[0]?.focus();
});

for (const button of document.querySelectorAll("[data-add-row]")) button.hidden = false;
