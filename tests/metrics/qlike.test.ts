import { quantities } from '../../src/data/quantities.ts';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { metricsOf } from '../../src/metrics/index.ts';
import { qlike } from '../../src/metrics/qlike.ts';
import { points } from './points.ts';

test('is r - log r - 1 of the ratio of variances', () => {
  // A variance four times the forecast one: logarithms of standard deviations differ by log 2.
  const one = points({ y: [Math.LN2, 0], yhat: [0, 0] });
  expect(qlike.compute(one)).toBeCloseTo((4 - Math.log(4) - 1) / 2, 12);
});

test('is zero where the forecast is right, and else above', () => {
  const value = fc.double({ min: -8, max: 1, noNaN: true });
  fc.assert(
    fc.property(value, value, (y, yhat) => {
      expect(qlike.compute(points({ y: [y], yhat: [y] }))).toBe(0);
      // Near zero the three terms cancel to the last bit of 1.
      expect(qlike.compute(points({ y: [y], yhat: [yhat] }))).toBeGreaterThanOrEqual(-4e-16);
    }),
  );
});

test('too low costs more than as much too high', () => {
  const [low, high] = [-1, 1].map((yhat) => qlike.compute(points({ y: [0], yhat: [yhat] })));
  expect(low).toBeGreaterThan(high);
});

test('is a metric of volatility, and percentages of a logarithm are none', () => {
  const names = (quantity: 'price' | 'log-volatility') =>
    metricsOf(quantities[quantity]).map(({ name }) => name);
  expect(names('price')).not.toContain('qlike');
  expect(names('price')).toContain('mape');
  expect(names('log-volatility')).toContain('qlike');
  for (const name of ['mape', 'smape', 'wape']) expect(names('log-volatility')).not.toContain(name);
});
