/**
 * The gated recurrent unit in its two forms. Wx (3H, D), Wh (3H, H), b (3H), gates in the order r z n; the
 * first h is zero.
 *
 * `reset-before` (Cho et al. 2014, and the course): the reset gate scales the state before the product.
 *
 *     r = σ(Wxr x + br + Whr h)            z = σ(Wxz x + bz + Whz h)
 *     n = tanh(Wxn x + bn + Whn (r h))     h' = (1 - z) h + z n
 *
 * `reset-after` (cuDNN, PyTorch): it scales the product, which has a bias bh (3H) of its own; z keeps.
 *
 *     r = σ(Wxr x + br + Whr h + bhr)      z = σ(Wxz x + bz + Whz h + bhz)
 *     n = tanh(Wxn x + bn + r (Whn h + bhn))   h' = (1 - z) n + z h
 */

import type { LayerDefinition, RecurrentOptions, Shape } from './layer.ts';
import { recurrent } from './recurrent.ts';
import type { CellKind } from './recurrent.ts';

export type GruForm = 'reset-before' | 'reset-after';

const before: CellKind = {
  kind: 'gru',
  gates: 3,
  bias: 'zeros',
  create({ kernels, capacity, parameter }, L, H) {
    const Wh = parameter('Wh');
    const h = kernels.floats(L * H * capacity);
    const rh = kernels.floats(L * H * capacity);
    const drh = kernels.floats(H * capacity);
    return {
      forward(gates, N) {
        kernels.gruBeforeForward(gates, rh, h, Wh.values, L, H, N);
        return h;
      },
      backward(dz, dh, gates, N) {
        const S = H * N;
        kernels.gruBeforeBackward(dz, dh, drh, gates, h, Wh.values, L, H, N);
        const [rz, n] = split(Wh.gradients, H);
        kernels.productWeights(rz, dz.subarray(3 * S), h, L - 1, 2 * H, H, N, 3 * S, S);
        kernels.productWeights(n, dz.subarray(2 * S), rh, L, H, H, N, 3 * S, S);
      },
    };
  },
};

const after: CellKind = {
  kind: 'gru',
  gates: 3,
  bias: 'zeros',
  extra: (H) => [{ name: 'bh', rows: 3 * H, columns: 1, initializer: 'zeros' }],
  create({ kernels, capacity, parameter }, L, H) {
    const Wh = parameter('Wh');
    const bh = parameter('bh');
    const h = kernels.floats(L * H * capacity);
    const nh = kernels.floats(L * H * capacity);
    const dnh = kernels.floats(L * H * capacity);
    return {
      forward(gates, N) {
        kernels.gruAfterForward(gates, nh, h, Wh.values, bh.values, L, H, N);
        return h;
      },
      backward(dz, dh, gates, N) {
        const S = H * N;
        kernels.gruAfterBackward(dz, dnh, dh, gates, nh, h, Wh.values, L, H, N);
        const [rz, n] = split(Wh.gradients, H);
        kernels.productWeights(rz, dz.subarray(3 * S), h, L - 1, 2 * H, H, N, 3 * S, S);
        kernels.productWeights(n, dnh.subarray(S), h, L - 1, H, H, N, S, S);
        kernels.productBias(bh.gradients, dz, L, 2 * H, N, 3 * S);
        kernels.productBias(bh.gradients.subarray(2 * H), dnh, L, H, N, S);
      },
    };
  },
};

/** The rows of r and z, and those of n. */
function split<T extends Float32Array | Float64Array>(W: T, H: number): [T, T] {
  return [W.subarray(0, 2 * H * H) as T, W.subarray(2 * H * H) as T];
}

export const gru = (input: Shape, options: RecurrentOptions & { readonly form: GruForm }): LayerDefinition =>
  recurrent(options.form === 'reset-before' ? before : after, input, options);
