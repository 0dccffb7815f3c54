/** Batches of windows for a network, gathered from one copy of the inputs, with their targets. */

import type { Floats, Kernels } from '../kernels/kernels.ts';
import type { Network } from '../nn/network.ts';
import { encodeRows } from './encoding.ts';
import type { Encoding } from './encodings/encoding.ts';
import type { Head } from './heads/head.ts';
import { headOf } from './heads/index.ts';
import type { ModelOptions, Origins } from './model.ts';

/** Windows forecast, or validated, at a time. */
export const FORECAST_BATCH = 64;

export interface BatchSource {
  readonly encoding: Encoding;
  /** One window per origin. */
  readonly windows: Origins;
  /** Number of series of the panel. */
  readonly series: number;
  /** What each window counts in a loss; absent if no loss is computed. */
  readonly weights?: Float64Array;
  /** First and last row that a window reads. */
  readonly first: number;
  readonly last: number;
}

export interface Batches {
  /** The loss of these windows, penalties included. Adds to the gradients, which the optimizer leaves at zero. */
  train(network: Network, indices: Int32Array, seed: number): number;
  /** The mean loss of the windows `from`..`to - 1`, without dropout and penalties. */
  evaluate(network: Network, from: number, to: number): number;
  /** Calls back with yhat (outputs horizon, N) for every batch of the windows from `first` on, by default all. */
  forecast(
    network: Network,
    callback: (yhat: Floats, N: number, from: number, count: number) => void,
    first?: number,
  ): void;
}

/** N for `count` windows: a multiple of the kernels' lanes. */
export const padded = (kernels: Kernels, count: number): number =>
  Math.ceil(count / kernels.lanes) * kernels.lanes;

/** Batches of up to `capacity` windows, in the kernels' arena. */
export function createBatches(
  kernels: Kernels,
  source: BatchSource,
  capacity: number,
  options: ModelOptions,
): Batches {
  const { horizon } = options;
  const head = headOf(options);
  const inputs = inputGatherer(kernels, source, capacity, options);
  const targets = targetGatherer(kernels, source, capacity, options, head);
  const weights = weightGatherer(kernels, source, capacity);
  const dyhat = kernels.floats(head.outputs * horizon * capacity);
  const loss = head.createLoss(kernels);
  return {
    train(network, indices, seed) {
      const N = padded(kernels, indices.length);
      const x = inputs(indices, N);
      const y = targets(indices, N);
      const w = weights(indices);
      const value = loss.compute(dyhat, network.forward(x, N, seed), y, horizon, N, indices.length, w);
      network.backward(dyhat, N);
      return value + network.penalize();
    },
    evaluate(network, from, to) {
      let sum = 0;
      forEachBatch(kernels, from, to, (indices, N) => {
        const x = inputs(indices, N);
        const y = targets(indices, N);
        const count = indices.length;
        const w = weights(indices);
        sum += loss.compute(dyhat, network.forward(x, N, null), y, horizon, N, count, w) * count;
      });
      return sum / (to - from);
    },
    forecast(network, callback, first = 0) {
      forEachBatch(kernels, first, source.windows.row.length, (indices, N) => {
        callback(network.forward(inputs(indices, N), N, null), N, indices[0], indices.length);
      });
    },
  };
}

/** Gathers windows by their indices into memory that the next call overwrites. */
type Gatherer = (indices: Int32Array, N: number) => Floats;

/** Of the inputs: (inputSize, D, N), D inputs of a row. */
function inputGatherer(
  kernels: Kernels,
  { encoding, windows: { series, row }, series: seriesCount, first, last }: BatchSource,
  capacity: number,
  { inputSize }: ModelOptions,
): Gatherer {
  const span = last - first + 1;
  const { width: D } = encoding;
  const data = kernels.floats(seriesCount * span * D);
  for (let s = 0; s < seriesCount; s++) data.set(encodeRows(encoding, s, first, last), s * span * D);
  const x = kernels.floats(inputSize * D * capacity);
  const starts = kernels.ints(capacity);
  return (indices, N) => {
    indices.forEach((i, n) => {
      starts[n] = series[i] * span + row[i] - inputSize + 1 - first;
    });
    kernels.gather(x, data, starts, indices.length, inputSize, D, N);
    if (encoding.writeWindow)
      for (let n = 0; n < indices.length; n++)
        encoding.writeWindow(x, n, D * N, series[indices[n]], row[indices[n]]);
    return x;
  };
}

/** Of the targets: (horizon, N). */
function targetGatherer(
  kernels: Kernels,
  { encoding, windows: { series, row } }: BatchSource,
  capacity: number,
  { horizon }: ModelOptions,
  head: Head,
): Gatherer {
  const y = kernels.floats(horizon * capacity);
  const starts = kernels.ints(capacity);
  const encode = (): Floats => {
    const out = kernels.floats(row.length * horizon);
    row.forEach((origin, i) => {
      for (let k = 0; k < horizon; k++)
        out[i * horizon + k] = head.target(encoding, series[i], origin, k + 1);
    });
    return out;
  };
  // Encoded once for all epochs: a logarithm per target and batch took longer than a small network's step.
  let targets: Floats | undefined; // (windows, horizon)
  return (indices, N) => {
    targets ??= encode();
    indices.forEach((i, n) => {
      starts[n] = i * horizon;
    });
    kernels.gather(y, targets, starts, indices.length, horizon, 1, N);
    return y;
  };
}

/** Of the weights: (N). */
function weightGatherer(
  kernels: Kernels,
  { weights }: BatchSource,
  capacity: number,
): (indices: Int32Array) => Floats | 0 {
  if (weights === undefined) return () => 0;
  const w = kernels.floats(capacity);
  return (indices) => {
    indices.forEach((i, n) => (w[n] = weights[i]));
    return w;
  };
}

/** Calls back with the indices `from`..`to - 1`, up to `FORECAST_BATCH` at a time. */
function forEachBatch(
  kernels: Kernels,
  from: number,
  to: number,
  callback: (indices: Int32Array, N: number) => void,
): void {
  for (let start = from; start < to; start += FORECAST_BATCH) {
    const count = Math.min(FORECAST_BATCH, to - start);
    const indices = Int32Array.from({ length: count }, (_, n) => start + n);
    callback(indices, padded(kernels, count));
  }
}
