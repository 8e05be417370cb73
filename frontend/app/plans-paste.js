// A block copied in a spreadsheet and pasted anywhere on the whitespace page is looked at before it is written.
document.addEventListener("paste", (event) => {
  const form = document.querySelector("[data-paste-grid]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!form || event.target.closest?.("input, textarea, select") || !text.includes("\t")) return;
  event.preventDefault();
  const field = document.createElement("textarea");
  field.name = "block";
  field.value = text;
  form.append(field);
  form.submit();
});
