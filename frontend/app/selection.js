// Deciding without leaving the list: arrows move between rows, i, o and w open the reason, Enter saves it; u opens a
// decision at the button that takes it back.
import htmx from "htmx.org";

const KEYS = { i: "in", o: "out", w: "watch" };
const rows = () => [...document.querySelectorAll(".sel-tb tr[data-row][tabindex]")];
const rowOf = (node) => node?.closest?.(".sel-tb tr[data-row][tabindex]");
let deciding = null;
let isBack = false;

function focus(row) {
  if (!row) return;
  for (const other of rows()) other.tabIndex = other === row ? 0 : -1;
  row.focus();
}

// The form comes into the dialog of the sums, whose links portfolio.js opens; htmx must know the form in it.
const dialog = document.getElementById("working");
if (dialog)
  new MutationObserver(() => {
    const form = dialog.querySelector(".sel-decide");
    if (!form || form.dataset.ready) return;
    form.dataset.ready = "1";
    htmx.process(form);
    const back = isBack && form.querySelector("button[name=back]");
    const reason = form.querySelector("textarea");
    setTimeout(() => {
      (back || reason)?.focus();
      if (!back) reason?.setSelectionRange(reason.value.length, reason.value.length);
    });
  }).observe(dialog, { childList: true, subtree: true });

function open(row, verdict) {
  const link = (verdict && row.querySelector(`a[data-verdict="${verdict}"]`)) || row.querySelector("a.verdict");
  if (!link) return;
  isBack = !verdict;
  const wanted = new URL(link.href);
  if (verdict) wanted.searchParams.set("verdict", verdict);
  const asked = Object.assign(document.createElement("a"), { href: wanted.href, className: "w", hidden: true });
  row.querySelector(".c-dec").append(asked);
  asked.click();
  asked.remove();
}

document.addEventListener("click", (event) => {
  if (event.isTrusted) isBack = false;
  deciding = rowOf(event.target) ?? deciding;
  if (event.target.closest?.("[data-shut]")) dialog?.close();
});

document.addEventListener("keydown", (event) => {
  if (event.target.id === "reason" && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    event.target.form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest?.("input, textarea, select")) return;
  const all = rows();
  const row = rowOf(document.activeElement);
  if (!all.length) return;
  if ((KEYS[event.key] || event.key === "u") && row) {
    event.preventDefault();
    open(row, KEYS[event.key] ?? "");
  } else if (row && ["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) {
    event.preventDefault();
    const at = all.indexOf(row);
    focus({ ArrowDown: all[at + 1], ArrowUp: all[at - 1], Home: all[0], End: all.at(-1) }[event.key]);
  }
});

document.addEventListener("selection:decided", () => {
  dialog?.close();
  const row = rowOf(deciding);
  const all = rows();
  focus(all[all.indexOf(row) + 1] ?? row);
});

dialog?.addEventListener("close", () => {
  if (deciding?.isConnected && document.activeElement === document.body) focus(deciding);
});
