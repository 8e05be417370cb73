// The two dialogs of the organisation chart: to whom somebody reports, and the lines of somebody.
export function moveDialog(dialog, { texts, state, move, fill, chooser }) {
  const field = dialog.querySelector("input");
  let id = null;
  const take = (up) => {
    dialog.close();
    move(id, up, null);
  };
  const { open: offer } = chooser(field, {
    offers: () => {
      const own = new Set(state.under(id));
      return state.people.filter((one) => !own.has(one.id));
    },
    nothing: texts.nothing,
    chosen: (one) => take(one.id),
  });
  dialog.querySelector("[data-nobody]").addEventListener("click", () => take(null));
  closing(dialog);
  return {
    open(person) {
      id = person;
      dialog.querySelector("[data-title]").textContent = fill(texts.moving, { name: state.get(id).name });
      dialog.querySelector("[data-nobody]").disabled = state.get(id).up === null;
      field.value = "";
      dialog.showModal();
      field.focus();
      offer();
    },
  };
}

export function linesDialog(dialog, { texts, state, join, erase, fill, chooser }) {
  const form = dialog.querySelector("form");
  const [field, list, fault] = [form.elements.name, dialog.querySelector("[data-list]"), form.querySelector("[data-fault]")];
  let source = null;
  let target = null;

  chooser(field, {
    offers: () => state.people.filter((one) => one.id !== source),
    nothing: texts.nothing,
    chosen: (one) => to(one.id),
  });
  field.addEventListener("input", () => {
    target = null;
  });

  function to(id) {
    target = id;
    field.value = state.get(id).name;
    fault.hidden = true;
    form.elements.label.focus();
  }

  function show() {
    const rows = state.linesOf(source).map((line) => {
      const [item, said, button] = ["li", "span", "button"].map((tag) => document.createElement(tag));
      const text = fill(texts[line.kind], { source: state.get(line.from).name, target: state.get(line.to).name });
      said.textContent = line.label ? `${text}: ${line.label}` : text;
      [button.type, button.className, button.textContent] = ["button", "btn s danger", texts.erase];
      button.setAttribute("aria-label", `${texts.erase}: ${said.textContent}`);
      button.addEventListener("click", () => {
        dialog.close();
        erase(line);
      });
      item.append(said, button);
      return item;
    });
    list.replaceChildren(...rows);
    list.hidden = !rows.length;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    fault.hidden = target !== null;
    if (target === null) {
      field.focus();
      return;
    }
    dialog.close();
    join({ source, target, kind: form.elements.kind.value, label: form.elements.label.value.trim() });
  });
  closing(dialog);
  return {
    open(from, onto = null) {
      source = from;
      dialog.querySelector("[data-title]").textContent = fill(texts.lining, { name: state.get(from).name });
      form.reset();
      target = null;
      fault.hidden = true;
      show();
      dialog.showModal();
      field.focus();
      if (onto !== null) to(onto);
    },
  };
}

function closing(dialog) {
  for (const button of dialog.querySelectorAll("[data-close]")) button.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}
