/** Direction: how often a forecast is on the same side of the last known value as the actual value. */

import { Places } from '../math/places.ts';
import { wilson } from '../math/statistics.ts';
import type { Metric, Points } from './metric.ts';

export interface Direction {
  /** Points with the right direction. */
  readonly hits: number;
  /** Points with a direction; without ties and points whose last value is unknown. */
  readonly n: number;
  /**
   * Effective sample size, a whole number: series of one origin, steps, and origins whose targets overlap are correlated. `NaN` if
   * there are too few origins to tell how much.
   */
  readonly effective: number;
  /** hits / n; `NaN` if n is 0. */
  readonly rate: number;
  /** Wilson 95 % interval of the rate, for `effective` points; `NaN` if that is unknown, or n is 0. */
  readonly lo: number;
  readonly hi: number;
  /** Rate of always forecasting "up", on the same points; `NaN` if n is 0. */
  readonly alwaysUp: number;
  /** Points whose actual value or forecast equals the value at the origin. */
  readonly ties: number;
}

/** Hits, rate, interval and the always-up rate. All points of naive are ties, so it has no direction. */
export function measureDirection(points: Points): Direction {
  const { y, last } = points;
  let [ups, ties, hits, n] = [0, 0, 0, 0];
  for (let i = 0; i < y.length; i++) {
    if (Number.isNaN(last[i])) continue;
    if (!isSided(points, i)) {
      ties++;
      continue;
    }
    n++;
    if (y[i] > last[i]) ups++;
    if (isHit(points, i)) hits++;
  }
  const rate = hits / n;
  const effective = effectivePoints(points, n, rate);
  const [lo, hi] = n === 0 ? [NaN, NaN] : wilson(rate * effective, effective);
  return { hits, n, effective, rate, lo, hi, alwaysUp: ups / n, ties };
}

/** Whether a point has a direction. */
const isSided = ({ y, yhat, last }: Points, i: number): boolean =>
  !Number.isNaN(last[i]) && y[i] !== last[i] && yhat[i] !== last[i];

const isHit = ({ y, yhat, last }: Points, i: number): boolean => yhat[i] > last[i] === y[i] > last[i];

/** Origins without overlap that the estimate of the design effect needs. */
const REQUIRED_ORIGINS = 10;

/**
 * n over the design effect: the variance of the rate of correlated points, as a multiple of that of independent ones.
 * With S_t the sum over the points of origin t of (hit - rate),
 *
 *   effect = Σ_t Σ_u S_t S_u / Σ (hit - rate)²,  over the origins t, u whose targets share rows,
 *
 * and never below 1, nor below the same with Bartlett weights, which is never negative. Without hits or without misses
 * it is unknown, and origins that share no row are counted instead.
 *
 * From few origins the effect cannot be estimated: with a single one, S_t is 0 whatever the points have in common. So below
 * `REQUIRED_ORIGINS` that share no row it is `NaN`, unless every origin has one point and no targets overlap.
 */
function effectivePoints(points: Points, n: number, rate: number): number {
  const { y, origin, step } = points;
  let reach = 1;
  const places = new Places();
  const sums: number[] = [];
  let squares = 0;
  for (let i = 0; i < y.length; i++) {
    if (!isSided(points, i)) continue;
    reach = Math.max(reach, step[i]);
    const place = places.of(origin[i]);
    if (place === sums.length) sums.push(0);
    const distance = (isHit(points, i) ? 1 : 0) - rate;
    sums[place] += distance;
    squares += distance * distance;
  }
  const origins = places
    .keys()
    .map((row, place) => [row, sums[place]] as const)
    .toSorted(([a], [b]) => a - b);
  const separate = apart(origins, reach);
  if (separate === n) return n; // every point stands alone
  if (separate < REQUIRED_ORIGINS) return NaN;
  if (squares === 0) return separate;
  let [plain, bartlett] = [0, 0];
  origins.forEach(([at, sum], t) => {
    for (let u = t; u < origins.length && origins[u][0] - at < reach; u++) {
      const product = (u === t ? 1 : 2) * sum * origins[u][1];
      plain += product;
      bartlett += (1 - (origins[u][0] - at) / reach) * product;
    }
  });
  return Math.max(1, Math.round(n / Math.max(1, plain / squares, bartlett / squares)));
}

/** The number of origins (in ascending order) that are at least `reach` rows apart. */
function apart(origins: readonly (readonly [row: number, sum: number])[], reach: number): number {
  let [count, next] = [0, -Infinity];
  for (const [row] of origins)
    if (row >= next) {
      count++;
      next = row + reach;
    }
  return count;
}

export const direction: Metric = {
  name: 'direction',
  title: 'right direction',
  formula: 'mean 1[sign(yhat - last) = sign(y - last)] over the points that are not ties',
  unit: 'ratio',
  range: '0 .. 1',
  isPercent: true,
  better: 'higher',
  undefinedWhere: 'every point is a tie (y = last or yhat = last), as for naive',
  note:
    '0.5 is a coin toss, but compare it with the always-up rate: in a rising market "up" is right more often. Ties are left out and ' +
    'counted. Tables show its Wilson 95 % interval for the effective sample size: n over the design effect of correlated points ' +
    '(series of one origin, steps, overlapping targets). With several such points at an origin and fewer than 10 origins without overlap, it is not known.',
  source:
    'Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22(158); Kish (1965), Survey Sampling',
  column: {
    head: 'direction (95 %)',
    order: 12,
    decimals: 1,
    hasInterval: true,
    legend: ({ classes }) =>
      classes === undefined
        ? 'direction: share of forecasts that got the direction right (up or down from the last known value).'
        : 'direction: share of "up" and "down" forecasts that were right, if the price moved.',
  },
  isExplainedInTables: true,
  compute: (points) => measureDirection(points).rate,
};
