// Table Two: Ctrl+Enter saves and goes on to the next account that nobody has rated.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target.closest?.("form[data-table-two]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button[name=onward]"));
});
