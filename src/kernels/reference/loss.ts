/** Losses and their gradients. */

import { LOSSES } from '../kernels.ts';
import type { Floats, Kernels } from '../kernels.ts';
import { softmaxForward } from './elementwise.ts';

export const losses: Pick<Kernels, 'loss'> = {
  loss(dyhat, yhat, y, weights, kind, parameter, O, N, count) {
    if (kind === LOSSES['cross-entropy']) return crossEntropy(dyhat, yhat, y, weights, O, N, count);
    let sum = 0;
    for (let o = 0; o < O; o++)
      for (let n = 0; n < N; n++) {
        const j = o * N + n;
        if (n >= count) {
          dyhat[j] = 0;
          continue;
        }
        const w = weights === 0 ? 1 : weights[n];
        const e = yhat[j] - y[j];
        const a = Math.abs(e);
        switch (kind) {
          case LOSSES.mse:
            sum += w * e * e;
            dyhat[j] = (w * 2 * e) / (O * count);
            break;
          case LOSSES.mae:
            sum += w * a;
            dyhat[j] = (w * Math.sign(e)) / (O * count);
            break;
          case LOSSES.huber:
            sum += w * (a <= parameter ? 0.5 * e * e : parameter * (a - 0.5 * parameter));
            dyhat[j] = (w * (a <= parameter ? e : parameter * Math.sign(e))) / (O * count);
            break;
          default: // pinball: q for a forecast that is too low, 1 - q for one that is too high
            sum += w * (e < 0 ? -parameter * e : (1 - parameter) * e);
            dyhat[j] = (w * (e < 0 ? -parameter : e > 0 ? 1 - parameter : 0)) / (O * count);
        }
      }
    return sum / (O * count);
  },
};

/** Mean over windows of w (log Σ e^yhat - yhat[label]); dyhat = w (softmax - onehot) / count. */
function crossEntropy(
  dyhat: Floats,
  yhat: Floats,
  labels: Floats,
  weights: Floats | 0,
  O: number,
  N: number,
  count: number,
): number {
  softmaxForward(dyhat, yhat, 1, O, N);
  let sum = 0;
  for (let n = 0; n < N; n++) {
    let max = -Infinity;
    let total = 0;
    const w = weights === 0 ? 1 : weights[n];
    for (let o = 0; o < O; o++) max = Math.max(max, yhat[o * N + n]);
    for (let o = 0; o < O; o++) total += Math.exp(yhat[o * N + n] - max);
    if (n < count) sum += w * (Math.log(total) + max - yhat[labels[n] * N + n]);
    for (let o = 0; o < O; o++) {
      const j = o * N + n;
      dyhat[j] = n < count ? (w * (dyhat[j] - (labels[n] === o ? 1 : 0))) / count : 0;
    }
  }
  return sum / count;
}
