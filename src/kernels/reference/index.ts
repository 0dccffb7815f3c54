/**
 * What every kernel means, in plain loops. Runs in f64 for the gradient checks and for PyTorch's values; nothing here is
 * fast, and only tests use it. `kernels.ts` has the contract.
 */

import type { Kernels } from '../kernels.ts';
import { elementwise } from './elementwise.ts';
import { gruAfter } from './gru-after.ts';
import { gruBefore } from './gru-before.ts';
import { linear } from './linear.ts';
import { losses } from './loss.ts';
import { lstm } from './lstm.ts';
import { optimizers } from './optimizers.ts';
import { rnn } from './rnn.ts';

/** Kernels on the JavaScript heap, in f64 (or f32, to see what rounding does). */
export function referenceKernels(Numbers: typeof Float64Array | typeof Float32Array = Float64Array): Kernels {
  return {
    lanes: 1,
    floats: (length) => new Numbers(length),
    ints: (length) => new Int32Array(length),
    mark: () => 0,
    release: () => {},
    ...linear,
    ...rnn,
    ...lstm,
    ...gruBefore,
    ...gruAfter,
    ...elementwise,
    ...losses,
    ...optimizers,

    gather(x, data, starts, count, L, D, N) {
      for (let j = 0; j < L * D; j++)
        for (let n = 0; n < N; n++) x[j * N + n] = n < count ? data[starts[n] * D + j] : 0;
    },
  };
}
