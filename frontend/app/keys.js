// One place for keys, so that no two modules want the same one.
import { openPalette } from "./palette.js";

const GO = { h: "home", p: "portfolio", a: "accounts", r: "risks", i: "import", s: "settings" };
let waitingForPlace = false;

function isTyping(target) {
  return target.closest?.("input, textarea, select, [contenteditable=true]") !== null && target.closest !== undefined;
}

function go(place) {
  document.querySelector(`.side a[data-go="${place}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (waitingForPlace) {
    waitingForPlace = false;
    if (GO[event.key]) go(GO[event.key]);
    return;
  }
  if (event.key === "/") {
    event.preventDefault();
    openPalette();
  } else if (event.key === "?") document.getElementById("keys")?.showModal();
  else if (event.key === "g") waitingForPlace = true;
  else if (event.key === "]") document.querySelector('a[rel="next"]')?.click();
  else if (event.key === "[") document.querySelector('a[rel="prev"]')?.click();
});
