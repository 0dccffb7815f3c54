import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minimize } from '../../src/math/minimize.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('minimize', () => {
  test('finds the bottom of a parabola in one, two and three numbers, wherever it lies', () => {
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 3 }), (bottom) => {
        const f = (x: Float64Array): number =>
          x.reduce((sum, value, axis) => sum + (axis + 1) * (value - bottom[axis]) ** 2, 3);
        const { x, value } = minimize(f, [bottom.map(() => 0.5)]);
        // Squares below 1e-16 are lost in 3, so that the place is known to about 1e-8.
        expect(x).toBeAllClose(bottom, { rtol: 0, atol: 1e-6 });
        expect(value).toBeCloseTo(3, 12);
      }),
    );
  });

  test('follows the bent valley of Rosenbrock to its end', () => {
    const f = (x: Float64Array): number => {
      const [a, b] = [4 * x[0] - 2, 4 * x[1] - 2];
      return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
    };
    const { x, value } = minimize(f, [[0.1, 0.9]], { width: 1e-9 });
    expect(x).toBeAllClose([0.75, 0.75], { atol: 1e-6, rtol: 0 });
    expect(value).toBeLessThan(1e-12);
  });

  test('stops at the side of the box where the function falls beyond it', () => {
    const { x } = minimize((point) => 2 * point[0] - point[1] + point[2] ** 2, [[0.4, 0.6, 0.5]]);
    expect(x).toBeAllClose([0, 1, 0], { rtol: 0, atol: 1e-5 });
  });

  test('never leaves the box, and is never worse than the best start', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(share, share), { minLength: 1, maxLength: 4 }),
        fc.double({ min: 1, max: 30, noNaN: true }),
        (starts, waves) => {
          const f = (x: Float64Array): number => {
            expect(Math.min(...x)).toBeGreaterThanOrEqual(0);
            expect(Math.max(...x)).toBeLessThanOrEqual(1);
            return Math.sin(waves * x[0]) + Math.cos(waves * x[1]);
          };
          const { value } = minimize(f, starts);
          expect(value).toBeLessThanOrEqual(Math.min(...starts.map((start) => f(Float64Array.from(start)))));
        },
      ),
    );
  });

  test('takes what is not a number for worse than anything', () => {
    const { x } = minimize((point) => (point[0] > 0.5 ? NaN : (point[0] - 0.4) ** 2), [[0.1]]);
    expect(x[0]).toBeCloseTo(0.4, 5);
  });

  test('keeps to the evaluations it is given, but for the step it is at', () => {
    let count = 0;
    minimize((x) => (count++, x[0] * x[1]), [[0.5, 0.5]], { evaluations: 40, width: 0 });
    expect(count).toBeLessThan(45);
  });

  test('chooses the best of several starts', () => {
    const f = (x: Float64Array): number => Math.min((x[0] - 0.2) ** 2, (x[0] - 0.8) ** 2 - 1);
    expect(minimize(f, [[0.1], [0.75]]).x[0]).toBeCloseTo(0.8, 5);
  });
});
