// Several risks at once by keyboard: arrows walk the ticks, Enter goes to what is done with them, Escape comes back.
const bar = document.getElementById("several");

function start() {
  const ticks = () => [...document.querySelectorAll('#register input[name="risk"]')];
  const all = document.querySelector("[data-tick-all]");
  const count = bar.querySelector("[data-ticked]");
  const STEPS = { ArrowDown: 1, ArrowUp: -1 };
  let last = null;

  function tell() {
    const boxes = ticks();
    const ticked = boxes.filter((box) => box.checked).length;
    count.textContent = ticked;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }

  document.addEventListener("change", (event) => {
    if (event.target === all) for (const box of ticks()) box.checked = all.checked;
    if (event.target === all || event.target.name === "risk") tell();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const boxes = [all, ...ticks()];
    const at = boxes.indexOf(event.target);
    if (at >= 0) {
      last = event.target;
      const next = { Home: 0, End: boxes.length - 1 }[event.key] ?? at + (STEPS[event.key] ?? 0);
      if (event.key === "Enter") bar.querySelector("select").focus();
      else if (event.key in STEPS || event.key === "Home" || event.key === "End") boxes[next]?.focus();
      else return;
      event.preventDefault();
    } else if (event.key === "Escape" && bar.contains(event.target)) {
      event.preventDefault();
      (last ?? boxes[1]).focus();
    }
  });
  for (const hidden of [all, count, bar.querySelector("[data-keys]")]) hidden.hidden = false;
  tell();
}

if (bar) start();
