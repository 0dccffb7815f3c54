/**
 * Layers that see the first channel of a window scaled and shifted, and whose outputs are scaled back. This is the learnt part of
 * reversible instance normalization (Kim, Kim, Tae, Park, Choi, Choo 2022):
 *
 *     a = γ x + β on the first channel      h = f(a)      y = h / γ,   γ = 1 + g
 *
 * The paper has y = (h - β) / γ for outputs on the scale of the window. Ours are changes from its last row: with h + a_L for h,
 * the β cancels, and y is relative to x_L. g and β start at 0, so that an untrained network is as it is without them.
 */

import type { LayerDefinition } from './layer.ts';

export interface RevinOptions {
  /** Whether the outputs are scaled back; false if they are not on the scale of the window. */
  readonly isReversed: boolean;
}

/** @param layers - f, at least one layer */
export function revin(layers: readonly LayerDefinition[], { isReversed }: RevinOptions): LayerDefinition {
  const { input } = layers[0];
  const { output } = layers[layers.length - 1];
  const { steps: L, features: D } = input;
  const size = output.steps * output.features;
  return {
    kind: isReversed ? 'revin' : 'revin-inputs',
    input,
    output,
    parameters: ['g', 'beta'].map((name) => ({ name, rows: 1, columns: 1, initializer: 'zeros' })),
    parts: { inner: layers },
    cost: 2 * L + (isReversed ? size : 0),
    l1: 0,
    l2: 0,
    create({ kernels, capacity, parameter, part }) {
      const [g, beta, inner] = [parameter('g'), parameter('beta'), part('inner')];
      const a = kernels.floats(L * D * capacity);
      const y = kernels.floats(size * capacity);
      let last = a; // the x of the last `forward`
      return {
        forward(x, N, seed) {
          last = x;
          const [scale, shift] = [1 + g.values[0], beta.values[0]];
          a.set(x.subarray(0, L * D * N));
          for (let from = 0; from < L * D * N; from += D * N)
            for (let n = from; n < from + N; n++) a[n] = scale * x[n] + shift;
          const h = inner.forward(a, N, seed);
          if (!isReversed) return h;
          for (let i = 0; i < size * N; i++) y[i] = h[i] / scale;
          return y;
        },
        backward(dy, N, wantsInput) {
          const scale = 1 + g.values[0];
          let [dg, dbeta] = [0, 0];
          if (isReversed)
            for (let i = 0; i < size * N; i++) {
              if (dy[i] === 0) continue; // also of columns past the last window
              dy[i] /= scale;
              dg -= dy[i] * y[i];
            }
          const da = inner.backward(dy, N, true)!;
          for (let from = 0; from < L * D * N; from += D * N)
            for (let n = from; n < from + N; n++) {
              dg += da[n] * last[n];
              dbeta += da[n];
              da[n] *= scale;
            }
          g.gradients[0] += dg;
          beta.gradients[0] += dbeta;
          return wantsInput ? da : null;
        },
      };
    },
  };
}
