// One figure in its container: drawn, redrawn in another theme or size, walked by keyboard, selected.
import { complete, fitCaptions, fitCategories } from "./complete.js";
import { init } from "./library.js";

// How near to a curve a click still means the account there and not the part of the picture.
const NEAR_PX = 14;

const canvas = document.createElement("canvas").getContext("2d");

// Whatever CSS can say (oklch, color-mix, light-dark) ECharts may not parse; a canvas turns it into plain hex or rgba.
function plainColour(text) {
  if (!text || !canvas) return "#808080";
  canvas.fillStyle = "#808080";
  canvas.fillStyle = text;
  return canvas.fillStyle;
}

function resolver(element) {
  const style = getComputedStyle(element);
  const known = new Map();
  return {
    colour(token) {
      if (!known.has(token)) known.set(token, plainColour(style.getPropertyValue(`--${token}`).trim() || style.color));
      return known.get(token);
    },
    font: () => style.fontFamily,
  };
}

export class Chart {
  #element;
  #plain;
  #chart = null;
  #observer;
  #walk = -1;
  #size = "";

  constructor(element, plain) {
    this.#element = element;
    this.#plain = plain;
    const about = plain.openkam;
    element.tabIndex = 0;
    element.setAttribute("role", "img");
    if (!element.hasAttribute("aria-label")) element.setAttribute("aria-label", about.title);
    element.dataset.kind = about.kind;
    element.addEventListener("keydown", (event) => this.#onKey(event));
    element.addEventListener("blur", () => this.#leave());
    this.draw();
    this.#observer = new ResizeObserver(() => this.#onResize());
    this.#observer.observe(element);
  }

  draw() {
    const { openkam: about, ...rest } = this.#plain;
    if (!this.#chart) this.#start(about);
    const option = complete(rest, resolver(this.#element), {
      ...about,
      pictureWidth: this.#chart.getWidth(),
    });
    const grid = option.grid;
    const left = Array.isArray(grid) ? 0 : grid.left + grid.right;
    const plotWidth = this.#chart.getWidth() - left;
    this.#chart.setOption(fitCategories(fitCaptions(option, plotWidth), plotWidth), { notMerge: true });
    this.#size = this.#measure();
    this.#element.dataset.drawn = "true";
  }

  dispose() {
    this.#observer.disconnect();
    this.#chart?.dispose();
    this.#chart = null;
  }

  get connected() {
    return this.#element.isConnected;
  }

  #start(about) {
    this.#chart = init(this.#element, null, { renderer: about.renderer, locale: "EN" });
    this.#chart.on("click", (params) => this.#select(params));
    const ground = this.#chart.getZr();
    if (about.pick === "x") ground.on("click", (event) => this.#pick(event));
    else if (about.areas?.length) ground.on("click", (event) => event.target || this.#enter(event));
    if (about.areas?.length) {
      ground.on("mousemove", (event) => event.target || ground.setCursorStyle(this.#areaAt(event) ? "pointer" : "default"));
    }
  }

  #measure() {
    return `${this.#element.clientWidth}x${this.#element.clientHeight}`;
  }

  #onResize() {
    if (!this.connected) {
      this.dispose();
      return;
    }
    if (this.#measure() === this.#size || !this.#element.clientWidth) return;
    this.#chart.resize({ animation: { duration: 0 } });
    this.draw();
  }

  #announce(detail) {
    const about = this.#plain.openkam;
    this.#element.dispatchEvent(
      new CustomEvent("figure:select", { bubbles: true, detail: { figure: about.id, ...detail } }),
    );
  }

  #select(params) {
    if (params.componentType !== "series") return;
    const detail = this.#detail(params.seriesIndex, params.dataIndex);
    if (detail) this.#announce(detail);
  }

  #detail(seriesIndex, dataIndex) {
    const series = this.#plain.series[seriesIndex];
    const datum = series?.data?.[dataIndex];
    if (Array.isArray(datum)) {
      const [label, id] = datum.length >= 6 ? datum.slice(4, 6) : datum.slice(2, 4);
      return id ? { id, label } : null;
    }
    if (datum?.tip === undefined) return null;
    const axis = Array.isArray(this.#plain.xAxis) ? this.#plain.xAxis[0] : this.#plain.xAxis;
    return { id: axis.data[dataIndex], label: axis.data[dataIndex], series: series.id ?? series.name };
  }

  #placeOf(event) {
    const at = [event.offsetX, event.offsetY];
    return this.#chart.containPixel({ gridIndex: 0 }, at) ? this.#chart.convertFromPixel({ gridIndex: 0 }, at) : null;
  }

  // A click on empty ground means the named part of the picture that it falls into.
  #areaAt(event) {
    const place = this.#placeOf(event);
    if (!place) return null;
    const within = ([low, high], value) => value >= low && value <= high;
    return this.#plain.openkam.areas?.find((area) => within(area.x, place[0]) && within(area.y, place[1])) ?? null;
  }

  #enter(event) {
    const area = this.#areaAt(event);
    if (area) this.#announce({ area: area.key, label: area.label });
  }

  // The whale curve is one line of many accounts: a click belongs to the account nearest below the pointer.
  #pick(event) {
    const at = this.#placeOf(event)?.[0];
    if (at === undefined) return;
    const stops = this.#stops();
    if (!stops.length) {
      this.#enter(event);
      return;
    }
    const nearest = stops.reduce((best, stop) => (Math.abs(stop.x - at) < Math.abs(best.x - at) ? stop : best));
    const datum = this.#plain.series[nearest.seriesIndex].data[nearest.dataIndex];
    const height = this.#chart.convertToPixel({ gridIndex: 0 }, [datum[0], datum[1]])[1];
    if (this.#plain.openkam.areas && Math.abs(height - event.offsetY) > NEAR_PX) {
      this.#enter(event);
      return;
    }
    const detail = this.#detail(nearest.seriesIndex, nearest.dataIndex);
    if (detail) this.#announce(detail);
  }

  // Everything that can be selected, from left to right.
  #stops() {
    const stops = [];
    this.#plain.series.forEach((series, seriesIndex) => {
      (series.data ?? []).forEach((datum, dataIndex) => {
        const detail = this.#detail(seriesIndex, dataIndex);
        if (!detail) return;
        stops.push({ seriesIndex, dataIndex, x: Array.isArray(datum) ? datum[0] : dataIndex });
      });
    });
    const axis = [this.#plain.xAxis].flat()[0];
    const way = axis?.inverse ? -1 : 1;
    return stops.sort((one, other) => way * (one.x - other.x));
  }

  #onKey(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") this.#leave();
    const stops = step || event.key === "Enter" ? this.#stops() : [];
    if (!stops.length) return;
    if (event.key === "Enter") {
      const stop = stops[this.#walk];
      if (stop) this.#announce(this.#detail(stop.seriesIndex, stop.dataIndex));
      return;
    }
    event.preventDefault();
    this.#walk = Math.min(stops.length - 1, Math.max(0, this.#walk + step));
    const { seriesIndex, dataIndex } = stops[this.#walk];
    this.#chart.dispatchAction({ type: "showTip", seriesIndex, dataIndex });
  }

  #leave() {
    this.#walk = -1;
    this.#chart?.dispatchAction({ type: "hideTip" });
  }
}
