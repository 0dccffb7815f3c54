/**
 * Numbers that are learnt for each of S things, instead of the number of a thing in the last feature of each step:
 *
 *     y = (x_1, …, x_{D-1}, E_s)      s = x_D from 0 to S - 1, with E (S, H)
 */

import type { Floats } from '../kernels/kernels.ts';
import type { LayerDefinition, Shape } from './layer.ts';

export interface EmbeddingOptions {
  /** S. */
  readonly things: number;
  /** H. */
  readonly units: number;
}

export function embedding(input: Shape, { things: S, units: H }: EmbeddingOptions): LayerDefinition {
  const { steps: L, features: D } = input;
  const before = D - 1;
  const output = { steps: L, features: before + H };
  return {
    kind: 'embedding',
    input,
    output,
    parameters: [{ name: 'E', rows: S, columns: H, initializer: 'normal' }],
    cost: L * output.features,
    l1: 0,
    l2: 0,
    create({ kernels, capacity, parameter }) {
      const E = parameter('E');
      const y = kernels.floats(L * output.features * capacity);
      const dx = kernels.floats(L * D * capacity);
      /** Where the row of E of a window's step starts. */
      const rows = new Int32Array(L * capacity);
      const each = (N: number, visit: (at: number, row: number) => void): void => {
        for (let l = 0; l < L; l++)
          for (let j = 0; j < H; j++) {
            const from = (l * output.features + before + j) * N;
            for (let n = 0; n < N; n++) visit(from + n, rows[l * N + n] + j);
          }
      };
      const copy = (
        out: Floats,
        outFeatures: number,
        from: Floats,
        fromFeatures: number,
        N: number,
      ): void => {
        for (let l = 0; l < L; l++)
          out.set(from.subarray(l * fromFeatures * N, (l * fromFeatures + before) * N), l * outFeatures * N);
      };
      return {
        forward(x, N) {
          copy(y, output.features, x, D, N);
          for (let l = 0; l < L; l++)
            for (let n = 0; n < N; n++) rows[l * N + n] = Math.round(x[(l * D + before) * N + n]) * H;
          each(N, (at, row) => {
            y[at] = E.values[row];
          });
          return y;
        },
        backward(dy, N, wantsInput) {
          each(N, (at, row) => {
            E.gradients[row] += dy[at];
          });
          if (!wantsInput) return null;
          dx.fill(0, 0, L * D * N);
          copy(dx, D, dy, output.features, N);
          return dx;
        },
      };
    },
  };
}
