/**
 * The head of a network that forecasts classes: a logit per step and class, trained by the cross-entropy of their softmax.
 * Outputs are ordered by step and then by class: (horizon C, N).
 */

import { classNames, classShares, likeliest } from '../../data/classes.ts';
import { log } from '../../math/elementary.ts';
import { createClassLoss } from '../../nn/loss.ts';
import type { Encoding } from '../encodings/encoding.ts';
import type { Head } from './head.ts';
import type { ModelOptions, Origins } from '../model.ts';
import { softmax } from '../softmax.ts';

const C = classNames.length;

export function classHead({ horizon }: ModelOptions): Head {
  const logits = new Float64Array(C);
  return {
    outputs: C,
    isByStep: true,
    learnsIntervals: false,
    createLoss: (kernels) => createClassLoss(kernels, C),
    target: (encoding, series, origin, step) => encoding.label(series, origin, step),
    biases: (encoding, windows) => classBiases(encoding, windows, horizon),
    read(_, __, ___, out, n, N, write) {
      for (let k = 0; k < horizon; k++) {
        for (let c = 0; c < C; c++) logits[c] = out[(k * C + c) * N + n];
        softmax(logits);
        for (let c = 0; c < C; c++) write(c, k, logits[c]);
      }
    },
    forecasts: (predict) => ({
      forecast: (panel, origins) => likeliest(predict(panel, origins)),
      probabilities: predict,
    }),
  };
}

/** Logarithms of the shares of the classes among the training targets; their softmax gives these shares. */
function classBiases(encoding: Encoding, { series, row }: Origins, horizon: number): Float64Array {
  const biases = new Float64Array(horizon * C);
  for (let k = 0; k < horizon; k++) {
    const counts = classNames.map(() => 0);
    row.forEach((origin, i) => counts[encoding.label(series[i], origin, k + 1)]++);
    classShares(counts).forEach((share, c) => (biases[k * C + c] = log(share)));
  }
  return biases;
}
