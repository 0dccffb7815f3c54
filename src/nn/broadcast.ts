/** Numbers that are the same for every window, as a dense layer without inputs computes them from its biases. */

import type { Floats, Kernels } from '../kernels/kernels.ts';

export interface Broadcast {
  /** out (rows, N) = b (rows). */
  forward(out: Floats, b: Floats, N: number): void;
  /** Adds the sums of dout (rows, N) over windows to db. */
  backward(db: Floats, dout: Floats, N: number): void;
}

export function createBroadcast(kernels: Kernels, rows: number, capacity: number): Broadcast {
  const scratch = kernels.floats(kernels.linearScratch(0, rows, capacity));
  const none = kernels.floats(0);
  return {
    forward: (out, b, N) => kernels.linearForward(out, scratch, none, none, b, 0, rows, N),
    backward: (db, dout, N) => kernels.linearBackward(none, none, db, scratch, dout, none, 0, rows, N, 0),
  };
}
