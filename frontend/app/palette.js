// The search dialog: type, arrow to a hit, Enter. Without it the same link opens the search page.
const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const list = document.getElementById("hits");

export function openPalette() {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  input.select();
  input.dispatchEvent(new Event("palette-opened"));
}

function hits() {
  return [...list.querySelectorAll(".hit")];
}

function select(index) {
  const all = hits();
  all.forEach((hit, at) => hit.setAttribute("aria-selected", String(at === index)));
  const chosen = all[index];
  if (chosen) {
    input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
}

function selected() {
  return hits().findIndex((hit) => hit.getAttribute("aria-selected") === "true");
}

if (dialog) {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-palette]") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const side = document.getElementById("side");
    if (side?.matches(":popover-open")) side.hidePopover();
    openPalette();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  input.addEventListener("keydown", (event) => {
    const count = hits().length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (count) select((selected() + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
    } else if (event.key === "Enter") {
      const hit = hits()[Math.max(selected(), 0)];
      if (hit && input.value.trim()) {
        event.preventDefault();
        hit.click();
      }
    }
  });
  list.addEventListener("htmx:afterSwap", () => select(0));
}
