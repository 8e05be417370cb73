// The drop zone, and what keeps its place while the mapping is read again.
const MEGABYTE = 1000000;

function csrfToken() {
  return document.querySelector("meta[name=csrf-token]")?.content ?? "";
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

class Drop {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=file]");
    this.idle = form.querySelector("[data-idle]");
    this.box = form.querySelector("[data-sending-box]");
    this.bar = form.querySelector("[data-bar]");
    this.what = form.querySelector("[data-what]");
    this.amount = form.querySelector("[data-amount]");
    this.fault = form.querySelector("[data-fault]");
    // The browser's own control speaks the browser's language, not the reader's.
    form.querySelector("[data-send]").hidden = true;
    form.querySelector("[data-choose]").hidden = false;
    this.input.classList.add("vh");
    form.querySelector("[data-stop]").addEventListener("click", () => this.request?.abort());
    form.addEventListener("submit", (event) => this.onSubmit(event));
    this.input.addEventListener("change", () => this.send(this.input.files));
    form.addEventListener("dragover", (event) => this.onDrag(event, true));
    form.addEventListener("dragleave", (event) => this.onDrag(event, false));
    form.addEventListener("drop", (event) => this.onDrop(event));
  }

  onSubmit(event) {
    event.preventDefault();
    this.send(this.input.files);
  }

  onDrag(event, over) {
    event.preventDefault();
    this.form.classList.toggle("over", over);
  }

  onDrop(event) {
    this.onDrag(event, false);
    if (event.dataTransfer?.files.length) this.send(event.dataTransfer.files);
  }

  send(files) {
    if (!files.length || this.request) return;
    const bytes = [...files].reduce((sum, file) => sum + file.size, 0);
    if (bytes > Number(this.form.dataset.maxBytes)) {
      this.fail(this.form.dataset.tooLarge);
      return;
    }
    const { sending, sendingMany } = this.form.dataset;
    this.what.textContent = files.length === 1 ? fill(sending, { name: files[0].name }) : fill(sendingMany, { count: files.length });
    this.show(true);
    this.post(files);
  }

  post(files) {
    const body = new FormData();
    const run = this.form.querySelector("[name=run]");
    body.append("csrfmiddlewaretoken", csrfToken());
    if (run) body.append("run", run.value);
    for (const file of files) body.append("files", file, file.name);
    const request = new XMLHttpRequest();
    this.request = request;
    request.open("POST", this.form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => this.progress(event));
    request.addEventListener("load", () => this.done(request));
    request.addEventListener("error", () => this.fail(this.form.dataset.broken));
    request.addEventListener("abort", () => this.show(false));
    request.send(body);
  }

  progress(event) {
    this.bar.value = event.lengthComputable ? (100 * event.loaded) / event.total : 0;
    const [done, total] = [event.loaded, event.total].map((bytes) => (bytes / MEGABYTE).toFixed(1));
    this.amount.textContent = `${done} / ${total} MB`;
    if (event.loaded === event.total) this.what.textContent = this.form.dataset.reading;
  }

  done(request) {
    if (request.status < 300 && request.response?.url) {
      location.assign(request.response.url);
      return;
    }
    const error = request.response?.error;
    this.fail(error ? `${error.message} ${error.remedy}`.trim() : this.form.dataset.broken);
  }

  fail(text) {
    this.show(false);
    this.fault.hidden = false;
    this.fault.querySelector("[data-fault-text]").textContent = text;
  }

  show(isSending) {
    if (!isSending) this.request = null;
    this.idle.hidden = isSending;
    this.box.hidden = !isSending;
    this.fault.hidden = true;
    this.form.classList.toggle("sending", isSending);
    if (!isSending) this.input.value = "";
  }
}

function attach(root) {
  for (const form of root.querySelectorAll("[data-drop]:not([data-ready])")) {
    form.dataset.ready = "";
    new Drop(form);
  }
}

// A file that misses the zone must not replace the page.
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    if (document.querySelector("[data-drop]")) event.preventDefault();
  });
}

// A question before what takes something away; without script the action, which can be undone, runs at once.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// What was folded or scrolled stays so when the mapping comes back from the server.
let kept = { closed: [], scrolled: new Map() };
document.addEventListener("htmx:beforeSwap", (event) => {
  const mapping = event.detail.target;
  if (mapping.id !== "mapping") return;
  const scrolled = [...mapping.querySelectorAll(".scroll")].map((box, at) => [at, [box.scrollLeft, box.scrollTop]]);
  kept = { closed: [...mapping.querySelectorAll("details:not([open])")].map((box) => box.id), scrolled: new Map(scrolled) };
});
document.addEventListener("htmx:afterSettle", () => {
  const mapping = document.getElementById("mapping");
  if (!mapping) return;
  for (const id of kept.closed) document.getElementById(id)?.removeAttribute("open");
  mapping.querySelectorAll(".scroll").forEach((box, at) => {
    [box.scrollLeft, box.scrollTop] = kept.scrolled.get(at) ?? [0, 0];
  });
  kept = { closed: [], scrolled: new Map() };
  attach(mapping);
});

attach(document);
