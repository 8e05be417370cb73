// Where every account stands, by the arithmetic of openkam.tools.define.account_matrix.maths; a test holds it to that.
// Scores are columns, one array per factor; NaN or null is missing: neither 0 nor the mean.
const TIE = 1e-9;
const slack = (line) => TIE * Math.max(1, Math.abs(line));
const gone = (value) => value === null || value === undefined || Number.isNaN(value);

export function shares(weights) {
  const largest = Math.max(...weights);
  const values = weights.map((weight) => weight / largest);
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}

// Columns with NaN for missing, so that a drag converts nothing.
export const columnsOf = (scores) =>
  scores.map((column) => Float64Array.from(column, (score) => (gone(score) ? Number.NaN : score)));

export function coveredMeans(columns, weights) {
  const count = columns[0]?.length ?? 0;
  const sums = new Float64Array(count);
  const covered = new Float64Array(count);
  columns.forEach((column, factor) => {
    const weight = weights[factor];
    for (let at = 0; at < count; at++) {
      const score = column[at];
      if (score === score) {
        sums[at] += weight * score;
        covered[at] += weight;
      }
    }
  });
  for (let at = 0; at < count; at++) sums[at] = covered[at] > 0 ? sums[at] / covered[at] : Number.NaN;
  return sums;
}

export function averageLine(values) {
  let sum = 0;
  let rated = 0;
  for (const value of values)
    if (value === value) {
      sum += value;
      rated++;
    }
  return rated ? sum / rated : null;
}

export const atOrAbove = (value, line) => value >= line - slack(line);
export const near = (value, line, withinPercent) =>
  Math.abs(value - line) <= (Math.abs(line) * withinPercent) / 100 + slack(line);

// flags as the server sends them: 1 strong, 2 near the strength line, 4 has a strength.
export function standing({ columns, weights, flags, line, typed, nearPercent }) {
  const parts = shares(weights);
  const values = coveredMeans(columns, parts);
  const at = typed || line !== undefined ? line : averageLine(values);
  const kinds = new Array(values.length);
  const edges = new Uint8Array(values.length);
  const counts = { k: 0, d: 0, m: 0, o: 0 };
  for (let row = 0; row < values.length; row++) {
    const flag = flags[row];
    if (at === null || !(flag & 4) || Number.isNaN(values[row])) {
      kinds[row] = "";
      continue;
    }
    const strong = flag & 1;
    const kind = atOrAbove(values[row], at) ? (strong ? "k" : "d") : strong ? "m" : "o";
    kinds[row] = kind;
    counts[kind]++;
    edges[row] = flag & 2 || near(values[row], at, nearPercent) ? 1 : 0;
  }
  return { shares: parts, values, line: at, kinds, edges, counts };
}
