/**
 * The training loop that mlp, rnn, lstm and gru share: windows are drawn in a new order every epoch, gathered
 * into batches, and trained on; a block of the last training windows in time stops training early, and the
 * weights that did best on it are kept. A family adds nothing but its hidden layers.
 */

import { wasmKernels } from '../kernels/wasm.ts';
import type { Panel } from '../data/panel.ts';
import type { Tensor } from '../data/safetensors.ts';
import { targets } from '../data/targets.ts';
import { numericQuantities } from '../data/quantities.ts';
import { formatTime } from '../data/timeframe.ts';
import { TrainingError } from '../errors.ts';
import { Random } from '../math/random.ts';
import { activation, initializerFor } from '../nn/activation.ts';
import { dropout } from '../nn/dropout.ts';
import type { LayerDefinition, Penalties, Shape } from '../nn/layer.ts';
import { linear } from '../nn/linear.ts';
import { createNetwork, parameterCount, pathsOf, trainingCost } from '../nn/network.ts';
import type { Network } from '../nn/network.ts';
import { clipFactor, createOptimizer } from '../nn/optimizer.ts';
import { scheduleFactor } from '../nn/schedule.ts';
import { FORECAST_BATCH, createBatches, padded } from './batches.ts';
import {
  fitEncoding,
  restoreEncoding,
  splitForValidation,
  trainingWindows,
  windowLookback,
} from './encoding.ts';
import type { Encoding } from './encoding.ts';
import { headsOf } from './heads.ts';
import type { FitContext, Forecaster, Model, ModelOptions, Origins, TrainingRows } from './model.ts';
import { readState } from './state.ts';

export interface NeuralFamily {
  readonly name: string;
  readonly summary: string;
  /**
   * One hidden layer, before its dropout.
   * @param isLast - false when another hidden layer follows
   */
  hidden(
    input: Shape,
    units: number,
    isLast: boolean,
    penalties: Penalties,
    options: ModelOptions,
  ): LayerDefinition[];
}

/** The model of a family of networks. */
export function neural(family: NeuralFamily): Model {
  return {
    name: family.name,
    summary: family.summary,
    family: 'network',
    quantities: [...numericQuantities, 'class'],
    isSeeded: true,
    lookback: windowLookback,
    estimate(options) {
      const layers = layersOf(family, options);
      return {
        parameters: parameterCount(layers),
        operations: options.epochs * options.members * trainingCost(layers),
      };
    },
    async fit(panel, rows, options, context = {}) {
      const encoding = fitEncoding(panel, rows, options);
      const trained = await train(family, panel, rows, encoding, options, context);
      return forecasterOf(family, encoding, trained, options);
    },
    layers: (options) => layersOf(family, options),
    restore(panel, { state }, options) {
      const reader = readState(family.name, state);
      const encoding = restoreEncoding(panel, reader, options);
      const specs = pathsOf(layersOf(family, options));
      const weights = new Float32Array(specs.reduce((sum, { rows, columns }) => sum + rows * columns, 0));
      let at = 0;
      for (const { path, rows, columns } of specs) {
        weights.set(reader.f32(path, [rows, columns]), at);
        at += rows * columns;
      }
      reader.end();
      return forecasterOf(family, encoding, { weights }, options);
    },
  };
}

/** The layers of a network: hidden layers, dense layers, and a head. */
function layersOf(family: NeuralFamily, options: ModelOptions): LayerDefinition[] {
  const layers: LayerDefinition[] = [];
  let shape: Shape = { steps: options.inputSize, features: 1 };
  const add = (layer: LayerDefinition): void => {
    layers.push(layer);
    shape = layer.output;
  };
  options.hidden.forEach((units, index) => {
    const penalties = { l1: perLayer(options.l1, index), l2: perLayer(options.l2, index) };
    const isLast = index === options.hidden.length - 1;
    for (const layer of family.hidden(shape, units, isLast, penalties, options)) add(layer);
    const rate = perLayer(options.dropout, index);
    if (rate > 0) add(dropout(shape, rate));
  });
  for (const units of options.dense) for (const layer of dense(shape, units, {}, options)) add(layer);
  // A head of zeros says what its biases do: "no change", which is naive, or the shares of classes; a price has no such zero.
  const initializer = targets[options.target].isChange ? 'zeros' : 'glorot';
  add(linear(shape, { units: options.horizon * headsOf(options).outputs, initializer }));
  return layers;
}

/** A dense layer with its activation. */
export function dense(
  input: Shape,
  units: number,
  penalties: Penalties,
  { activation: name }: ModelOptions,
): LayerDefinition[] {
  const layer = linear(input, { units, initializer: initializerFor(name), ...penalties });
  return [layer, activation(layer.output, name)];
}

const perLayer = (values: readonly number[], index: number): number =>
  values.length === 1 ? values[0] : (values[index] ?? 0);

interface Trained {
  readonly weights: Float32Array;
  /** Absent where the weights were trained earlier. */
  readonly epochs?: number;
}

/** Trains one network, in the arena of this thread's kernels, which is as empty afterwards as before. */
async function train(
  family: NeuralFamily,
  panel: Panel,
  rows: TrainingRows,
  encoding: Encoding,
  options: ModelOptions,
  { member = 0, start, onEpoch, yieldToSignals }: FitContext,
): Promise<Trained> {
  const { horizon, epochs, schedule, clip, validation: share, patience } = options;
  const kernels = wasmKernels();
  const mark = kernels.mark();
  try {
    const random = Random.from(
      options.seed,
      family.name,
      formatTime(panel.time[rows.start]),
      formatTime(panel.time[rows.cutoff]),
      member,
    );
    const windows = trainingWindows(panel, rows, options);
    const { train: before, validation } = splitForValidation(windows, share, horizon);
    const stopsEarly = validation < windows.row.length && before > 0;
    const trained = stopsEarly ? before : windows.row.length;
    const batchSize = Math.min(options.batchSize === 0 ? trained : options.batchSize, trained);
    const capacity = padded(kernels, Math.max(batchSize, FORECAST_BATCH));
    const layers = layersOf(family, options);
    const network = createNetwork(kernels, layers, capacity);
    if (start) network.parameters.values.set(start);
    else {
      network.initialize(random);
      if (targets[options.target].isChange)
        network.parameters
          .get(`layers.${layers.length - 1}.b`)
          .values.set(headsOf(options).biases(encoding, firstWindows(windows, trained)));
    }
    const optimizer = createOptimizer(kernels, network.parameters, options.optimizer, options);
    const source = { encoding, windows, series: panel.series.length, first: rows.start, last: rows.cutoff };
    const batches = createBatches(kernels, source, capacity, options);
    const order = Int32Array.from({ length: trained }, (_, i) => i);
    const losses: number[] = [];
    let best = Infinity;
    let bestEpoch = 0;
    let bestWeights: Float32Array | undefined;
    let epoch = 0;
    while (epoch < epochs) {
      random.shuffle(order);
      const rate = options.learningRate * scheduleFactor(schedule, epoch, epochs, losses);
      let sum = 0;
      for (let from = 0; from < trained; from += batchSize) {
        const count = Math.min(batchSize, trained - from);
        const loss = batches.train(network, order.subarray(from, from + count), random.uint32());
        if (!Number.isFinite(loss)) throw divergence(family.name, panel, rows, epoch, options);
        sum += loss * count;
        optimizer.step(rate, clip > 0 ? clipFactor(kernels, network.parameters, clip) : 1);
        if (yieldToSignals) await yieldToSignals();
      }
      epoch++;
      const loss = stopsEarly ? batches.evaluate(network, validation, windows.row.length) : sum / trained;
      if (!Number.isFinite(loss)) throw divergence(family.name, panel, rows, epoch - 1, options);
      losses.push(loss);
      onEpoch?.({ epoch, epochs, loss });
      if (!stopsEarly) continue;
      if (loss < best) {
        best = loss;
        bestEpoch = epoch;
        bestWeights = copyOf(network);
      } else if (epoch - bestEpoch >= patience) break;
    }
    return { weights: bestWeights ?? copyOf(network), epochs: epoch };
  } finally {
    kernels.release(mark);
  }
}

const firstWindows = ({ series, row }: Origins, count: number): Origins => ({
  series: series.subarray(0, count),
  row: row.subarray(0, count),
});

const copyOf = ({ parameters }: Network): Float32Array =>
  Float32Array.from(parameters.values.subarray(0, parameters.count));

function divergence(
  model: string,
  panel: Panel,
  { fold, cutoff }: TrainingRows,
  epoch: number,
  { learningRate, clip }: ModelOptions,
): TrainingError {
  const clipping = clip > 0 ? `a smaller \`--clip\` than ${clip}` : '`--clip 1`';
  return new TrainingError(
    `the loss of ${model} is no longer a finite number in fold ${fold} (cutoff ${formatTime(panel.time[cutoff])}), epoch ${epoch + 1}`,
    { hint: `try a lower \`--learning-rate\` than ${learningRate}, or ${clipping}` },
  );
}

/** Forecasts with trained weights. */
function forecasterOf(
  family: NeuralFamily,
  encoding: Encoding,
  trained: Trained,
  options: ModelOptions,
): Forecaster {
  const { weights } = trained;
  const { horizon, inputSize } = options;
  const heads = headsOf(options);
  /** What every output says, (origins, horizon). */
  const predict = (panel: Panel, origins: Origins): Float64Array[] => {
    const { series, row } = origins;
    const yhat = Array.from({ length: heads.outputs }, () => new Float64Array(row.length * horizon));
    if (row.length === 0) return yhat;
    const seen = encoding.on(panel);
    const kernels = wasmKernels();
    const mark = kernels.mark();
    try {
      const network = createNetwork(kernels, layersOf(family, options), FORECAST_BATCH);
      network.parameters.values.set(weights);
      const first = row.reduce((least, r) => Math.min(least, r), Infinity) - inputSize + 1;
      const last = row.reduce((most, r) => Math.max(most, r), 0);
      const source = { encoding: seen, windows: origins, series: panel.series.length, first, last };
      createBatches(kernels, source, FORECAST_BATCH, options).forecast(network, (out, N, from, count) => {
        for (let i = from; i < from + count; i++)
          heads.read(seen, series[i], row[i], out, i - from, N, (output, k, value) => {
            yhat[output][i * horizon + k] = value;
          });
      });
      return yhat;
    } finally {
      kernels.release(mark);
    }
  };
  return {
    ...trained,
    parameters: weights.length,
    state() {
      let end = 0;
      const matrices = pathsOf(layersOf(family, options)).map(({ path, rows, columns }): Tensor => {
        const from = end;
        end += rows * columns;
        return { name: path, shape: [rows, columns], values: weights.slice(from, end) };
      });
      return [...encoding.state(), ...matrices];
    },
    ...heads.forecasts(predict),
  };
}
