// Where the boxes of an organisation chart stand. Pure: people in, places out.
export const BOX = { wide: 188, tall: 64 };
const [ACROSS, DOWN, NEAR, INSET] = [18, 40, 10, 20];
const [STACKED_FROM, STACK] = [3, 10];

// Who reports to whom, in the order given. Whoever leads nobody and reports to nobody stands aside.
export function family(people, shut = new Set()) {
  const below = new Map(people.map((one) => [one.id, []]));
  const tops = [];
  for (const one of people) (below.get(one.up) ?? tops).push(one.id);
  const heads = tops.filter((id) => below.get(id).length);
  const aside = tops.filter((id) => !below.get(id).length);
  const shown = new Map([...below].map(([id, own]) => [id, shut.has(id) ? [] : own]));
  return { below, shown, heads, aside };
}

// Many who lead nobody stand under one another, so that a company of hundreds stays a picture one can walk through.
const isStack = (own, shown) => own.length >= STACKED_FROM && own.every((id) => !shown.get(id).length);
const columns = (own) => Math.ceil(own.length / STACK);

export function layout(people, shut) {
  const { below, shown, heads, aside } = family(people, shut);
  const wides = new Map();
  const order = [];
  const todo = [...heads];
  while (todo.length) {
    const id = todo.pop();
    order.push(id);
    todo.push(...shown.get(id));
  }
  for (const id of order.reverse()) wides.set(id, wide(id, shown, wides));
  const at = new Map();
  let left = 0;
  for (const head of heads) {
    settle(head, left, shown, wides, at);
    left += wides.get(head) + ACROSS * 2;
  }
  let tall = 0;
  for (const place of at.values()) tall = Math.max(tall, place.y + BOX.tall);
  return { below, shown, heads, aside, at, wide: Math.max(0, left - ACROSS * 2), tall };
}

function wide(id, shown, wides) {
  const own = shown.get(id);
  if (isStack(own, shown)) return columns(own) * (BOX.wide + INSET);
  return Math.max(BOX.wide, own.reduce((sum, child) => sum + wides.get(child), 0) + ACROSS * Math.max(0, own.length - 1));
}

function settle(head, left, shown, wides, at) {
  const todo = [[head, left, 0]];
  const tops = [];
  while (todo.length) {
    const [id, start, depth] = todo.pop();
    const own = shown.get(id);
    const y = depth * (BOX.tall + DOWN);
    tops.push(id);
    at.set(id, { x: start, y, depth, isStacked: at.get(id)?.isStacked ?? false });
    if (isStack(own, shown)) {
      for (const [number, child] of own.entries()) {
        const x = start + INSET + Math.floor(number / STACK) * (BOX.wide + INSET);
        at.set(child, { x, y: y + BOX.tall + DOWN - NEAR + (number % STACK) * (BOX.tall + NEAR), depth: depth + 1, isStacked: true });
      }
      continue;
    }
    let next = start;
    for (const child of own) {
      todo.push([child, next, depth + 1]);
      next += wides.get(child) + ACROSS;
    }
  }
  // From the lowest up: a superior stands over the middle of the own.
  for (const id of tops.reverse()) {
    const own = shown.get(id);
    if (!own.length || isStack(own, shown)) continue;
    at.get(id).x = (at.get(own[0]).x + at.get(own.at(-1)).x) / 2;
  }
}

// All reporting lines as one path.
export function reporting({ at, shown }) {
  const parts = [];
  for (const [id, own] of shown) {
    const from = at.get(id);
    if (!from || !own.length) continue;
    const [bottom, turn] = [from.y + BOX.tall, from.y + BOX.tall + (DOWN - NEAR) / 2];
    for (const child of own) {
      const to = at.get(child);
      if (to.isStacked) {
        const [spine, middle] = [to.x - INSET / 2, to.y + BOX.tall / 2];
        const first = from.x + INSET / 2;
        parts.push(spine === first ? `M${first} ${bottom}V${middle}H${to.x}` : `M${first} ${bottom}V${turn}H${spine}V${middle}H${to.x}`);
      } else {
        const [x, end] = [from.x + BOX.wide / 2, to.x + BOX.wide / 2];
        parts.push(x === end ? `M${x} ${bottom}V${to.y}` : `M${x} ${bottom}V${bottom + DOWN / 2}H${end}V${to.y}`);
      }
    }
  }
  return parts.join("");
}

// A bow from one box to another; several between the same two stand apart.
export function bow(from, to, number) {
  const aside = (number % 3 - 1) * 9;
  const [y1, y2] = [from.y + BOX.tall / 2 + aside, to.y + BOX.tall / 2 + aside];
  if (Math.abs(from.x - to.x) < BOX.wide) {
    const right = Math.max(from.x, to.x) + BOX.wide;
    const out = right + 22 + (number % 4) * 6;
    return curve([from.x + BOX.wide, y1], [out, y1], [out, y2], [to.x + BOX.wide, y2]);
  }
  const [start, end] = from.x < to.x ? [from.x + BOX.wide, to.x] : [from.x, to.x + BOX.wide];
  const middle = (start + end) / 2;
  if (Math.abs(y1 - y2) < 4 && Math.abs(end - start) > ACROSS * 2) {
    const low = from.y + BOX.tall + 18 + (number % 3) * 7;
    const [out, back] = [from.x + BOX.wide / 2 + aside, to.x + BOX.wide / 2 + aside];
    return curve([out, from.y + BOX.tall], [out, low], [back, low], [back, to.y + BOX.tall]);
  }
  return curve([start, y1], [middle, y1], [middle, y2], [end, y2]);
}

// The curve, and `at(t)`: a point of it with the direction there.
function curve(...points) {
  const [a, b, c, d] = points.map((point) => point.join(" "));
  const at = (t) => {
    const u = 1 - t;
    const on = (axis) => u ** 3 * points[0][axis] + 3 * u * u * t * points[1][axis] + 3 * u * t * t * points[2][axis] + t ** 3 * points[3][axis];
    const slope = (axis) => u * u * (points[1][axis] - points[0][axis]) + 2 * u * t * (points[2][axis] - points[1][axis]) + t * t * (points[3][axis] - points[2][axis]);
    const long = Math.hypot(slope(0), slope(1)) || 1;
    return { x: on(0), y: on(1), along: [slope(0) / long, slope(1) / long] };
  };
  return { path: `M${a}C${b} ${c} ${d}`, at };
}

const SHARES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9];

// Where along a curve its sign and its remark can be seen: the middle, or the next place that no box covers.
export function clear({ at: on }, { at }, half) {
  const boxes = [...at.values()];
  const isFree = ({ x, y }) => !boxes.some((box) => x + half > box.x && x - half < box.x + BOX.wide && y + 8 > box.y && y - 20 < box.y + BOX.tall);
  return SHARES.map(on).find(isFree) ?? on(0.5);
}
