// In a form of several groups, Enter in a field presses the button of its own group (`data-enter`), not the first one.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!event.target.matches?.("input:not([type=checkbox]), select")) return;
  const group = event.target.closest("[data-enter]");
  const button = group && [...group.querySelectorAll("button[type=submit]")].at(-1);
  if (!button) return;
  event.preventDefault();
  button.click();
});
