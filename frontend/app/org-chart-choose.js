// A field that finds a person of the chart by typing: arrows and Enter choose, so does a click.
const MOST = 8;
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

// `field`: an input with a listbox after it; `offers()`: what there is to choose, as {id, name, title}.
export function chooser(field, { offers, chosen, nothing }) {
  const list = field.parentNode.querySelector("[role=listbox]");
  let found = [];
  let at = 0;

  function shut() {
    found = [];
    list.replaceChildren();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function point(number) {
    at = (number + found.length) % found.length;
    for (const [place, option] of [...list.children].entries()) option.setAttribute("aria-selected", String(place === at));
    field.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  function open() {
    const wanted = plain(field.value).split(/\s+/).filter(Boolean);
    const fits = (one) => wanted.every((word) => plain(`${one.name} ${one.title}`).includes(word));
    const first = (one) => (wanted[0] && plain(one.name).startsWith(wanted[0]) ? 0 : 1);
    found = offers().filter(fits).sort((one, other) => first(one) - first(other)).slice(0, MOST);
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    if (!found.length) {
      list.replaceChildren(option(nothing, "", -1));
      field.removeAttribute("aria-activedescendant");
      return;
    }
    list.replaceChildren(...found.map((one, number) => option(one.name, one.title, number)));
    point(0);
  }

  function option(name, title, number) {
    const made = document.createElement("li");
    made.role = "option";
    made.id = `${list.id}-${number}`;
    const [head, small] = [document.createElement("bdi"), document.createElement("small")];
    [head.textContent, small.textContent] = [name, title];
    made.append(head, small);
    if (number < 0) made.setAttribute("aria-disabled", "true");
    else made.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      take(number);
    });
    return made;
  }

  function take(number) {
    const one = found[number];
    shut();
    if (one) chosen(one);
  }

  field.addEventListener("input", open);
  field.addEventListener("focus", () => field.value && open());
  field.addEventListener("blur", shut);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) shut();
    else if (event.key === "ArrowDown") found.length ? point(at + 1) : open();
    else if (event.key === "ArrowUp" && found.length) point(at - 1);
    else if (event.key === "Enter" && found.length) take(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return { open, shut };
}
