// Messages can be closed; those that report success leave by themselves.
const STAY_MS = 8000;
for (const toast of document.querySelectorAll("[data-toast]")) {
  const close = toast.querySelector("[data-close]");
  close.hidden = false;
  close.addEventListener("click", () => toast.remove());
  if (toast.classList.contains("success") || toast.classList.contains("info")) {
    setTimeout(() => {
      if (!toast.matches(":hover, :focus-within")) toast.remove();
    }, STAY_MS);
  }
}
