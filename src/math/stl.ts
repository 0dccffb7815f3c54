/**
 * Seasonal-trend decomposition by loess (Cleveland, Cleveland, McRae, Terpenning 1990), not robust, as R's `stl` does it with
 * `s.window = 11` and its other defaults. Its arithmetic is that of the authors' Fortran.
 */

export interface Decomposition {
  readonly trend: Float64Array;
  readonly season: Float64Array;
}

/** Span of a loess: rows that count, degree of the polynomial, and rows from one computed value to the next. */
interface Loess {
  readonly span: number;
  readonly degree: 0 | 1;
  readonly jump: number;
}

const SEASONAL_SPAN = 11;
const PASSES = 2;

const nextOdd = (x: number): number => {
  const least = Math.ceil(x);
  return least % 2 === 0 ? least + 1 : least;
};
const loessOf = (span: number, degree: 0 | 1): Loess => ({ span, degree, jump: Math.ceil(span / 10) });

/** Trend and season of more than two seasons of m rows, without gaps. */
export function stl(y: Float64Array, m: number): Decomposition {
  const n = y.length;
  const ofSeason = loessOf(SEASONAL_SPAN, 0);
  const ofTrend = loessOf(nextOdd((1.5 * m) / (1 - 1.5 / SEASONAL_SPAN)), 1);
  const lowPass = loessOf(nextOdd(m), 1);
  let trend: Float64Array = new Float64Array(n);
  let season: Float64Array = new Float64Array(n);
  for (let pass = 0; pass < PASSES; pass++) {
    const cycles = smoothCycles(
      y.map((value, t) => value - trend[t]),
      m,
      ofSeason,
    );
    const low = smooth(movingMean(movingMean(movingMean(cycles, m), m), 3), lowPass);
    season = y.map((_, t) => cycles[m + t] - low[t]);
    const rest = y.map((value, t) => value - season[t]);
    trend = smooth(rest, ofTrend);
  }
  return { trend, season };
}

/** Smooths the rows of every place in the season by themselves, and continues each by one season on both sides. */
function smoothCycles(y: Float64Array, m: number, loess: Loess): Float64Array {
  const out = new Float64Array(y.length + 2 * m);
  for (let place = 0; place < m; place++) {
    const cycle = Float64Array.from(
      { length: Math.floor((y.length - place - 1) / m) + 1 },
      (_, i) => y[i * m + place],
    );
    const k = cycle.length;
    const inner = smooth(cycle, loess);
    const before = localValue(cycle, loess, 0, 1, Math.min(loess.span, k)) ?? inner[0];
    const after = localValue(cycle, loess, k + 1, Math.max(1, k - loess.span + 1), k) ?? inner[k - 1];
    [before, ...inner, after].forEach((value, i) => (out[i * m + place] = value));
  }
  return out;
}

/** Means over `span` rows: span - 1 fewer than there are rows. */
function movingMean(y: Float64Array, span: number): Float64Array {
  const out = new Float64Array(y.length - span + 1);
  let sum = 0;
  for (let t = 0; t < span; t++) sum += y[t];
  out[0] = sum / span;
  for (let t = 1; t < out.length; t++) {
    sum = sum - y[t - 1] + y[t + span - 1];
    out[t] = sum / span;
  }
  return out;
}

/** Loess at every `jump`th row, and straight lines between. */
function smooth(y: Float64Array, loess: Loess): Float64Array {
  const n = y.length;
  const out = new Float64Array(n);
  if (n < 2) return y.slice();
  const jump = Math.min(loess.jump, n - 1);
  const half = Math.floor((loess.span + 1) / 2);
  // Rows are counted from 1, as in the paper.
  const at = (row: number): number => {
    const isWide = loess.span >= n;
    const left = isWide ? 1 : Math.min(Math.max(1, row - half + 1), n - loess.span + 1);
    const right = isWide ? n : left + loess.span - 1;
    return localValue(y, loess, row, left, right) ?? y[row - 1];
  };
  const connect = (from: number, to: number): void => {
    const slope = (out[to - 1] - out[from - 1]) / (to - from);
    for (let row = from + 1; row < to; row++) out[row - 1] = out[from - 1] + slope * (row - from);
  };
  let last = 1;
  for (let row = 1; row <= n; row += jump) {
    out[row - 1] = at(row);
    if (row > 1) connect(last, row);
    last = row;
  }
  if (last === n) return out;
  out[n - 1] = at(n);
  connect(last, n);
  return out;
}

/** The local polynomial at x from the rows left..right, counted from 1; `undefined` if all weights are 0. */
function localValue(
  y: Float64Array,
  { span, degree }: Loess,
  x: number,
  left: number,
  right: number,
): number | undefined {
  const n = y.length;
  const width = Math.max(x - left, right - x) + (span > n ? Math.floor((span - n) / 2) : 0);
  const weights = new Float64Array(right - left + 1);
  let total = 0;
  for (let row = left; row <= right; row++) {
    const distance = Math.abs(row - x);
    if (distance > 0.999 * width) continue;
    const share = distance <= 0.001 * width ? 0 : distance / width;
    const kernel = 1 - share * share * share;
    total += weights[row - left] = kernel * kernel * kernel;
  }
  if (total <= 0) return undefined;
  let centre = 0;
  for (let i = 0; i < weights.length; i++) centre += (weights[i] /= total) * (left + i);
  let spread = 0;
  for (let i = 0; i < weights.length; i++) spread += weights[i] * (left + i - centre) ** 2;
  const isLine = width > 0 && degree === 1 && Math.sqrt(spread) > 0.001 * (n - 1);
  const slope = isLine ? (x - centre) / spread : 0;
  let sum = 0;
  for (let i = 0; i < weights.length; i++)
    sum += weights[i] * (slope * (left + i - centre) + 1) * y[left + i - 1];
  return sum;
}
