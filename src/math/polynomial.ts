/** Polynomials 1 - a_1 z - … - a_p z^p of autoregressions: whether they are stable, and stable ones with the same spectrum. */

/** Whether all roots are farther from 0 than `radius`, by Levinson's recursion backward: every reflection is below 1. */
export function hasRootsOutside(a: ArrayLike<number>, radius = 1): boolean {
  let power = 1;
  let current = Array.from(a, (one) => one * (power *= radius));
  for (let j = current.length - 1; j >= 0; j--) {
    const reflection = current[j];
    if (!(Math.abs(reflection) < 1)) return false;
    current = current
      .slice(0, j)
      .map((one, i, rest) => (one + reflection * rest[j - 1 - i]) / (1 - reflection * reflection));
  }
  return true;
}

/**
 * Coefficients b of 1 + b_1 z + … whose roots inside the unit circle are replaced by their reciprocals: the invertible moving
 * average with the same autocorrelations.
 */
export function withRootsOutside(b: Float64Array): Float64Array {
  if (hasRootsOutside(b.map((one) => -one))) return b.slice();
  // In z^q + b_1 z^(q-1) + …, the roots are the reciprocals.
  let re = new Float64Array(b.length + 1);
  let im = new Float64Array(b.length + 1);
  re[0] = 1;
  for (const [x, y] of rootsOf(b)) {
    const square = x * x + y * y;
    const [u, v] = square > 1 ? [x / square, -y / square] : [x, y];
    const [real, imaginary] = [re.slice(), im.slice()];
    for (let i = b.length; i > 0; i--) {
      real[i] -= u * re[i - 1] - v * im[i - 1];
      imaginary[i] -= u * im[i - 1] + v * re[i - 1];
    }
    [re, im] = [real, imaginary];
  }
  return re.slice(1);
}

/** Roots of z^q + b_1 z^(q-1) + … + b_q as pairs of real and imaginary part, by the method of Durand and Kerner. */
export function rootsOf(b: Float64Array): readonly (readonly [number, number])[] {
  const size = 1 + b.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  // Powers of a number that is neither real nor of modulus 1.
  let start: [number, number] = [1, 0];
  const roots = Array.from(b, () => (start = times(start, [0.4, 0.9]))).map(([x, y]): [number, number] => [
    x * size,
    y * size,
  ]);
  for (let step = 0; step < 500; step++) {
    let largest = 0;
    for (let i = 0; i < roots.length; i++) {
      let value: [number, number] = [1, 0];
      for (const one of b) {
        value = times(value, roots[i]);
        value[0] += one;
      }
      let others: [number, number] = [1, 0];
      for (let j = 0; j < roots.length; j++)
        if (j !== i) others = times(others, [roots[i][0] - roots[j][0], roots[i][1] - roots[j][1]]);
      const square = others[0] * others[0] + others[1] * others[1];
      if (square === 0) continue;
      const [x, y] = times(value, [others[0] / square, -others[1] / square]);
      roots[i] = [roots[i][0] - x, roots[i][1] - y];
      largest = Math.max(largest, Math.abs(x), Math.abs(y));
    }
    if (largest <= 1e-15 * size) break;
  }
  return roots;
}

function times([a, b]: readonly [number, number], [c, d]: readonly [number, number]): [number, number] {
  return [a * c - b * d, a * d + b * c];
}
