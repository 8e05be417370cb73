// The portfolio without reloading: filters swap the page's body, a number opens its sum, a point opens its account.
import htmx from "htmx.org";

document.documentElement.classList.add("js");

const body = () => document.getElementById("portfolio");

async function show(address, push = true) {
  if (!body()) {
    location.assign(address);
    return;
  }
  await htmx.ajax("GET", address, { target: "#portfolio", swap: "outerHTML" });
  if (push) history.pushState({ portfolio: true }, "", address);
  const query = new URL(address, location.href).search;
  for (const link of document.querySelectorAll("[data-export]")) link.search = query;
}

function addressOf(form) {
  const fields = [...new FormData(form)].filter(([name, value]) => value !== "" && value !== "*" && name !== "page");
  return `${form.getAttribute("action") || location.pathname}?${new URLSearchParams(fields)}`;
}

addEventListener("popstate", () => {
  if (body()) show(location.href, false);
});

// While figures are being made the page asks again, and loads anew as soon as they are there.
async function reloadWhenReady() {
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (answer?.ok && !(await answer.text()).includes("data-until-ready")) location.reload();
  else setTimeout(reloadWhenReady, 1000);
}

if (document.querySelector("[data-until-ready]")) setTimeout(reloadWhenReady, 700);

async function explain(link) {
  const dialog = document.getElementById("working");
  const answer = await fetch(link.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (!answer.ok || !dialog) {
    location.assign(link.href);
    return;
  }
  // The answer is our own template, escaped by the server; a parser without scripts puts it in.
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  dialog.replaceChildren(...parsed.body.childNodes);
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const sum = event.target.closest?.("a.w");
  if (sum && document.getElementById("working")) {
    event.preventDefault();
    explain(sum);
    return;
  }
  const filter = event.target.closest?.("a[data-filter]");
  if (filter && body()) {
    event.preventDefault();
    // Inside a drawing the address of a link is an object.
    show(new URL(filter.getAttribute("href"), location.href).href);
    return;
  }
  const dialog = event.target.closest?.("dialog.working");
  if (dialog && event.target === dialog) dialog.close();
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-filters]");
  if (form && event.target.matches("select")) show(addressOf(form));
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches?.("form[data-filters]")) return;
  event.preventDefault();
  show(addressOf(event.target));
});

function filtered(name, value) {
  const query = new URLSearchParams(body()?.dataset.query ?? "");
  query.delete("page");
  if (query.get(name) === value) query.delete(name);
  else query.set(name, value);
  show(`${location.pathname}?${query}`).then(() =>
    document.getElementById("accounts")?.scrollIntoView({ block: "nearest" }),
  );
}

// A point of a picture is an account; a part of it is a filter of the list; a bar is its period or its lines.
document.addEventListener("figure:select", (event) => {
  const { id, area } = event.detail;
  const { area: name, account, bar } = event.target.dataset;
  if (area && name && body()) filtered(name, area);
  else if (id && account) location.assign(`${account}?code=${encodeURIComponent(id)}`);
  else if (id && bar) location.assign(`${bar}${encodeURIComponent(id)}`);
});
