// The clock of a review that is being held: the time of the whole, and what is left of the point that is looked at.
const held = document.querySelector("[data-review]");
if (held) {
  const began = new Date(held.dataset.began).getTime();
  const points = [...held.querySelectorAll("[data-from]")];
  const clock = held.querySelector("[data-clock]");
  const say = held.querySelector("[data-say]");
  const whole = Math.max(0, ...points.map((point) => Number(point.dataset.to)));
  const left = (minutes) => (minutes < 0 ? held.dataset.over : held.dataset.left).replace("{n}", Math.abs(minutes));
  const tick = () => {
    const now = Math.floor((Date.now() - began) / 60000);
    clock.textContent = left(whole - now);
    clock.classList.toggle("over", now > whole);
    for (const point of points) point.classList.toggle("due", now >= point.dataset.from && now < point.dataset.to);
    const shown = points.find((point) => point.classList.contains("on"));
    if (shown && say) say.textContent = left(Number(shown.dataset.to) - now);
  };
  tick();
  setInterval(tick, 15000);
  // N and P turn to the next and the previous point, as in the keys of other pages.
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, dialog")) return;
    const step = { n: "1", p: "-1" }[event.key];
    if (step) held.querySelector(`[data-step="${step}"]`)?.click();
  });
  // What was refused is put right where it stands.
  const line = held.querySelector("[data-rv-line]");
  if (line?.value) line.focus();
}
