/**
 * The gated recurrent unit in its two forms. Wx (3H, D), Wh (3H, H), b (3H), gates in the order r z n; the
 * first h is zero.
 *
 * `reset-before` (Cho et al. 2014): the reset gate scales the state before the product.
 *
 *     r = σ(Wxr x + br + Whr h)            z = σ(Wxz x + bz + Whz h)
 *     n = tanh(Wxn x + bn + Whn (r h))     h' = (1 - z) h + z n
 *
 * `reset-after` (cuDNN, PyTorch): it scales the product, which has its own bias bh (3H); z is the share that is kept.
 *
 *     r = σ(Wxr x + br + Whr h + bhr)      z = σ(Wxz x + bz + Whz h + bhz)
 *     n = tanh(Wxn x + bn + r (Whn h + bhn))   h' = (1 - z) n + z h
 */

import type { LayerDefinition, RecurrentOptions, Shape } from './layer.ts';
import { bindCell, recurrent } from './recurrent.ts';
import type { CellKind } from './recurrent.ts';

export const gruForms = ['reset-before', 'reset-after'] as const;
export type GruForm = (typeof gruForms)[number];

const resetBefore: CellKind = {
  kind: 'gru-reset-before',
  gates: 3,
  bias: 'zeros',
  bind: bindCell((kernels) => ({
    scratch: kernels.gruBeforeScratch,
    forward: kernels.gruBeforeForward,
    backward: kernels.gruBeforeBackward,
  })),
};

const resetAfter: CellKind = {
  kind: 'gru-reset-after',
  gates: 3,
  bias: 'zeros',
  extra: (H) => [{ name: 'bh', rows: 3 * H, columns: 1, initializer: 'zeros' }],
  bind({ kernels, parameter }) {
    const [Wx, Wh, b, bh] = ['Wx', 'Wh', 'b', 'bh'].map(parameter);
    return {
      scratch: kernels.gruAfterScratch,
      forward: (h, scratch, x, L, D, H, N) =>
        kernels.gruAfterForward(h, scratch, x, Wx.values, Wh.values, b.values, bh.values, L, D, H, N),
      backward: (dx, scratch, dh, h, L, D, H, N, wantsInput) =>
        kernels.gruAfterBackward(
          dx,
          Wx.gradients,
          Wh.gradients,
          b.gradients,
          bh.gradients,
          scratch,
          dh,
          h,
          Wx.values,
          Wh.values,
          L,
          D,
          H,
          N,
          wantsInput,
        ),
    };
  },
};

export const gru = (input: Shape, options: RecurrentOptions & { readonly form: GruForm }): LayerDefinition =>
  recurrent(options.form === 'reset-before' ? resetBefore : resetAfter, input, options);
