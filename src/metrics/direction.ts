/** Direction: how often a forecast is on the side of the origin's value on which the truth comes out. */

import { wilson } from '../math/statistics.ts';
import type { Metric, Points } from './metric.ts';

export interface Direction {
  /** Points on the right side. */
  readonly hits: number;
  /** Points with a side; ties, and points whose last value is not known, are left out. */
  readonly n: number;
  /** hits / n; `NaN` where n is 0. */
  readonly rate: number;
  /** Wilson 95 % interval of the rate; `NaN` where n is 0. */
  readonly lo: number;
  readonly hi: number;
  /** Rate of saying "up" every time, on the same points; `NaN` where n is 0. */
  readonly alwaysUp: number;
  /** Points where truth or forecast equals the value at the origin, so that one of them has no side. */
  readonly ties: number;
}

/** Hits, rate, interval and the always-up rate. Naive has no direction: all its points are ties. */
export function measureDirection({ y, yhat, last }: Points): Direction {
  let hits = 0;
  let ups = 0;
  let ties = 0;
  let n = 0;
  for (let i = 0; i < y.length; i++) {
    if (Number.isNaN(last[i])) continue;
    if (y[i] === last[i] || yhat[i] === last[i]) {
      ties++;
      continue;
    }
    n++;
    const up = y[i] > last[i];
    if (up) ups++;
    if (yhat[i] > last[i] === up) hits++;
  }
  const [lo, hi] = n === 0 ? [NaN, NaN] : wilson(hits, n);
  return { hits, n, rate: hits / n, lo, hi, alwaysUp: ups / n, ties };
}

export const direction: Metric = {
  name: 'direction',
  title: 'right direction',
  formula: 'mean 1[sign(yhat - last) = sign(y - last)] over the points that are no ties',
  unit: 'ratio',
  range: '0 .. 1',
  better: 'higher',
  undefinedWhere: 'every point is a tie (y = last or yhat = last), as for naive',
  note:
    '0.5 is a coin, but compare it with the always-up rate: in a rising market "up" is right more often. ' +
    'Printed with its Wilson 95 % interval. Ties are left out and counted.',
  source: 'Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22(158)',
  compute: (points) => measureDirection(points).rate,
};
