// A field that finds an account: htmx fills the list under it, a click or Enter puts the code into the field.
document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-pick]");
  const box = (choice ?? event.target).closest?.(".pick");
  for (const open of document.querySelectorAll(".pick")) {
    if (open !== box || choice) open.querySelector(".pick-list").replaceChildren();
  }
  if (!choice) return;
  const field = box.querySelector("input");
  field.value = choice.dataset.pick;
  field.focus();
});
document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.(".pick");
  if (!box) return;
  const choices = [...box.querySelectorAll("[data-pick]")];
  const at = choices.indexOf(document.activeElement);
  if (event.key === "Escape") box.querySelector(".pick-list").replaceChildren();
  else if (event.key === "ArrowDown" && choices.length) choices[Math.min(at + 1, choices.length - 1)].focus();
  else if (event.key === "ArrowUp" && choices.length) (choices[at - 1] ?? box.querySelector("input")).focus();
  else return;
  event.preventDefault();
});
