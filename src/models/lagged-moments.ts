/**
 * The moments of `window-moments.ts` for windows whose rows are the same in every window, and whose targets follow from inputs: sums of
 * lagged products instead of products of windows. x_c[t] is input c of row t less a constant near most of its values, so that centring the sums
 * cancels little:
 *
 *     Σ_o v_o x_c[o + a] x_d[o + b]      over origins o, for rows a ≥ b of the windows and their targets
 *
 * Windows that are relative to their last row are sums of changes, whose moments give theirs.
 *
 * Weights that halve every h rows belong to a row as well as to an origin: v_o = v_{o + a} 2^(-a/h).
 */

import { exp } from '../math/elementary.ts';
import { addLaggedProducts } from '../math/lagged-products.ts';
import { median } from '../math/statistics.ts';
import type { TargetsOfInputs } from './encodings/encoding.ts';
import type { ModelOptions, Origins } from './model.ts';
import { windowWeight } from './window-weights.ts';
import type { WeightOptions } from './window-weights.ts';
import type { Moments, WindowData } from './window-moments.ts';

/** Most half-lives that a window and its targets may cover, so that no weight becomes 0 or infinite on the way. */
const MOST_HALVINGS = 256;

type WeightOf = ReturnType<typeof windowWeight>;

/** Values of each input that its median is taken of. */
const SAMPLE = 255;

/** Consecutive origins of a series. */
interface Run {
  readonly series: number;
  readonly first: number;
  count: number;
}

/** What the columns are, and which rows of a window there are products of. */
interface Layout {
  readonly columns: readonly Float64Array[]; // by series: (rows, width)
  /** Row of the panel that they begin with. */
  readonly start: number;
  readonly width: number;
  readonly inputSize: number;
  readonly horizon: number;
  readonly halfLife: number | null;
  readonly targets: TargetsOfInputs;
}

/** Moments of the windows `from`..`to - 1`; `undefined` if windows are not of this kind. */
export function laggedMoments(
  { encoding, columns, windows, rows, isRelative }: WindowData,
  options: Pick<ModelOptions, 'inputSize' | 'horizon'> & WeightOptions,
): ((from: number, to: number) => Moments) | undefined {
  const { width, writeWindow, targetsOfInputs: targets } = encoding;
  const { inputSize, horizon, halfLife = null } = options;
  const covers = halfLife === null ? 0 : (inputSize + horizon) / halfLife;
  if (writeWindow || !targets || covers > MOST_HALVINGS || (isRelative && !areLevels(targets, horizon)))
    return undefined;
  const layout: Layout = {
    columns: isRelative ? columns.map((column) => changesOf(column, width)) : columns,
    targets: isRelative ? { ...targets, before: (step) => step - 1 } : targets,
    ...{ start: rows.start, width, inputSize, horizon, halfLife },
  };
  return (from, to) => {
    const runs = runsOf(windows, from, to);
    const weightOf = windowWeight(windows, from, to, options);
    const shift = mediansAtOrigins(runs, weightOf, to - from, layout);
    const sums = new LaggedSums(layout);
    sums.add(runs, shift, weightOf);
    const moments = sums.moments(to - from, shift);
    return isRelative ? ofRelative(moments, width) : moments;
  };
}

/** Whether targets are the inputs of their rows. */
const areLevels = ({ before, growth }: TargetsOfInputs, horizon: number): boolean =>
  Array.from({ length: horizon }, (_, k) => k + 1).every((step) => growth[step] === 1 && before(step) === 0);

/**
 * The columns with the change of the first input from the row before instead of it. What is relative to the last row of a window is a sum of
 * changes; differences of sums of levels would cancel. 0 where no window needs it.
 */
function changesOf(column: Float64Array, width: number): Float64Array {
  return column.map((value, at) => {
    if (at % width !== 0) return value;
    const change = value - column[at - width];
    return Number.isNaN(change) ? 0 : change;
  });
}

/** The moments of inputs relative to the last row of a window, from those of changes. */
function ofRelative(moments: Moments, width: number): Moments {
  const L = moments.meanX.length;
  // x_i - x_last = -Σ_{j > i} change_j
  const relate = (values: Float64Array, from: number, stride: number): void => {
    let sum = 0;
    for (let l = L - width; l >= 0; l -= width) {
      const change = values[from + l * stride];
      values[from + l * stride] = -sum;
      sum += change;
    }
  };
  const [meanX, xx, xy] = [moments.meanX.slice(), moments.xx.slice(), moments.xy.slice()];
  relate(meanX, 0, 1);
  for (let from = 0; from < xy.length; from += L) relate(xy, from, 1);
  for (let l = 0; l < L; l++) relate(xx, l * L, 1);
  for (let l = 0; l < L; l++) relate(xx, l, L);
  return { ...moments, meanX, xx, xy };
}

/** The windows as runs of consecutive origins, by series. */
function runsOf({ series, row }: Origins, from: number, to: number): readonly Run[] {
  const runs: Run[] = [];
  const open = new Map<number, Run>();
  for (let i = from; i < to; i++) {
    const current = open.get(series[i]);
    if (current && row[i] === current.first + current.count) current.count++;
    else {
      const run = { series: series[i], first: row[i], count: 1 };
      open.set(series[i], run);
      runs.push(run);
    }
  }
  return runs.toSorted((a, b) => a.series - b.series || a.first - b.first);
}

/** The weighted median of each input at the origins, of an evenly spaced sample: a few huge values are not near it, and a mean could be. */
function mediansAtOrigins(
  runs: readonly Run[],
  weightOf: WeightOf,
  n: number,
  { columns, start, width }: Layout,
): Float64Array {
  const samples: number[][] = Array.from({ length: width }, () => []);
  let sum = 0;
  for (const { series, first, count } of runs)
    for (let row = first; row < first + count; row++) {
      sum += weightOf(series, row);
      while (sum * SAMPLE >= (samples[0].length + 0.5) * n)
        samples.forEach((sample, c) => sample.push(columns[series][(row - start) * width + c]));
    }
  return Float64Array.from(samples, (sample) => median(Float64Array.from(sample)));
}

/** Sums over origins of lagged products, by pair of inputs. */
class LaggedSums {
  private readonly layout: Layout;
  /** Rows of a window, with those of the targets for the first input. */
  private readonly sizes: readonly number[];
  private readonly firsts: readonly Float64Array[]; // (size) by input
  private readonly products: readonly (readonly Float64Array[])[]; // (lags, size) by input of the later row and of the earlier one
  private readonly factors: readonly Float64Array[]; // (size) by input

  constructor(layout: Layout) {
    const { width, inputSize, horizon, halfLife } = layout;
    this.layout = layout;
    this.sizes = Array.from({ length: width }, (_, c) => (c === 0 ? inputSize + horizon : inputSize));
    this.firsts = this.sizes.map((size) => new Float64Array(size));
    this.products = this.sizes.map((size) => this.sizes.map(() => new Float64Array(size * size)));
    this.factors = this.firsts.map((first) =>
      first.map((_, i) => (halfLife === null ? 1 : exp((-Math.LN2 * (i - inputSize + 1)) / halfLife))),
    );
  }

  /** Adds what is in these windows, series by series. */
  add(runs: readonly Run[], shift: Float64Array, weightOf: (series: number, row: number) => number): void {
    const { columns, start, inputSize } = this.layout;
    let [x, weighted, ones]: Float64Array[][] = [[], [], []];
    let current = -1;
    for (const { series, first, count } of runs) {
      if (series !== current) {
        current = series;
        x = this.centred(columns[series], shift);
        const weights = x[0].map((_, row) => weightOf(series, start + row));
        weighted = weights.every((weight) => weight === 1)
          ? x
          : x.map((column) => column.map((value, row) => value * weights[row]));
        ones = [x[0].map(() => 1)];
      }
      const at = first - start - inputSize + 1;
      this.sizes.forEach((size, c) => {
        const factor = this.factors[c];
        addLaggedProducts(this.firsts[c], weighted[c], ones[0], at, count, factor, 1);
        for (const [d, earlier] of x.entries())
          addLaggedProducts(this.products[c][d], weighted[c], earlier, at, count, factor, size);
      });
    }
  }

  /** The inputs of a series, one after the other, less these numbers. */
  private centred(column: Float64Array, shift: Float64Array): Float64Array[] {
    const { width } = this.layout;
    const rows = column.length / width;
    return Array.from(shift, (mean, c) =>
      Float64Array.from({ length: rows }, (_, row) => column[row * width + c] - mean),
    );
  }

  /** @param n - sum of the weights */
  moments(n: number, shift: Float64Array): Moments {
    const { width, inputSize, horizon, targets } = this.layout;
    const L = inputSize * width;
    const meanX = new Float64Array(L);
    const xx = new Float64Array(L * L);
    for (let i = 0; i < inputSize; i++)
      for (let c = 0; c < width; c++) {
        const l = i * width + c;
        meanX[l] = shift[c] + this.firsts[c][i] / n;
        for (let m = 0; m <= l; m++)
          xx[l * L + m] = xx[m * L + l] = this.covariance(n, i, c, Math.floor(m / width), m % width);
      }
    const meanY = new Float64Array(horizon);
    const xy = new Float64Array(horizon * L);
    const yy = new Float64Array(horizon);
    // Rows of the products of targets, times their growth, with x and with the inputs of the rows of targets.
    const sums = Array.from({ length: horizon + 1 }, () => new Float64Array(L + horizon));
    const means = new Float64Array(horizon + 1);
    for (let k = 1; k <= horizon; k++) {
      const growth = targets.growth[k];
      const before = targets.before(k);
      const row = inputSize + k - 1;
      means[k] = means[before] + shift[0] + this.firsts[0][row] / n;
      meanY[k - 1] = means[k] / growth;
      for (let m = 0; m < L; m++) {
        sums[k][m] = sums[before][m] + this.covariance(n, row, 0, Math.floor(m / width), m % width);
        xy[(k - 1) * L + m] = sums[k][m] / growth;
      }
      for (let j = 0; j < horizon; j++) {
        const other = inputSize + j;
        sums[k][L + j] =
          sums[before][L + j] + this.covariance(n, Math.max(row, other), 0, Math.min(row, other), 0);
      }
      for (let j = k; j > 0; j = targets.before(j)) yy[k - 1] += sums[k][L + j - 1] / growth ** 2;
    }
    return { n, meanX, meanY, xx, xy, yy };
  }

  /** Σ v (x_c - x̄_c)(x_d - x̄_d) of rows i ≥ j of the windows. */
  private covariance(n: number, i: number, c: number, j: number, d: number): number {
    const product = this.products[c][d][(i - j) * this.sizes[c] + i];
    return product - (this.firsts[c][i] * this.firsts[d][j]) / n;
  }
}
