// Draws every <div class="chart" data-figure="ID" data-src="URL or #id-of-a-JSON-script">, now or after an htmx swap.
import { Chart } from "./chart.js";

const charts = new Map();

async function read(source) {
  if (source.startsWith("#")) return JSON.parse(document.querySelector(source).textContent);
  const answer = await fetch(source, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${source}: ${answer.status}`);
  return answer.json();
}

async function draw(element) {
  if (charts.has(element)) return;
  charts.set(element, null);
  try {
    const plain = await read(element.dataset.src);
    if (element.isConnected) charts.set(element, new Chart(element, plain));
  } catch (error) {
    // The table beside the picture still holds every figure; the page decides how to say that the picture is missing.
    charts.delete(element);
    element.dataset.failed = "true";
    element.dispatchEvent(new CustomEvent("figure:failed", { bubbles: true, detail: { error } }));
  }
}

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      draw(target);
    }
  },
  { rootMargin: "400px" },
);

function scan(root = document) {
  for (const [element, chart] of charts) {
    if (element.isConnected) continue;
    chart?.dispose();
    charts.delete(element);
  }
  const found = [...root.querySelectorAll(".chart[data-src]")];
  if (root instanceof Element && root.matches(".chart[data-src]")) found.push(root);
  for (const element of found) if (!charts.has(element)) near.observe(element);
}

function redraw() {
  for (const chart of charts.values()) chart?.draw();
}

document.addEventListener("htmx:load", (event) => scan(event.detail?.elt ?? document));
document.addEventListener("htmx:afterSettle", () => scan());
new MutationObserver(redraw).observe(document.documentElement, {
  attributeFilter: ["class", "data-theme", "style"],
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
// Text is measured when it is drawn: once the page's own font has come, it must be measured again.
document.fonts?.ready.then(redraw);
// Pages are printed on white, whatever the screen shows.
for (const moment of ["beforeprint", "afterprint"]) addEventListener(moment, redraw);

scan();
