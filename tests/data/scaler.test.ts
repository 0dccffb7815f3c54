import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitScaler, scaled, scalerNames } from '../../src/data/scaler.ts';

const one = (...values: number[]) => Float64Array.from(values);
/** Multiples of 1/64: no scale is so small that dividing by it overflows. */
const some = fc
  .array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 30 })
  .map((values) => Float64Array.from(values, (value) => value / 64));

test('scalers are what their names say', () => {
  expect(fitScaler('standard', one(1, 2, 3), true)).toEqual({ center: 2, scale: 1 }); // sample deviation, n - 1
  expect(fitScaler('min-max', one(4, -1, 9), true)).toEqual({ center: -1, scale: 10 });
  expect(fitScaler('robust', one(0, 1, 2, 3, 100), true)).toEqual({ center: 2, scale: 2 });
  expect(fitScaler('none', one(4, -1, 9), true)).toEqual({ center: 0, scale: 1 });
});

describe.each(scalerNames)('scaler `%s`', (name) => {
  test('keeps zero at zero when it is not to centre, with the same scale if values change', () => {
    fc.assert(
      fc.property(some, (values) => {
        const { scale } = fitScaler(name, values, true);
        const isSame = values.every((value) => value === values[0]);
        const size = isSame && values.length > 1 && name !== 'none' ? Math.abs(values[0]) : scale;
        expect(fitScaler(name, values, false)).toEqual({ center: 0, scale: size });
      }),
    );
  });

  test('gives every value back, also where all are the same', () => {
    fc.assert(
      fc.property(some, (values) => {
        const scaler = fitScaler(name, values, true);
        const back = values.map((value) => scaled(scaler, value) * scaler.scale + scaler.center);
        expect(back).toBeAllClose(values, { rtol: 1e-12, atol: 1e-12 * Math.abs(scaler.center) + 1e-300 });
      }),
    );
  });

  test('says nothing of values that never change, or of one or none', () => {
    const scale = name === 'none' ? 1 : 0;
    expect(fitScaler(name, one(5, 5, 5), true).scale).toBe(scale);
    expect(fitScaler(name, one(5), true).scale).toBe(scale);
    expect(fitScaler(name, one(5), false)).toEqual({ center: 0, scale });
    expect(fitScaler(name, one(), false)).toEqual({ center: 0, scale });
  });

  test('takes values that differ by rounding alone for the same', () => {
    const steps = one(0.1, 0.1 + 2 ** -50, 0.1 - 2 ** -50);
    const isScaled = name !== 'none';
    expect(fitScaler(name, steps, true, 2 ** -50).scale).toBe(isScaled ? 0 : 1);
    expect(fitScaler(name, steps, false, 2 ** -50).scale).toBeCloseTo(isScaled ? 0.1 : 1, 12);
    // Their size is rounding as well.
    expect(fitScaler(name, steps, false, 1 / 64).scale).toBe(isScaled ? 0 : 1);
    // A scale that is not measured is no spread, however large the prices are.
    expect(fitScaler(name, steps, false, 1e9).scale).toBe(isScaled ? 0 : 1);
    if (isScaled) expect(fitScaler(name, steps, false).scale).toBeLessThan(1e-14);
  });

  test('does not touch its values', () => {
    const values = one(3, 1, 2);
    fitScaler(name, values, true);
    expect([...values]).toEqual([3, 1, 2]);
  });
});

test('robust goes by the standard deviation where the middle half never changes', () => {
  const values = one(-9, 5, 5, 5, 5, 5, 70);
  const { scale } = fitScaler('standard', values, true);
  expect(fitScaler('robust', values, true)).toEqual({ center: 5, scale });
});

test('min-max puts the training values on 0..1, bounds included', () => {
  fc.assert(
    fc.property(some, (values) => {
      const scaler = fitScaler('min-max', values, true);
      const results = values.map((value) => scaled(scaler, value));
      expect(Math.min(...results)).toBe(0);
      if (values.some((value) => value !== values[0])) expect(Math.max(...results)).toBe(1);
    }),
  );
});
