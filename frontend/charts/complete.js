// Turns the plain JSON of openkam.publish.echarts into an option that ECharts draws: names of colours become
// colours, objects with a `$` key become functions.

const MINUS = "\u2212";
const MISSING = "\u2013";
const LOCALES = { en: "en", "zh-Hant": "zh-TW", "zh-Hans": "zh-CN" };
// A tooltip names at most this many points, or it would hide the picture.
const TIP_LINES = 12;

export function numberWriter(facts, language) {
  const locale = LOCALES[language] ?? "en";
  const makers = new Map();
  const digits = (places) => {
    if (!makers.has(places)) {
      const limits = { minimumFractionDigits: places, maximumFractionDigits: places };
      makers.set(places, new Intl.NumberFormat(locale, limits));
    }
    return makers.get(places);
  };
  return (value) => {
    if (value === null || value === undefined) return MISSING;
    const places =
      facts.kind === "percent" ? 1 : facts.kind === "money" ? (Math.abs(value) < 1000 ? 2 : 0) : Number.isInteger(value) ? 0 : 2;
    const text = digits(places).format(value).replace("-", MINUS);
    if (facts.kind === "percent") return language.startsWith("zh") ? `${text}%` : `${text}\u00a0%`;
    return facts.unit ? `${text}\u00a0${facts.unit}` : text;
  };
}

function labelled(pairs) {
  const near = (value) =>
    pairs.find(([place]) => Math.abs(place - value) <= 1e-6 * Math.max(1, Math.abs(place)))?.[1] ?? "";
  return (value) => near(value);
}

function pointTip(about) {
  const name = (facts) => (facts.label.length > 40 ? `${facts.label.slice(0, 39)}…` : facts.label);
  const writeX = numberWriter(about.x, about.language);
  const writeY = numberWriter(about.y, about.language);
  return (given) => {
    const params = Array.isArray(given) ? given[0] : given;
    const data = params?.data;
    if (!Array.isArray(data)) return "";
    const wide = data.length >= 6;
    const [x, y, label] = wide ? [data[2], data[3], data[4]] : data;
    const lines = [`${name(about.x)}: ${writeX(x)}`, `${name(about.y)}: ${writeY(y)}`];
    return label ? [label, ...lines].join("\n") : lines.join("\n");
  };
}

function readyTips(given) {
  const list = Array.isArray(given) ? given : [given];
  const tips = list.map((params) => params.data?.tip).filter(Boolean);
  if (!tips.length) return "";
  return [list[0].axisValueLabel ?? list[0].name, ...tips.slice(0, TIP_LINES)].join("\n");
}

function interval({ index, count }) {
  return (_params, api) => {
    const at = api.value(0);
    const low = api.coord([at, api.value(1)]);
    const high = api.coord([at, api.value(2)]);
    // Bars of one category stand side by side; the whisker belongs to the middle of its own.
    const bars = api.barLayout({ count, barMaxWidth: 44, barGap: "12%", barCategoryGap: "28%" });
    const x = low[0] + bars[index].offsetCenter;
    const cap = Math.min(6, bars[index].width / 3);
    const stroke = { stroke: api.visual("color"), lineWidth: 1, fill: "none" };
    const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: stroke });
    return {
      type: "group",
      children: [
        line(x, low[1], x, high[1]),
        line(x - cap, low[1], x + cap, low[1]),
        line(x - cap, high[1], x + cap, high[1]),
      ],
    };
  };
}

// A name that would leave the picture stands on the other side of its point; one that would cover another is left out.
function inside({ rect, labelRect }, about) {
  if (labelRect.x + labelRect.width <= about.pictureWidth) return { hideOverlap: true };
  return { x: rect.x - 3, align: "right", hideOverlap: true };
}

const FUNCTIONS = {
  $inside: (_argument, about) => (params) => inside(params, about),
  $labels: (pairs) => labelled(pairs),
  $tips: () => readyTips,
  $point: (_argument, about) => pointTip(about),
  $interval: (argument) => interval(argument),
  $dimension: (at) => (params) => params.data[at],
  $area:
    ({ dimension, largest, px }) =>
    (data) =>
      Math.max(5, px * Math.sqrt((data[dimension] ?? 0) / largest)),
};

export function complete(value, resolve, about) {
  if (typeof value === "string") {
    if (value.startsWith("var:")) return resolve.colour(value.slice(4));
    if (value === "font:sans") return resolve.font();
    return value;
  }
  if (Array.isArray(value)) {
    // Long lists of numbers and names hold nothing to complete.
    if (value.length > 2 && Array.isArray(value[0]) && typeof value[0][0] === "number") return value;
    return value.map((entry) => complete(entry, resolve, about));
  }
  if (value === null || typeof value !== "object") return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] in FUNCTIONS) return FUNCTIONS[keys[0]](value[keys[0]], about);
  return Object.fromEntries(keys.map((key) => [key, complete(value[key], resolve, about)]));
}

const pen = document.createElement("canvas").getContext("2d");

function captionWidth(datum) {
  const title = /^\{t\|([^}]*)\}/.exec(datum?.label?.formatter ?? "")?.[1] ?? "";
  if (!pen) return pixels(title);
  const { fontWeight, fontSize } = datum.label?.rich?.t ?? {};
  pen.font = `${fontWeight ?? 600} ${fontSize ?? 11}px ${getComputedStyle(document.body).fontFamily}`;
  return pen.measureText(title).width + 2;
}

export function fitCaptions(option, plotWidth) {
  for (const series of option.series) {
    for (const datum of series.data ?? []) {
      if (!datum?.room || !datum.label) continue;
      // A caption may reach over the dividing line as far as its neighbour leaves room; only then it is wrapped.
      const own = captionWidth(datum);
      const beside = Math.max(0, ...series.data.filter((other) => other !== datum && other.row === datum.row).map(captionWidth));
      const room = Math.max(60, datum.room * plotWidth - 14, own + beside + 24 <= plotWidth ? own : 0);
      datum.label.rich.t = { ...datum.label.rich.t };
      if (own > room) datum.label.formatter = wrapTitle(datum.label.formatter, room);
    }
  }
  return option;
}

// The server allows each category's name the room of a small picture; a wider one gives it more. Where a word is longer
// than the room, the names stand aslant: ECharts would break inside the word.
const ASLANT = { rotate: 32, width: 88, overflow: "truncate" };
const ASLANT_TALL = 66;
const ASLANT_LEFT = 34;

export function fitCategories(option, plotWidth) {
  const grids = [option.grid].flat();
  for (const axis of [option.xAxis].flat()) {
    if (axis?.type !== "category" || !axis.axisLabel?.width) continue;
    const room = Math.max(axis.axisLabel.width, plotWidth / axis.data.length - 12);
    const long = axis.data.some((name) => words(name).some((word) => pixels(word.trim()) > room));
    const aslant = long && grids.length === 1;
    axis.axisLabel = { ...axis.axisLabel, width: room, ...(aslant ? ASLANT : {}) };
    if (!aslant) continue;
    grids[0].bottom = ASLANT_TALL + (option.legend ? 20 : 0);
    grids[0].left = Math.max(grids[0].left, ASLANT_LEFT);
  }
  return option;
}

// Rich text is wrapped by hand: ECharts would break inside a word.
function wrapTitle(formatter, room) {
  const match = /^\{t\|([^}]*)\}/.exec(formatter);
  if (!match) return formatter;
  const lines = [""];
  for (const word of words(match[1])) {
    const longer = lines.at(-1) + word;
    if (lines.at(-1) && pixels(longer.trim()) > room) lines.push(word.trimStart());
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => `{t|${line.trim()}}`).join("\n") + formatter.slice(match[0].length);
}

function words(text) {
  return text.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/gu) ?? [text];
}

function pixels(text) {
  let sum = 0;
  for (const sign of text) sum += sign.codePointAt(0) >= 0x2e80 ? 11 : 6.1;
  return sum;
}
