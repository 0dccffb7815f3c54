/**
 * The causal convolution over steps (van den Oord et al. 2016), with zeros before the first step:
 *
 *     y_l = b + Σ_k W_k x_{l - (size - 1 - k) dilation}
 *
 * W (H, D size), where the taps of a feature are next to each other, the oldest first, and b (H). Of size 1 it is a dense
 * layer on every step with the same weights.
 */

import type { LayerDefinition, Penalties, Shape } from './layer.ts';
import { biasOf, biasSpec } from './linear.ts';
import type { Initializer } from './parameters.ts';

export interface ConvolutionOptions extends Penalties {
  readonly units: number;
  /** Taps, K. */
  readonly size?: number;
  /** Steps between two taps. */
  readonly dilation?: number;
  readonly initializer?: Initializer;
  /** Of b; `null` for a layer without it. */
  readonly bias?: Initializer | null;
}

export function convolution(input: Shape, options: ConvolutionOptions): LayerDefinition {
  const { units: H, size: K = 1, dilation = 1, initializer = 'glorot', bias = 'zeros' } = options;
  const { steps: L, features: D } = input;
  const M = D * K;
  return {
    kind: 'convolution',
    attributes: { size: K, dilation },
    input,
    output: { steps: L, features: H },
    parameters: [{ name: 'W', rows: H, columns: M, initializer }, ...biasSpec(H, bias)],
    cost: 2 * L * H * M,
    l1: options.l1 ?? 0,
    l2: options.l2 ?? 0,
    create({ kernels, capacity, parameter }) {
      const W = parameter('W');
      const b = biasOf(kernels, H, bias, parameter);
      // The steps of all windows are the windows of one dense layer: (D, L N) instead of (L, D, N).
      const scratch = kernels.floats(kernels.linearScratch(M, H, L * capacity));
      const [xs, dxs, dx] = [1, 2, 3].map(() => kernels.floats(D * L * capacity));
      const [taps, dtaps] = [1, 2].map(() => kernels.floats(M * L * capacity));
      const [z, y] = [1, 2].map(() => kernels.floats(H * L * capacity));
      /** Calls back with each feature, its row of taps, and how many numbers the tap is behind. */
      const forEachTap = (N: number, callback: (d: number, row: number, behind: number) => void): void => {
        for (let d = 0; d < D; d++)
          for (let k = 0; k < K; k++) callback(d, d * K + k, Math.min((K - 1 - k) * dilation, L) * N);
      };
      return {
        forward(x, N) {
          const S = L * N;
          kernels.swap(xs, x, L, D, N);
          forEachTap(N, (d, row, behind) => {
            taps.fill(0, row * S, row * S + behind);
            taps.set(xs.subarray(d * S, (d + 1) * S - behind), row * S + behind);
          });
          kernels.linearForward(z, scratch, taps, W.values, b.values, M, H, S);
          kernels.swap(y, z, H, L, N);
          return y;
        },
        backward(dy, N, wantsInput) {
          const S = L * N;
          kernels.swap(z, dy, L, H, N);
          const wants = wantsInput ? 1 : 0;
          kernels.linearBackward(dtaps, W.gradients, b.gradients, scratch, z, W.values, M, H, S, wants);
          if (!wantsInput) return null;
          dxs.fill(0, 0, D * S);
          forEachTap(N, (d, row, behind) => {
            const sum = dxs.subarray(d * S, (d + 1) * S - behind);
            kernels.add(sum, sum, dtaps.subarray(row * S + behind, (row + 1) * S), S - behind);
          });
          kernels.swap(dx, dxs, D, L, N);
          return dx;
        },
      };
    },
  };
}
