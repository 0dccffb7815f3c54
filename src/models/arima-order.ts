/**
 * The order of an ARIMA model as R's `auto.arima` chooses it: a difference at one season if the season is strong, differences
 * until a KPSS test finds the level stationary, and then, step by step, the neighbour with a lower AICc.
 *
 *     strength = 1 - var(remainder) / var(remainder + season), of an STL decomposition; strong above .64
 *     KPSS = Σ S_t² / (n² s²),  S_t sums of values minus their mean, s² their long-run variance (Bartlett's weights)
 *
 * Hyndman, Khandakar (2008), Automatic time series forecasting: the forecast package for R; Wang, Smith, Hyndman (2006),
 * Characteristic-based clustering for time series data; Kwiatkowski, Phillips, Schmidt, Shin (1992).
 */

import { sampleVariance } from '../math/statistics.ts';
import { stl } from '../math/stl.ts';
import type { ArimaOrder } from './arma.ts';
import { differenced, differences, fitOrder } from './fit-arima.ts';
import type { ArimaFit } from './fit-arima.ts';

/** Largest p and q, and P and Q. */
const [MOST, MOST_SEASONAL] = [5, 2];
const MOST_DIFFERENCES = 2;
const STRONG = 0.64;
/** The 5 % point of the KPSS statistic. */
const CRITICAL = 0.463;
/** Most orders that are compared. */
const MOST_ORDERS = 94;
/** More rows, or a longer season, are compared by conditional sums of squares. */
const [EXACT_ROWS, EXACT_SEASON] = [150, 12];
/** Fewer rows start from smaller orders. */
const FEW_ROWS = 10;

/**
 * The fit with the least AICc; that of a random walk if none can be fitted.
 * @param y - `NaN` if absent; the first is known
 * @param m - rows per season; 1 is no season
 */
export function fitArima(y: Float64Array, m: number): ArimaFit {
  const D = m > 1 && y.length > 2 * m && seasonalStrength(y, m) > STRONG ? 1 : 0;
  const seasonal = differences(y, { d: 0, D, m });
  const d = differencesNeeded(seasonal);
  const w = differences(seasonal, { d, D: 0, m });
  if (isConstant(w)) return constantFit(w, { d, D, m });
  // With a season, the likelihood of rows with gaps takes a hundred times longer than without gaps.
  const isSlow = m > 1 && y.some((value) => Number.isNaN(value));
  const isApproximate = isSlow || y.length > EXACT_ROWS || m > EXACT_SEASON;
  const fits = search(y, { d, D, m }, isApproximate);
  if (!isApproximate || isSlow) return fits[0] ?? walkFit(m);
  for (const { order } of fits) {
    const fit = fitOrder(y, order, false);
    if (fit) return fit;
  }
  return fits[0] ?? walkFit(m);
}

/** Share of the variance that the season explains, from 0 to 1. Absent rows are interpolated. */
export function seasonalStrength(y: Float64Array, m: number): number {
  const filled = interpolated(y);
  const { trend, season } = stl(filled, m);
  const rest = filled.map((value, t) => value - trend[t] - season[t]);
  const known = (values: Float64Array): Float64Array => values.filter((_, t) => !Number.isNaN(y[t]));
  const share =
    sampleVariance(known(rest)) / sampleVariance(known(rest.map((value, t) => value + season[t])));
  return Number.isNaN(share) ? 0 : Math.max(0, Math.min(1, 1 - share));
}

/** Absent values on the line between their neighbours; the last known one at the end. */
function interpolated(y: Float64Array): Float64Array {
  const out = y.slice();
  let last = 0;
  for (let t = 1; t < out.length; t++) {
    if (Number.isNaN(y[t])) continue;
    for (let i = last + 1; i < t; i++) out[i] = y[last] + ((y[t] - y[last]) * (i - last)) / (t - last);
    last = t;
  }
  return out.fill(y[last], last + 1);
}

/** Differences until the KPSS test does not reject a stationary level. */
function differencesNeeded(y: Float64Array): number {
  let x: Float64Array = y.filter((value) => !Number.isNaN(value));
  let d = 0;
  while (d < MOST_DIFFERENCES && !isConstant(x) && kpss(x) > CRITICAL) {
    x = differenced(x, 1);
    d++;
  }
  return d;
}

/** The KPSS statistic of a level; `NaN` if the values do not vary. */
export function kpss(x: Float64Array): number {
  const n = x.length;
  const lags = Math.floor((3 * Math.sqrt(n)) / 13);
  const mean = x.reduce((sum, value) => sum + value, 0) / n;
  const centred = x.map((value) => value - mean);
  let [sum, squares] = [0, 0];
  for (const value of centred) {
    sum += value;
    squares += sum * sum;
  }
  let variance = 0;
  for (let lag = 0; lag <= lags; lag++) {
    let product = 0;
    for (let t = lag; t < n; t++) product += centred[t] * centred[t - lag];
    variance += ((lag === 0 ? 1 : 2 * (1 - lag / (lags + 1))) * product) / n;
  }
  return squares / (n * n) / variance;
}

/** Whether all known values are the first of them but for rounding. */
function isConstant(x: Float64Array): boolean {
  const first = x.find((value) => !Number.isNaN(value));
  if (first === undefined) return true;
  return x.every((value) => Number.isNaN(value) || Math.abs(value - first) <= 1.5e-8 * Math.abs(first));
}

type Differences = Pick<ArimaOrder, 'd' | 'D' | 'm'>;

/** What is left after differences is one number: the mean or drift, if there can be one. */
function constantFit(w: Float64Array, { d, D, m }: Differences): ArimaFit {
  const known = w.filter((value) => !Number.isNaN(value));
  const hasConstant = d + D < 2 && known.length > 0;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return {
    order: { p: 0, d, q: 0, P: 0, D, Q: 0, m, hasConstant },
    coefficients: new Float64Array(0),
    constant: hasConstant ? mean / (d === 0 && D > 0 ? m : 1) : 0,
    aicc: -Infinity,
  };
}

function walkFit(m: number): ArimaFit {
  return {
    order: { p: 0, d: 1, q: 0, P: 0, D: 0, Q: 0, m, hasConstant: false },
    coefficients: new Float64Array(0),
    constant: 0,
    aicc: Infinity,
  };
}

type Lags = Pick<ArimaOrder, 'p' | 'q' | 'P' | 'Q' | 'hasConstant'>;

/** Changes of an order, in R's order: the first that improves is taken. */
const steps = [
  [-1, 0],
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, -1],
  [-1, 1],
  [1, -1],
  [1, 1],
] as const;

function neighbours({ p, q, P, Q, hasConstant }: Lags): readonly Lags[] {
  return [
    ...steps.map(([ar, ma]) => ({ p, q, P: P + ar, Q: Q + ma, hasConstant })),
    ...steps.map(([ar, ma]) => ({ p: p + ar, q: q + ma, P, Q, hasConstant })),
    { p, q, P, Q, hasConstant: !hasConstant },
  ];
}

/** The fits of the orders that were compared, the best first. */
function search(y: Float64Array, base: Differences, isApproximate: boolean): readonly ArimaFit[] {
  const { d, D, m } = base;
  const known = y.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  const mostSeasonal = m > 1 ? Math.min(MOST_SEASONAL, Math.floor(known / 3 / m)) : 0;
  const most = Math.min(MOST, Math.floor(known / 3), mostSeasonal > 0 ? m - 1 : MOST);
  const canHaveConstant = d + D < 2;
  const results: { readonly lags: Lags; readonly fit: ArimaFit | undefined }[] = [];
  const find = (lags: Lags) => results.find((one) => keys.every((key) => one.lags[key] === lags[key]));
  const aiccOf = (lags: Lags): number => {
    const fit = fitOrder(y, { ...base, ...lags }, isApproximate);
    results.push({ lags, fit });
    return fit?.aicc ?? Infinity;
  };
  const start = y.length < FEW_ROWS ? 1 : 2;
  const hasConstant = canHaveConstant;
  const first = Math.min(1, most);
  const firstSeasonal = Math.min(1, mostSeasonal);
  const s = y.length < FEW_ROWS ? 0 : firstSeasonal;
  let current: Lags = { p: Math.min(start, most), q: Math.min(start, most), P: s, Q: s, hasConstant };
  const none: Lags = { p: 0, q: 0, P: 0, Q: 0, hasConstant };
  let least = aiccOf(current);
  const starts = [none];
  if (most > 0 || mostSeasonal > 0)
    starts.push({ ...none, p: first, P: firstSeasonal }, { ...none, q: first, Q: firstSeasonal });
  if (canHaveConstant) starts.push({ ...none, hasConstant: false });
  for (const lags of starts) {
    const aicc = aiccOf(lags);
    if (!(aicc < least)) continue;
    least = aicc;
    // As in R, the search goes on with a constant.
    current = { ...lags, hasConstant };
  }
  const isAllowed = ({ p, q, P, Q, hasConstant: has }: Lags): boolean =>
    [p, q].every((one) => one >= 0 && one <= most) &&
    [P, Q].every((one) => one >= 0 && one <= mostSeasonal) &&
    (canHaveConstant || !has);
  for (let improves = true; improves;) {
    improves = false;
    for (const lags of neighbours(current)) {
      if (!isAllowed(lags) || find(lags)) continue;
      if (results.length >= MOST_ORDERS) break;
      const aicc = aiccOf(lags);
      if (!(aicc < least)) continue;
      [least, current, improves] = [aicc, lags, true];
      break;
    }
  }
  return results.flatMap(({ fit }) => fit ?? []).toSorted((one, other) => one.aicc - other.aicc);
}

const keys = ['p', 'q', 'P', 'Q', 'hasConstant'] as const;
