import { expect, test } from 'vitest';
import { addLaggedProducts } from '../../src/math/lagged-products.ts';
import { Random } from '../../src/math/random.ts';

/** The definition. */
function plain(
  [u, v]: readonly [Float64Array, Float64Array],
  { first, count, m, i }: Record<'first' | 'count' | 'm' | 'i', number>,
): number {
  let sum = 0;
  for (let r = 0; r < count; r++) sum += u[first + i + r] * v[first + i + r - m];
  return sum;
}

const random = new Random(4);
const columns = (rows: number): [Float64Array, Float64Array] => [
  Float64Array.from({ length: rows }, () => random.normal()),
  Float64Array.from({ length: rows }, () => random.normal()),
];

test.each([
  [1, 1, 1],
  [1, 7, 7],
  [2, 7, 3],
  [6, 7, 7],
  [7, 7, 7],
  [8, 7, 7],
  [3000, 7, 6],
])('sums of %i origins, %i rows and %i lags are those of the definition', (count, size, lags) => {
  const first = 2;
  const [u, v] = columns(first + size + count - 1);
  // Only rows of the windows are read.
  u.fill(NaN, 0, first);
  v.fill(NaN, 0, first);
  const out = new Float64Array(lags * size).fill(0.5);
  const factor = Float64Array.from({ length: size }, (_, i) => i + 1);
  addLaggedProducts(out, u, v, first, count, factor, lags);
  for (let m = 0; m < lags; m++)
    for (let i = 0; i < size; i++) {
      const expected = i < m ? 0 : (i + 1) * plain([u, v], { first, count, m, i });
      expect(Math.abs(out[m * size + i] - 0.5 - expected)).toBeLessThan(1e-10);
    }
});

test('a row far larger than the others leaves no error in the sums without it', () => {
  const [size, count] = [5, 40];
  const [u] = columns(size + count - 1);
  u[u.length - 1] = 1e12;
  const out = new Float64Array(size * size);
  addLaggedProducts(out, u, u, 0, count, new Float64Array(size).fill(1), size);
  for (let m = 0; m < size; m++)
    for (let i = m; i < size - 1; i++)
      expect(out[m * size + i]).toBeCloseTo(plain([u, u], { first: 0, count, m, i }), 10);
});
