/** Forecasts with the weights of a trained network, and the weights as named arrays. */

import { wasmKernels } from '../kernels/wasm.ts';
import type { Panel } from '../data/panel.ts';
import type { Tensor } from '../data/safetensors.ts';
import type { LayerDefinition } from '../nn/layer.ts';
import { createNetwork, pathsOf } from '../nn/network.ts';
import { FORECAST_BATCH, createBatches } from './batches.ts';
import type { Encoding } from './encodings/encoding.ts';
import { headOf } from './heads/index.ts';
import type { LearningCurve } from './learning-curve.ts';
import type { Forecaster, ModelOptions, Origins } from './model.ts';
import { shrinkageState } from './shrinkage.ts';
import type { FitState, StateReader } from './state.ts';

export interface FittedNetwork {
  readonly encoding: Encoding;
  readonly layers: readonly LayerDefinition[];
  readonly weights: Float32Array;
  /** Factors by step; absent if forecasts are not shrunk. */
  readonly shrinkage?: Float64Array | undefined;
  /** Absent for weights that were saved. */
  readonly epochs?: number;
  readonly curve?: LearningCurve;
}

export function networkForecaster(network: FittedNetwork, options: ModelOptions): Forecaster {
  const { encoding, layers, weights, shrinkage, epochs, curve } = network;
  return {
    weights,
    ...(epochs === undefined ? {} : { epochs }),
    ...(curve === undefined ? {} : { curve }),
    parameters: weights.length,
    state: () => [...encoding.state(), ...weightTensors(layers, weights), ...shrinkageState(shrinkage)],
    ...headOf(options).forecasts((panel, origins) => predict(network, panel, origins, options)),
  };
}

/** By output of the head, (origins, horizon). */
function predict(
  { encoding, layers, weights, shrinkage }: FittedNetwork,
  panel: Panel,
  origins: Origins,
  options: ModelOptions,
): Float64Array[] {
  const { horizon, inputSize } = options;
  const { series, row } = origins;
  const head = headOf(options);
  const yhat = Array.from({ length: head.outputs }, () => new Float64Array(row.length * horizon));
  if (row.length === 0) return yhat;
  const encodingOfPanel = encoding.on(panel);
  const kernels = wasmKernels(options.kernels);
  const mark = kernels.mark();
  try {
    const network = createNetwork(kernels, layers, FORECAST_BATCH);
    network.parameters.values.set(weights);
    const first = row.reduce((least, r) => Math.min(least, r), Infinity) - inputSize + 1;
    const last = row.reduce((most, r) => Math.max(most, r), 0);
    const source = { encoding: encodingOfPanel, windows: origins, series: panel.series.length, first, last };
    createBatches(kernels, source, FORECAST_BATCH, options).forecast(network, (out, N, from, count) => {
      for (let i = from; i < from + count; i++)
        head.read(
          encodingOfPanel,
          series[i],
          row[i],
          out,
          i - from,
          N,
          (output, k, value) => {
            yhat[output][i * horizon + k] = value;
          },
          shrinkage,
        );
    });
    return yhat;
  } finally {
    kernels.release(mark);
  }
}

function weightTensors(layers: readonly LayerDefinition[], weights: Float32Array): FitState {
  let end = 0;
  return pathsOf(layers).map(({ path, rows, columns }): Tensor => {
    const from = end;
    end += rows * columns;
    return { name: path, shape: [rows, columns], values: weights.slice(from, end) };
  });
}

/**
 * The weights of these layers in a state.
 * @throws DataError if the state has other arrays
 */
export function restoreWeights(reader: StateReader, layers: readonly LayerDefinition[]): Float32Array {
  const specs = pathsOf(layers);
  const weights = new Float32Array(specs.reduce((sum, { rows, columns }) => sum + rows * columns, 0));
  let end = 0;
  for (const { path, rows, columns } of specs) {
    weights.set(reader.f32(path, [rows, columns]), end);
    end += rows * columns;
  }
  return weights;
}
