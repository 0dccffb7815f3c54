/** The simplex search of Nash (1990), beside R's `optim`. */
import { expect, test } from 'vitest';
import { nelderMead } from '../../src/math/nelder-mead.ts';

const rosenbrock = ([x, y]: Float64Array): number => 100 * (y - x * x) ** 2 + (1 - x) ** 2;
const options = { evaluations: 500, tolerance: 1.4901161193847656e-8 };

test('stops at the point of Rosenbrock where R `optim` stops', () => {
  const { x, value } = nelderMead(rosenbrock, Float64Array.of(-1.2, 1), options);
  // optim(c(-1.2, 1), function(x) 100 * (x[2] - x[1]^2)^2 + (1 - x[1])^2)
  expect(x).toBeAllClose([1.00026013872567, 1.00050599930377], { rtol: 1e-9 });
  expect(value).toBeCloseTo(8.825241e-8, 12);
});

test('keeps to the side where the function is finite', () => {
  const { x } = nelderMead(([a]) => (a < 2 ? Infinity : a * a), Float64Array.of(7), options);
  expect(x[0]).toBeGreaterThanOrEqual(2);
  expect(x[0]).toBeLessThan(2.01);
});

test('stops after the most evaluations, with the best corner', () => {
  let count = 0;
  const { value } = nelderMead(
    (x) => {
      count++;
      return rosenbrock(x);
    },
    Float64Array.of(-1.2, 1),
    { ...options, evaluations: 50 },
  );
  expect(count).toBeLessThan(56);
  expect(value).toBeLessThan(rosenbrock(Float64Array.of(-1.2, 1)));
});
