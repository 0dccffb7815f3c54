import { expect, test } from 'vitest';
import { hasRootsOutside, rootsOf, withRootsOutside } from '../../src/math/polynomial.ts';

test('roots are outside where the autoregression is stationary', () => {
  expect(hasRootsOutside([])).toBe(true);
  expect(hasRootsOutside([0.99])).toBe(true);
  expect(hasRootsOutside([1])).toBe(false);
  // 1 - 1.3 z + .4 z² = (1 - .8 z) (1 - .5 z): the nearest root is 1.25
  expect(hasRootsOutside([1.3, -0.4], 1.24)).toBe(true);
  expect(hasRootsOutside([1.3, -0.4], 1.26)).toBe(false);
  expect(hasRootsOutside([0.5, 0.6])).toBe(false);
});

test('roots are found, complex and equal ones too', () => {
  // z² + 4, and (z - 1)³
  const [one, other] = rootsOf(Float64Array.of(0, 4)).toSorted((a, b) => a[1] - b[1]);
  expect([...one, ...other]).toBeAllClose([0, -2, 0, 2], { atol: 1e-12, rtol: 0 });
  for (const [re, im] of rootsOf(Float64Array.of(-3, 3, -1))) {
    expect(re).toBeCloseTo(1, 4);
    expect(im).toBeCloseTo(0, 4);
  }
});

test('a moving average becomes the invertible one with the same autocorrelations', () => {
  expect(withRootsOutside(Float64Array.of(2))).toBeAllClose([0.5], { rtol: 1e-14 });
  expect(withRootsOutside(Float64Array.of(0.5, 0.2))).toEqual(Float64Array.of(0.5, 0.2));
  const correlations = (b: ArrayLike<number>): number[] => {
    const all = [1, ...Array.from(b)];
    const product = (lag: number): number => all.reduce((sum, one, i) => sum + one * (all[i + lag] ?? 0), 0);
    return [1, 2, 3].map((lag) => product(lag) / product(0));
  };
  for (const b of [
    [0.3, 1.7, -0.4],
    [-2.5, 1, 0],
    [0, 0, 3],
  ]) {
    const after = withRootsOutside(Float64Array.from(b));
    expect(hasRootsOutside(after.map((one) => -one))).toBe(true);
    expect(correlations(after)).toBeAllClose(correlations(b), { atol: 1e-12, rtol: 0 });
  }
});
