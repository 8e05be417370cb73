// Very many bubbles, drawn by the browser over the server's frame: ready-made discs, a grid to find the one pointed at,
// names for the largest where they cover nothing.
const NAMES = 36;
const FEW = 12;
const GRAIN = 28;
const KINDS = ["k", "d", "m", "o"];

export class Canvas {
  constructor(box, element, data, { choose, open }) {
    Object.assign(this, { box, element, data, choose, open, chosen: 0, over: -1, grid: null });
    const { left, top, wide, tall, x, y, w, h } = box.dataset;
    [this.l, this.t, this.w, this.h] = [left, top, wide, tall].map(Number);
    [this.xs, this.ys] = [x, y].map((text) => text.split(",").map(Number));
    this.scale = devicePixelRatio || 1;
    element.width = Math.round(Number(w) * this.scale);
    element.height = Math.round(Number(h) * this.scale);
    this.pen = element.getContext("2d");
    const count = data.pk.length;
    this.across = Float32Array.from(data.strength, (value) => {
      const share = (value - this.xs[0]) / (this.xs[1] - this.xs[0]);
      return this.l + this.w * (this.xs[2] ? 1 - share : share);
    });
    this.down = new Float32Array(count);
    this.order = [...data.radius.keys()].sort((one, other) => data.radius[other] - data.radius[one]);
    this.colours();
    this.listen();
  }

  colours() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(`--${name}`).trim();
    this.ink = read("ink");
    this.paper = read("surface");
    this.discs = new Map();
    this.tones = Object.fromEntries(KINDS.map((kind) => [kind, { fill: read(`${kind}-fill`), line: read(kind) }]));
  }

  // A disc is drawn once for each class, size and outline, then copied.
  disc(kind, radius, edge) {
    const key = `${kind}${radius}${edge}`;
    let made = this.discs.get(key);
    if (made) return made;
    const size = Math.ceil((2 * radius + 4) * this.scale);
    made = new OffscreenCanvas(size, size);
    const pen = made.getContext("2d");
    pen.scale(this.scale, this.scale);
    pen.beginPath();
    pen.arc(radius + 2, radius + 2, radius, 0, 2 * Math.PI);
    pen.fillStyle = this.paper;
    pen.fill();
    pen.fillStyle = this.tones[kind].fill;
    pen.globalAlpha = 0.3;
    pen.fill();
    pen.globalAlpha = 1;
    pen.strokeStyle = this.tones[kind].line;
    if (edge) pen.setLineDash([2, 1.6]);
    pen.stroke();
    this.discs.set(key, made);
    return made;
  }

  draw(state) {
    this.state = state;
    this.grid = null;
    const { pen, data } = this;
    const edges = !document.getElementById("mx").classList.contains("no-edges");
    const dragging = document.getElementById("mx").classList.contains("dragging");
    const [foot, span] = [this.ys[0], this.ys[1] - this.ys[0]];
    for (let at = 0; at < this.down.length; at++) {
      const y = this.t + this.h * (1 - (state.values[at] - foot) / span);
      this.down[at] = y < this.t ? this.t : y > this.t + this.h ? this.t + this.h : y;
    }
    pen.setTransform(1, 0, 0, 1, 0, 0);
    if (dragging) this.stamp(state, edges);
    else pen.clearRect(0, 0, this.element.width, this.element.height);
    for (const at of dragging ? [] : this.order) {
      const kind = state.kinds[at];
      if (!kind) continue;
      const radius = data.radius[at];
      pen.globalAlpha = data.listed && !data.listed[at] ? 0.14 : 1;
      const disc = this.disc(kind, radius, edges && state.edges[at]);
      pen.drawImage(disc, Math.round((this.across[at] - radius - 2) * this.scale), Math.round((this.down[at] - radius - 2) * this.scale));
    }
    pen.globalAlpha = 1;
    pen.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    if (!dragging) this.trails();
    this.names(dragging ? FEW : NAMES);
    this.ring();
  }

  // While a slider is dragged the discs are copied as plain pixels, which takes a fraction of drawing ten thousand.
  stamp(state, edges) {
    const { width, height } = this.element;
    this.sheet ??= new ImageData(width, height);
    this.dots ??= new Uint32Array(this.sheet.data.buffer);
    this.dots.fill(0);
    const { radius: radii, listed } = this.data;
    for (const at of this.order) {
      if (!state.kinds[at] || (listed && !listed[at])) continue;
      const radius = radii[at];
      const { size, places, inks } = this.pixels(this.disc(state.kinds[at], radius, edges && state.edges[at]), width);
      const x = Math.min(width - size, Math.max(0, Math.round((this.across[at] - radius - 2) * this.scale)));
      const y = Math.min(height - size, Math.max(0, Math.round((this.down[at] - radius - 2) * this.scale)));
      const first = y * width + x;
      for (let dot = 0; dot < places.length; dot++) this.dots[first + places[dot]] = inks[dot];
    }
    this.pen.putImageData(this.sheet, 0, 0);
  }

  // The dots of a disc that cover, and where they lie in a sheet of this width.
  pixels(disc, width) {
    if (disc.dots) return disc.dots;
    const size = disc.width;
    const inks = new Uint32Array(disc.getContext("2d").getImageData(0, 0, size, size).data.buffer);
    const chosen = [...inks.keys()].filter((dot) => inks[dot] >>> 24 > 110);
    disc.dots = {
      size,
      places: Int32Array.from(chosen, (dot) => Math.floor(dot / size) * width + (dot % size)),
      inks: Uint32Array.from(chosen, (dot) => (inks[dot] | 0xff000000) >>> 0),
    };
    return disc.dots;
  }

  trails() {
    if (document.getElementById("mx").classList.contains("no-trails")) return;
    const named = new Set(this.order.slice(0, NAMES));
    const { pen } = this;
    pen.strokeStyle = pen.fillStyle = this.ink;
    pen.globalAlpha = 0.6;
    for (const [at, strength, value] of this.data.trail) {
      if (!named.has(at) && this.data.pk[at] !== this.chosen) continue;
      const share = (strength - this.xs[0]) / (this.xs[1] - this.xs[0]);
      const x = this.l + this.w * (this.xs[2] ? 1 - share : share);
      const y = this.t + this.h * (1 - (value - this.ys[0]) / (this.ys[1] - this.ys[0]));
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(this.across[at], this.down[at]);
      pen.stroke();
      pen.beginPath();
      pen.arc(x, y, 2, 0, 2 * Math.PI);
      pen.fill();
    }
    pen.globalAlpha = 1;
  }

  names(most) {
    const { pen, data } = this;
    const taken = [];
    pen.font = `500 10.5px ${getComputedStyle(this.element).fontFamily}`;
    pen.lineWidth = 3;
    pen.lineJoin = "round";
    this.widths ??= new Map();
    const first = this.order.filter((at) => data.pk[at] === this.chosen);
    for (const at of [...first, ...this.order.slice(0, most)]) {
      if (!this.state.kinds[at] || (data.listed && !data.listed[at])) continue;
      const text = data.name[at];
      if (!this.widths.has(at)) this.widths.set(at, pen.measureText(text).width);
      const wide = this.widths.get(at);
      const gap = data.radius[at] + 4;
      for (const x of [this.across[at] + gap, this.across[at] - gap - wide]) {
        const one = [x, this.down[at] - 7, x + wide, this.down[at] + 7];
        if (one[0] < this.l || one[2] > this.l + this.w || taken.some((o) => one[0] < o[2] && one[2] > o[0] && one[1] < o[3] && one[3] > o[1])) continue;
        taken.push(one);
        pen.strokeStyle = this.paper;
        pen.strokeText(text, x, this.down[at] + 3.6);
        pen.fillStyle = this.ink;
        pen.fillText(text, x, this.down[at] + 3.6);
        break;
      }
    }
    pen.lineWidth = 1;
  }

  ring() {
    const at = this.data.pk.indexOf(this.chosen);
    if (at < 0 || !this.state.kinds[at]) return;
    const { pen } = this;
    pen.strokeStyle = this.ink;
    pen.lineWidth = 1.6;
    pen.beginPath();
    pen.arc(this.across[at], this.down[at], this.data.radius[at] + 3.4, 0, 2 * Math.PI);
    pen.stroke();
    pen.lineWidth = 1;
  }

  mark(pk) {
    this.chosen = pk;
    if (this.state) this.draw(this.state);
  }

  place(pk) {
    const at = this.data.pk.indexOf(pk);
    if (at < 0) return null;
    const frame = this.element.getBoundingClientRect();
    const scale = frame.width / Number(this.box.dataset.w);
    const radius = this.data.radius[at] * scale;
    const [x, y] = [frame.left + this.across[at] * scale, frame.top + this.down[at] * scale];
    return { left: x - radius, right: x + radius, top: y - radius, height: 2 * radius };
  }

  // The smallest bubble under the pointer, by the cells of a grid that is made when it is first asked.
  find(event) {
    const frame = this.element.getBoundingClientRect();
    const scale = Number(this.box.dataset.w) / frame.width;
    const [x, y] = [(event.clientX - frame.left) * scale, (event.clientY - frame.top) * scale];
    if (!this.grid) {
      this.grid = new Map();
      for (const at of this.order) {
        if (!this.state.kinds[at]) continue;
        const radius = this.data.radius[at];
        for (let gx = Math.floor((this.across[at] - radius) / GRAIN); gx <= (this.across[at] + radius) / GRAIN; gx++)
          for (let gy = Math.floor((this.down[at] - radius) / GRAIN); gy <= (this.down[at] + radius) / GRAIN; gy++) {
            const key = gx * 4096 + gy;
            if (!this.grid.has(key)) this.grid.set(key, []);
            this.grid.get(key).push(at);
          }
      }
    }
    const near = this.grid.get(Math.floor(x / GRAIN) * 4096 + Math.floor(y / GRAIN)) ?? [];
    // Painted last lies on top.
    return near.findLast((at) => Math.hypot(this.across[at] - x, this.down[at] - y) <= this.data.radius[at] + 1) ?? -1;
  }

  listen() {
    this.element.addEventListener("pointermove", (event) => {
      if (!this.state || this.box.classList.contains("drawing")) return;
      const at = this.find(event);
      if (at === this.over) return;
      this.over = at;
      this.element.title = at < 0 ? "" : `${this.data.name[at]}: ${this.state.values[at].toFixed(2)} / ${this.data.strength[at].toFixed(2)}, ${this.data.money[at]}`;
      this.element.style.cursor = at < 0 ? "" : "pointer";
    });
    this.element.addEventListener("click", (event) => {
      const at = this.state ? this.find(event) : -1;
      if (at >= 0) this.choose(this.data.pk[at], this.element);
    });
    this.element.addEventListener("dblclick", (event) => {
      const at = this.state ? this.find(event) : -1;
      if (at >= 0) this.open(this.data.pk[at]);
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.colours();
      if (this.state) this.draw(this.state);
    });
  }
}
