/** The one matcher of our own: `expect(received).toBeAllClose(expected, { rtol, atol })`, as NumPy's allclose. */
import { expect } from 'vitest';

interface Tolerance {
  readonly rtol?: number;
  readonly atol?: number;
}

declare module 'vitest' {
  interface Matchers<T> {
    toBeAllClose(expected: ArrayLike<number>, tolerance?: Tolerance): T;
  }
}

expect.extend({
  toBeAllClose(received: ArrayLike<number>, expected: ArrayLike<number>, tolerance: Tolerance = {}) {
    const { rtol = 1e-7, atol = 0 } = tolerance;
    let worst = -1;
    let worstExcess = 0;
    for (let i = 0; i < expected.length; i++) {
      if (Object.is(received[i], expected[i])) continue;
      const difference = Math.abs(received[i] - expected[i]);
      const excess = difference - (atol + rtol * Math.abs(expected[i]));
      if (excess <= 0) continue;
      if (worst < 0 || !(excess <= worstExcess)) {
        worst = i;
        worstExcess = excess;
      }
    }
    const sameLength = received.length === expected.length;
    return {
      pass: sameLength && worst < 0,
      message: () =>
        sameLength
          ? `expected all within rtol ${rtol}, atol ${atol}; worst at [${worst}]: got ${received[worst]}, expected ${expected[worst]}`
          : `expected ${expected.length} values, got ${received.length}`,
    };
  },
});
