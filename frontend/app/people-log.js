// Names in the log: what is typed finds people, Enter or a click takes one, Backspace gives the last one back. Without
// this the same field takes names, and the server says who is meant.
const field = (box) => box.querySelector("input[type=text]");
const list = (box) => box.querySelector("[role=listbox]");
const options = (box) => [...(list(box)?.querySelectorAll("[data-pk]") ?? [])];
const chips = (box) => [...box.querySelectorAll(".lg-chip")];
let asked = 0;

function ready(root) {
  for (const box of root.querySelectorAll("[data-lg-who]:not([data-lg-ready])")) {
    const input = field(box);
    const id = `${input.id}_list`;
    const ul = document.createElement("ul");
    ul.className = "lg-options pop";
    ul.id = id;
    ul.hidden = true;
    ul.setAttribute("role", "listbox");
    ul.setAttribute("aria-label", box.querySelector("label").textContent);
    box.append(ul);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id })) input.setAttribute(name, value);
    box.dataset.lgReady = "";
  }
  const form = root.querySelector("[data-lg-go]");
  if (!form) return;
  const wrong = form.querySelector("[aria-invalid=true]");
  (wrong ?? form.querySelector(form.querySelector("[name=contacts]") ? "[name=what]" : "[name=contacts_names]")).focus();
  form.removeAttribute("data-lg-go");
}

function shut(box) {
  const ul = list(box);
  if (!ul) return;
  ul.hidden = true;
  field(box).setAttribute("aria-expanded", "false");
  field(box).removeAttribute("aria-activedescendant");
}

function mark(box, option) {
  for (const one of options(box)) one.setAttribute("aria-selected", String(one === option));
  if (option) field(box).setAttribute("aria-activedescendant", option.id);
  option?.scrollIntoView({ block: "nearest" });
}

async function find(box) {
  const input = field(box);
  const text = input.value.split(/[;；、]/).at(-1).trim();
  const turn = ++asked;
  if (!text) return shut(box);
  const query = new URLSearchParams({ side: box.dataset.lgWho, q: text });
  for (const chip of chips(box)) query.append("but", chip.querySelector("input").value);
  const answer = await fetch(`${box.dataset.url}?${query}`, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok || turn !== asked || document.activeElement !== input) return;
  list(box).innerHTML = await answer.text();
  list(box).hidden = false;
  input.setAttribute("aria-expanded", "true");
  mark(box, options(box)[0]);
}

function take(box, option) {
  const chip = document.createElement("label");
  chip.className = "lg-chip";
  const tick = document.createElement("input");
  Object.assign(tick, { type: "checkbox", name: box.dataset.lgWho, value: option.dataset.pk, checked: true });
  const name = document.createElement("bdi");
  name.textContent = option.dataset.name;
  chip.append(tick, name);
  const input = field(box);
  input.before(chip);
  input.value = "";
  asked++;
  shut(box);
  input.focus();
}

document.addEventListener("input", (event) => {
  const box = event.target.closest?.("[data-lg-who]");
  if (box && event.target === field(box) && !event.isComposing) find(box);
});
document.addEventListener("compositionend", (event) => {
  const box = event.target.closest?.("[data-lg-who]");
  if (box && event.target === field(box)) find(box);
});
document.addEventListener(
  "keydown",
  (event) => {
    const box = event.target.closest?.("[data-lg-who]");
    if (event.key === "Escape" && !box) {
      event.target.closest?.(".lg-line")?.querySelector("[data-lg-cancel]")?.click();
      return;
    }
    if (!box || event.target !== field(box) || event.isComposing) return;
    const found = list(box).hidden ? [] : options(box);
    const at = found.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "Backspace" && !event.target.value && chips(box).length) chips(box).at(-1).remove();
    else if (!found.length) return;
    else if (event.key === "ArrowDown") mark(box, found[(at + 1) % found.length]);
    else if (event.key === "ArrowUp") mark(box, found.at(at - 1));
    else if (event.key === "Escape") shut(box);
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey && at >= 0)) {
      take(box, found[Math.max(at, 0)]);
      if (event.key === "Tab") return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.(".lg-options")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const option = event.target.closest?.(".lg-options [data-pk]");
  if (option) take(option.closest("[data-lg-who]"), option);
  const own = event.target.closest?.(".lg-box");
  if (own && event.target === own) own.querySelector("input[type=text]").focus();
});
document.addEventListener("focusout", (event) => {
  const box = event.target.closest?.("[data-lg-who]");
  if (box && event.target === field(box)) shut(box);
});
document.addEventListener("change", (event) => {
  const chip = event.target.closest?.("[data-lg-who] .lg-chip");
  if (!chip || event.target.checked) return;
  const box = chip.closest("[data-lg-who]");
  chip.remove();
  field(box).focus();
});
document.addEventListener("htmx:load", (event) => ready(event.detail.elt.parentElement ?? event.detail.elt));
ready(document);
