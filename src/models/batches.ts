/** Windows as batches for a network: gathered from one copy of the inputs, with their targets. */

import type { Floats, Kernels } from '../kernels/kernels.ts';
import type { Network } from '../nn/network.ts';
import { encodeRows } from './encoding.ts';
import type { Encoding } from './encoding.ts';
import { headsOf } from './heads.ts';
import type { ModelOptions, Origins } from './model.ts';

/** Windows forecast, or validated, at a time. */
export const FORECAST_BATCH = 64;

export interface BatchSource {
  readonly encoding: Encoding;
  /** One window per origin. */
  readonly windows: Origins;
  /** Number of series of the panel. */
  readonly series: number;
  /** First and last row that a window reads. */
  readonly first: number;
  readonly last: number;
}

export interface Batches {
  /** The loss of these windows, penalties included. Adds to the gradients, which the optimizer leaves at zero. */
  train(network: Network, indices: Int32Array, seed: number): number;
  /** The mean loss of the windows `from`..`to - 1`, without dropout and penalties. */
  evaluate(network: Network, from: number, to: number): number;
  /** Calls back with yhat (outputs horizon, N) for every batch of all windows. */
  forecast(network: Network, each: (yhat: Floats, N: number, from: number, count: number) => void): void;
}

/** N for so many windows: a multiple of the kernels' lanes. */
export const padded = (kernels: Kernels, count: number): number =>
  Math.ceil(count / kernels.lanes) * kernels.lanes;

/** Batches of up to `capacity` windows, in the kernels' arena. */
export function createBatches(
  kernels: Kernels,
  { encoding, windows: { series, row }, series: seriesCount, first, last }: BatchSource,
  capacity: number,
  options: ModelOptions,
): Batches {
  const { horizon, inputSize } = options;
  const heads = headsOf(options);
  const span = last - first + 1;
  const data = kernels.floats(seriesCount * span);
  for (let s = 0; s < seriesCount; s++) data.set(encodeRows(encoding, s, first, last), s * span);
  const x = kernels.floats(inputSize * capacity);
  const y = kernels.floats(horizon * capacity);
  const dyhat = kernels.floats(heads.outputs * horizon * capacity);
  const starts = kernels.ints(capacity);
  const loss = heads.createLoss(kernels);

  const gather = (indices: Int32Array, N: number): void => {
    indices.forEach((i, n) => {
      starts[n] = series[i] * span + row[i] - inputSize + 1 - first;
    });
    kernels.gather(x, data, starts, indices.length, inputSize, 1, N);
  };
  // Encoded once for all epochs: a logarithm per target and batch took longer than a small network's step.
  let targets: Floats | undefined; // (windows, horizon)
  const gatherTargets = (indices: Int32Array, N: number): void => {
    targets ??= encodedTargets();
    indices.forEach((i, n) => {
      starts[n] = i * horizon;
    });
    kernels.gather(y, targets, starts, indices.length, horizon, 1, N);
  };
  const encodedTargets = (): Floats => {
    const out = kernels.floats(row.length * horizon);
    row.forEach((origin, i) => {
      for (let k = 0; k < horizon; k++)
        out[i * horizon + k] = heads.target(encoding, series[i], origin, k + 1);
    });
    return out;
  };
  const inBatches = (from: number, to: number, run: (indices: Int32Array, N: number) => void): void => {
    for (let at = from; at < to; at += FORECAST_BATCH) {
      const count = Math.min(FORECAST_BATCH, to - at);
      run(
        Int32Array.from({ length: count }, (_, n) => at + n),
        padded(kernels, count),
      );
    }
  };

  return {
    train(network, indices, seed) {
      const N = padded(kernels, indices.length);
      gather(indices, N);
      gatherTargets(indices, N);
      const value = loss.compute(dyhat, network.forward(x, N, seed), y, horizon, N, indices.length);
      network.backward(dyhat, N);
      return value + network.penalize();
    },
    evaluate(network, from, to) {
      let sum = 0;
      inBatches(from, to, (indices, N) => {
        gather(indices, N);
        gatherTargets(indices, N);
        const count = indices.length;
        sum += loss.compute(dyhat, network.forward(x, N, null), y, horizon, N, count) * count;
      });
      return sum / (to - from);
    },
    forecast(network, each) {
      inBatches(0, row.length, (indices, N) => {
        gather(indices, N);
        each(network.forward(x, N, null), N, indices[0], indices.length);
      });
    },
  };
}
