import { expect, test } from 'vitest';
import { bfgs, hessian } from '../../src/math/bfgs.ts';

const ones = (n: number) => ({ scale: new Float64Array(n).fill(1) });
const rosenbrock = ([x, y]: Float64Array): number => 100 * (y - x * x) ** 2 + (1 - x) ** 2;

test('ends where R\'s `optim(c(-1.2, 1), method = "BFGS")` ends', () => {
  const { x, value, isConverged } = bfgs(rosenbrock, Float64Array.of(-1.2, 1), ones(2))!;
  expect(isConverged).toBe(true);
  // Short of (1, 1), because of differences of .001.
  expect(x).toBeAllClose([0.999804433231397, 0.999608380623481], { rtol: 1e-9 });
  expect([value]).toBeAllClose([3.82738275610795e-8], { rtol: 1e-6 });
});

test('finds the minimum of a parabola in any units', () => {
  for (const unit of [1e-6, 1, 1e6]) {
    const f = ([x]: Float64Array): number => (x / unit - 3) ** 2 - 1;
    const { x } = bfgs(f, Float64Array.of(0), { scale: Float64Array.of(unit) })!;
    expect(x[0] / unit).toBeCloseTo(3, 9);
  }
});

test('is undefined where the function is not finite at the start, and the value alone without variables', () => {
  expect(bfgs(() => NaN, Float64Array.of(1), ones(1))).toBeUndefined();
  expect(bfgs(() => 4, new Float64Array(0), ones(0))).toEqual({
    x: new Float64Array(0),
    value: 4,
    isConverged: true,
  });
});

test('second derivatives of a polynomial of degree two are exact but for rounding', () => {
  const f = ([x, y]: Float64Array): number => 2 * x * x - 3 * x * y + 5 * y * y;
  const scale = Float64Array.of(1, 4);
  expect(hessian(f, Float64Array.of(0.3, -2), { scale })).toBeAllClose([4, -3, -3, 10], { rtol: 1e-7 });
});
