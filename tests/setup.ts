/**
 * What every test starts from. Properties draw from one seed, so that a run can be repeated; `FC_SEED=7 npx vitest
 * run` draws others. The one matcher of our own is `expect(received).toBeAllClose(expected, { rtol, atol })`,
 * NumPy's allclose.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterAll, afterEach, expect } from 'vitest';

/** No test sees a list of markets of the user, or of another file. */
const cache = mkdtempSync(path.join(tmpdir(), 'hindcast-cache-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));
process.env.XDG_CACHE_HOME = cache;

fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 1) });

interface Tolerance {
  readonly rtol?: number;
  readonly atol?: number;
}

declare module 'vitest' {
  interface TaskMeta {
    /** Calls of `expect`, which the counts reporter adds up. */
    assertions?: number;
  }
  interface Matchers<T> {
    toBeAllClose(expected: ArrayLike<number>, tolerance?: Tolerance): T;
  }
}

afterEach(({ task }) => {
  task.meta.assertions = expect.getState().assertionCalls;
});

/** `toEqual` takes 14 µs per element of a typed array (measured); most are equal, which a loop finds at once. */
function areSameColumns(a: unknown, b: unknown): true | undefined {
  if (!isColumn(a) || !isColumn(b) || a.constructor !== b.constructor || a.length !== b.length)
    return undefined;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return undefined;
  return true;
}

const isColumn = (value: unknown): value is Float64Array =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

expect.addEqualityTesters([areSameColumns]);

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
