import { expect, test } from 'vitest';
import { BLOCK, addProducts } from '../../src/math/products.ts';
import { Random } from '../../src/math/random.ts';

test.each([true, false])('adds the product of two tall matrices, lower triangle only: %s', (isLower) => {
  const random = new Random(1);
  const [M, L] = [3, isLower ? 3 : 5];
  const a = Float64Array.from({ length: BLOCK * M }, () => random.normal());
  const b = Float64Array.from({ length: BLOCK * L }, () => random.normal());
  const out = new Float64Array(M * L).fill(1);
  addProducts(out, a, b, M, L, isLower);
  const expected = Array.from({ length: M * L }, (_, at) => {
    const [m, l] = [Math.floor(at / L), at % L];
    if (isLower && l > m) return 1;
    return Array.from({ length: BLOCK }, (__, row) => a[row * M + m] * b[row * L + l]).reduce(
      (x, y) => x + y,
      1,
    );
  });
  expect(out).toBeAllClose(expected, { rtol: 1e-12 });
});
