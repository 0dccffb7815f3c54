/** The dense layer without its activation: z = W x + b. */

import type { Kernels } from '../kernels.ts';
import { affine, inputGradients } from './products.ts';

export const linear: Pick<Kernels, 'linearScratch' | 'linearForward' | 'linearBackward'> = {
  linearScratch: (D, _, N) => D * N,

  linearForward(z, scratch, x, W, b, D, H, N) {
    scratch.set(x.subarray(0, D * N));
    affine(z, W, x, b, H, D, N);
  },

  linearBackward(dx, dW, db, scratch, dz, W, D, H, N, wantsInput) {
    inputGradients(dx, dW, db, dz, scratch, W, H, D, N, wantsInput);
  },
};
