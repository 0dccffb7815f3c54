/**
 * The training loop of networks: windows are shuffled every epoch, gathered into batches, and trained on. The loss on the
 * validation block, the last training windows in time, stops training early, and the weights with the lowest one are kept.
 */

import type { Panel } from '../data/panel.ts';
import { formatTime } from '../data/timeframe.ts';
import { TrainingError } from '../errors.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { withBorrowedKernels } from '../kernels/wasm.ts';
import { Random } from '../math/random.ts';
import type { LayerDefinition } from '../nn/layer.ts';
import { createNetwork } from '../nn/network.ts';
import type { Network } from '../nn/network.ts';
import { clipFactor, createOptimizer } from '../nn/optimizer.ts';
import { scheduleFactor } from '../nn/schedule.ts';
import { FORECAST_BATCH, createBatches, padded } from './batches.ts';
import type { BatchSource } from './batches.ts';
import { isZeroNoChange, splitForValidation, trainingWindows } from './encoding.ts';
import type { Encoding } from './encodings/encoding.ts';
import { headOf } from './heads/index.ts';
import type { LearningCurve } from './learning-curve.ts';
import { curveOf } from './learning-curve.ts';
import { networkShrinkage } from './network-shrinkage.ts';
import type { FitContext, ModelOptions, Origins, TrainingRows } from './model.ts';
import { windowWeights } from './window-weights.ts';

export interface NetworkTraining {
  /** Name of the model. */
  readonly model: string;
  readonly panel: Panel;
  readonly rows: TrainingRows;
  readonly encoding: Encoding;
  readonly layers: readonly LayerDefinition[];
  readonly options: ModelOptions;
}

export interface TrainedNetwork {
  readonly weights: Float32Array;
  readonly epochs: number;
  readonly curve: LearningCurve;
  /** Factors by step, if the validation block was used to find them. */
  readonly shrinkage: Float64Array | undefined;
}

/**
 * Trains one network, in an arena of its own.
 * @throws TrainingError if a loss is not finite
 */
export function trainNetwork(given: NetworkTraining, context: FitContext): Promise<TrainedNetwork> {
  return withBorrowedKernels(given.options.kernels, (kernels) => trainWith(kernels, given, context));
}

async function trainWith(
  kernels: Kernels,
  given: NetworkTraining,
  { member = 0, start, onEpoch, yieldToSignals }: FitContext,
): Promise<TrainedNetwork> {
  const { panel, rows, layers, options } = given;
  const { epochs, schedule, clip } = options;
  const random = randomOf(given, member);
  const windows = trainingWindows(panel, rows, options);
  const split = splitWindows(windows, options);
  const { trained, validation, stopsEarly } = split;
  const batchSize = Math.min(options.batchSize === 0 ? trained : options.batchSize, trained);
  const capacity = padded(kernels, Math.max(batchSize, FORECAST_BATCH));
  const network = createNetwork(kernels, layers, capacity);
  if (start) network.parameters.values.set(start);
  else initialize(network, given, firstWindows(windows, trained), random);
  const optimizer = createOptimizer(kernels, network.parameters, options.optimizer, options);
  const source = sourceOf(given, windows, split.weights);
  const batches = createBatches(kernels, source, capacity, options);
  const order = Int32Array.from({ length: trained }, (_, i) => i);
  /** The mean loss of one pass over the training windows, or that of the first batch whose loss is not finite. */
  const trainEpoch = async (rate: number): Promise<number> => {
    random.shuffle(order);
    let sum = 0;
    for (let from = 0; from < trained; from += batchSize) {
      const batch = order.subarray(from, from + batchSize);
      const loss = batches.train(network, batch, random.uint32());
      if (!Number.isFinite(loss)) return loss;
      sum += loss * batch.length;
      optimizer.step(rate, clip > 0 ? clipFactor(kernels, network.parameters, clip) : 1);
      if (yieldToSignals) await yieldToSignals();
    }
    return sum / trained;
  };
  const stopping = new EarlyStopping(options.patience);
  const losses: number[] = [];
  const training: number[] = [];
  while (losses.length < epochs) {
    const epoch = losses.length;
    let loss = await trainEpoch(options.learningRate * scheduleFactor(schedule, epoch, epochs, losses));
    training.push(loss);
    if (stopsEarly && Number.isFinite(loss)) loss = batches.evaluate(network, validation, windows.row.length);
    if (!Number.isFinite(loss)) throw divergence(given, epoch);
    losses.push(loss);
    onEpoch?.({ epoch: epoch + 1, epochs, loss });
    if (stopsEarly && stopping.shouldStop(loss, network)) break;
  }
  const weights = stopping.weights ?? weightsOf(network);
  return {
    weights,
    shrinkage: networkShrinkage(network, weights, batches, source, validation, options),
    epochs: losses.length,
    curve: curveOf(training, stopsEarly ? losses : []),
  };
}

/** Depends on seed, model, training rows and member only. */
function randomOf({ model, panel, rows, options }: NetworkTraining, member: number): Random {
  const [start, cutoff] = [rows.start, rows.cutoff].map((row) => formatTime(panel.time[row]));
  return Random.from(options.seed, model, start, cutoff, member);
}

function sourceOf(
  { panel, rows, encoding }: NetworkTraining,
  windows: Origins,
  weights: Float64Array,
): BatchSource {
  const { start: first, cutoff: last } = rows;
  return { encoding, windows, weights, series: panel.series.length, first, last };
}

/**
 * The first `trained` windows are trained on; those from `validation` on stop training early, if there are any. Weights are
 * by window, 0 between the two.
 */
function splitWindows(
  windows: Origins,
  options: ModelOptions,
): {
  readonly trained: number;
  readonly validation: number;
  readonly stopsEarly: boolean;
  readonly weights: Float64Array;
} {
  const count = windows.row.length;
  const { train, validation } = splitForValidation(windows, options.validation, options.horizon);
  const stopsEarly = validation < count && train > 0;
  const trained = stopsEarly ? train : count;
  const weights = new Float64Array(count);
  weights.set(windowWeights(windows, 0, trained, options));
  if (stopsEarly) weights.set(windowWeights(windows, validation, count, options), validation);
  return { trained, validation: stopsEarly ? validation : count, stopsEarly, weights };
}

const firstWindows = ({ series, row }: Origins, count: number): Origins => ({
  series: series.subarray(0, count),
  row: row.subarray(0, count),
});

/** Draws all weights; the biases of the head start at the benchmark's forecast if outputs of zero mean no change. */
function initialize(
  network: Network,
  { encoding, options }: NetworkTraining,
  windows: Origins,
  random: Random,
): void {
  network.initialize(random);
  if (!isZeroNoChange(options)) return;
  const biases = headOf(options).biases(encoding, windows);
  for (const { values, initializer } of network.parameters.list)
    if (initializer === 'benchmark') values.set(biases);
}

/** Keeps the weights with the lowest validation loss. */
class EarlyStopping {
  weights: Float32Array | undefined;
  readonly #patience: number;
  #least = Infinity;
  #waited = 0; // epochs since then

  constructor(patience: number) {
    this.#patience = patience;
  }

  /** Takes the loss of one more epoch; true after `patience` epochs without a lower one. */
  shouldStop(loss: number, network: Network): boolean {
    if (loss < this.#least) {
      this.#least = loss;
      this.#waited = 0;
      this.weights = weightsOf(network);
      return false;
    }
    return ++this.#waited >= this.#patience;
  }
}

const weightsOf = ({ parameters }: Network): Float32Array =>
  Float32Array.from(parameters.values.subarray(0, parameters.count));

function divergence({ model, panel, rows, options }: NetworkTraining, epoch: number): TrainingError {
  const { learningRate, clip } = options;
  const clipping = clip > 0 ? `a smaller \`--clip\` than ${clip}` : '`--clip 1`';
  return new TrainingError(
    `the loss of ${model} is no longer a finite number in fold ${rows.fold} (cutoff ${formatTime(panel.time[rows.cutoff])}), epoch ${epoch + 1}`,
    { hint: `try a lower \`--learning-rate\` than ${learningRate}, or ${clipping}` },
  );
}
