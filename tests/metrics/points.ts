/** Points for tests: small ones by hand, any ones by fast-check. */
import * as fc from 'fast-check';
import type { Points } from '../../src/metrics/metric.ts';

interface Parts {
  readonly y: readonly number[];
  readonly yhat: readonly number[];
  /** Default: zeros. */
  readonly last?: readonly number[];
  /** Default: one series. */
  readonly series?: readonly number[];
  /** Default: an origin each, in order. */
  readonly origin?: readonly number[];
  /** Default: ones. */
  readonly step?: readonly number[];
  /** Default: ones. */
  readonly scaleAbsolute?: readonly number[];
  readonly scaleSquared?: readonly number[];
}

export function points({ y, yhat, last, series, origin, step, scaleAbsolute, scaleSquared }: Parts): Points {
  return {
    y: Float64Array.from(y),
    yhat: Float64Array.from(yhat),
    last: Float64Array.from(last ?? y.map(() => 0)),
    series: Int32Array.from(series ?? y.map(() => 0)),
    origin: Float64Array.from(origin ?? y.map((_, i) => i)),
    step: Float64Array.from(step ?? y.map(() => 1)),
    scaleAbsolute: Float64Array.from(scaleAbsolute ?? y.map(() => 1)),
    scaleSquared: Float64Array.from(scaleSquared ?? y.map(() => 1)),
  };
}

export const none: Points = points({ y: [], yhat: [] });

const price = fc.double({ min: 0.01, max: 1e6, noNaN: true });

/** One to forty points of up to three series with positive prices and scales. */
export const anyPoints: fc.Arbitrary<Points> = fc
  .array(fc.tuple(price, price, price, fc.nat(2), price), { minLength: 1, maxLength: 40 })
  .map((rows) =>
    points({
      y: rows.map((row) => row[0]),
      yhat: rows.map((row) => row[1]),
      last: rows.map((row) => row[2]),
      series: rows.map((row) => row[3]),
      scaleAbsolute: rows.map((row) => row[4]),
      scaleSquared: rows.map((row) => row[4] ** 2),
    }),
  );

/** The same points with every price and scale in another unit. */
export function inUnit(p: Points, unit: number): Points {
  return {
    y: p.y.map((value) => value * unit),
    yhat: p.yhat.map((value) => value * unit),
    last: p.last.map((value) => value * unit),
    series: p.series,
    origin: p.origin,
    step: p.step,
    scaleAbsolute: p.scaleAbsolute.map((value) => value * unit),
    scaleSquared: p.scaleSquared.map((value) => value * unit ** 2),
  };
}

/** The same points as naive forecasts them. */
export function asNaive(p: Points): Points {
  return { ...p, yhat: p.last };
}
