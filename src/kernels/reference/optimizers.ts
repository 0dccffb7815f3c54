/** Optimizers, the penalties on weights, and the norm that gradients are clipped by. */

import type { Kernels } from '../kernels.ts';

export const optimizers: Pick<Kernels, 'squaredNorm' | 'penalty' | 'sgd' | 'rmsprop' | 'adam'> = {
  squaredNorm(x, length) {
    let sum = 0;
    for (let j = 0; j < length; j++) sum += x[j] * x[j];
    return sum;
  },

  penalty(dW, W, length, l1, l2) {
    let sum = 0;
    for (let j = 0; j < length; j++) {
      sum += l1 * Math.abs(W[j]) + l2 * W[j] * W[j];
      dW[j] += l1 * Math.sign(W[j]) + 2 * l2 * W[j];
    }
    return sum;
  },

  sgd(W, dW, v, length, factor, rate, momentum, nesterov) {
    for (let j = 0; j < length; j++) {
      const d = dW[j] * factor;
      dW[j] = 0;
      v[j] = momentum * v[j] + d;
      W[j] -= rate * (nesterov ? d + momentum * v[j] : v[j]);
    }
  },

  rmsprop(W, dW, v, length, factor, rate, decay, epsilon) {
    for (let j = 0; j < length; j++) {
      const d = dW[j] * factor;
      dW[j] = 0;
      v[j] = decay * v[j] + (1 - decay) * d * d;
      W[j] -= (rate * d) / (Math.sqrt(v[j]) + epsilon);
    }
  },

  adam(W, dW, m, v, length, factor, rate, beta1, beta2, epsilon, bias1, bias2, weightDecay) {
    for (let j = 0; j < length; j++) {
      const d = dW[j] * factor;
      dW[j] = 0;
      m[j] = beta1 * m[j] + (1 - beta1) * d;
      v[j] = beta2 * v[j] + (1 - beta2) * d * d;
      W[j] -= rate * weightDecay * W[j];
      W[j] -= ((rate / bias1) * m[j]) / (Math.sqrt(v[j] / bias2) + epsilon);
    }
  },
};
