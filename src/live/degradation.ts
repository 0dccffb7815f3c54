/**
 * Tests whether live forecasts are worse than those of the backtest. Each forecast's loss is compared with that of naive, since every model has
 * larger errors in a volatile market, and divided by the variance known at the origin, so that volatile days do not dominate:
 *
 *     d = (e² - e²_naive) / (k σ²)     of step k, σ the typical change from row to row known at the origin
 *     t = (mean(d_live) - mean(d_backtest)) / √(V_live + V_backtest),  one-sided: large if live is worse
 *     V = (γ0 + 2 Σ γj) / n / h        over the origins whose targets overlap; h = (n + 1 - 2q + q(q-1)/n) / n, q = lags + 1
 *     p from Student's t with (V_l + V_b)² / (V_l²/(m_l - 1) + V_b²/(m_b - 1)) degrees, m = n / q
 *
 * Welch (1947), The generalization of "Student's" problem when several different population variances are involved,
 * Biometrika 34; with the variances of Diebold, Mariano (1995) and the correction of Harvey, Leybourne, Newbold (1997). If
 * targets do not overlap it is Welch's test itself, checked against R's t.test.
 */

import { studentTCdf } from '../math/distributions.ts';
import { squareRounding, withoutRounding } from '../math/rounding.ts';
import { mean } from '../math/statistics.ts';
import { noteOf, varianceOfMean } from '../significance/long-run.ts';
import type { TestResult } from '../significance/test-result.ts';
import { undefinedTest } from '../significance/test-result.ts';

/** Live forecasts without overlapping targets that the test needs. */
const ENOUGH_LIVE = 20;
/** The same for the backtest. */
export const ENOUGH_EXPECTED = 30;

/** A forecast of one step with its actual value. */
export interface LossPoint {
  readonly step: number;
  readonly origin: number;
  readonly ds: number;
  readonly last: number;
  /** Typical change from row to row that was known at the origin. */
  readonly change: number;
  readonly yhat: number;
  readonly y: number;
}

export interface Differentials {
  /** In the order of the points. */
  readonly d: Float64Array;
  /** The largest number of origins after an origin whose targets overlap its own. */
  readonly lags: number;
  /** Number without overlap. */
  readonly nonOverlapping: number;
  /** Number of points that are left out. */
  readonly leftOut: number;
}

/** The differentials of points ordered by origin. Points without a known volatility are left out. */
export function differentialsOf(points: readonly LossPoint[]): Differentials {
  const usable = points.filter(({ change }) => change > 0);
  let lags = 0;
  let next = 0;
  for (const [i, { ds }] of usable.entries()) {
    while (next < usable.length && usable[next].origin < ds) next++;
    lags = Math.max(lags, next - i - 1);
  }
  return {
    d: settledDifferentials(usable),
    lags,
    nonOverlapping: nonOverlapping(usable).length,
    leftOut: points.length - usable.length,
  };
}

/** The differentials without rounding: 0 where the two losses differ only by rounding, and constant if they change only by rounding. */
export function settledDifferentials(points: readonly LossPoint[]): Float64Array {
  const rounding = ({ step, last, change, yhat, y }: LossPoint): number =>
    (squareRounding(yhat, y) + squareRounding(last, y)) / (step * change * change);
  return withoutRounding(Float64Array.from(points, differentialOf), Float64Array.from(points, rounding));
}

/** Loss minus naive's loss, in units of the variance known at the origin. */
export function differentialOf({ step, last, change, yhat, y }: LossPoint): number {
  return ((yhat - y) ** 2 - (last - y) ** 2) / (step * change * change);
}

/** The first point, then each next one whose origin is not before the target of the last one taken. */
export function nonOverlapping<P extends Pick<LossPoint, 'origin' | 'ds'>>(
  points: readonly P[],
): readonly P[] {
  let until = -Infinity;
  return points.filter(({ origin, ds }) => {
    if (origin < until) return false;
    until = ds;
    return true;
  });
}

/** The test; undefined if either has too few forecasts. `n` counts the live forecasts. */
export function degradationTest(live: Differentials, backtest: Differentials): TestResult {
  const n = live.d.length;
  if (live.nonOverlapping < ENOUGH_LIVE) return undefinedTest(n, tooFewText(ENOUGH_LIVE, 'live', live));
  if (backtest.nonOverlapping < ENOUGH_EXPECTED)
    return undefinedTest(n, tooFewText(ENOUGH_EXPECTED, 'backtest', backtest));
  const [ofLive, ofBacktest] = [live, backtest].map(({ d, lags }) => ({
    ...correctedVariance(d, lags),
    d,
    lags,
  }));
  const variance = ofLive.variance + ofBacktest.variance;
  if (!(variance > 0)) return undefinedTest(n, 'the loss differences to naive never change');
  const statistic = (mean(live.d) - mean(backtest.d)) / Math.sqrt(variance);
  const term = ({ variance: v, d, lags }: typeof ofLive): number => (v * v) / (d.length / (lags + 1) - 1);
  const degrees = (variance * variance) / (term(ofLive) + term(ofBacktest));
  return { statistic, p: studentTCdf(-statistic, degrees), n, note: ofLive.note ?? ofBacktest.note };
}

/** How many forecasts are needed and how many there are. */
export function tooFewText(
  needed: number,
  which: 'live' | 'backtest',
  { nonOverlapping: count, leftOut }: Pick<Differentials, 'nonOverlapping' | 'leftOut'>,
): string {
  const still =
    leftOut === 0 ? '' : `, and ${leftOut} more at which the volatility of the series is 0 or unknown`;
  return `${needed} ${which} forecasts without overlap are needed, there are ${count}${still}`;
}

function correctedVariance(
  d: Float64Array,
  lags: number,
): { readonly variance: number; readonly note: string | null } {
  const n = d.length;
  const q = lags + 1;
  const longRun = varianceOfMean(d, lags);
  const correction = (n + 1 - 2 * q + (q * (q - 1)) / n) / n;
  return { variance: longRun.variance / correction, note: noteOf(longRun) };
}
