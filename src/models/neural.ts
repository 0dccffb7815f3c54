/**
 * Networks: mlp, rnn, lstm and gru share their layers, training and forecasts, and differ only in their hidden layers.
 */

import { numericQuantities } from '../data/quantities.ts';
import { targetOf } from '../data/targets.ts';
import { activation, initializerFor } from '../nn/activation.ts';
import { dropout } from '../nn/dropout.ts';
import type { LayerDefinition, Penalties, Shape } from '../nn/layer.ts';
import { linear } from '../nn/linear.ts';
import { parameterCount, trainingCost } from '../nn/network.ts';
import { fitEncoding, restoreEncoding, windowLookback } from './encoding.ts';
import { featureWidth } from './feature-inputs.ts';
import { headOf } from './heads/index.ts';
import type { Model, ModelOptions } from './model.ts';
import { networkForecaster, restoreWeights } from './network-forecaster.ts';
import { readState } from './state.ts';
import { trainNetwork } from './train-network.ts';

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
    takesFeatures: true,
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
      const layers = layersOf(family, options);
      const training = { model: family.name, panel, rows, encoding, layers, options };
      const trained = await trainNetwork(training, context);
      return networkForecaster({ encoding, layers, ...trained }, options);
    },
    layers: (options) => layersOf(family, options),
    restore(panel, { state }, options) {
      const reader = readState(family.name, state);
      const encoding = restoreEncoding(panel, reader, options);
      const layers = layersOf(family, options);
      const weights = restoreWeights(reader, layers);
      reader.end();
      return networkForecaster({ encoding, layers, weights }, options);
    },
  };
}

/** The layers of a network: hidden layers, dense layers, and a head. */
function layersOf(family: NeuralFamily, options: ModelOptions): LayerDefinition[] {
  const layers: LayerDefinition[] = [];
  let shape: Shape = { steps: options.inputSize, features: 1 + featureWidth(options) };
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
  // A head of zeros forecasts what its biases do: no change, or the shares of the classes. A price has no such zero.
  const initializer = targetOf(options.target).isChange ? 'zeros' : 'glorot';
  const units = options.horizon * headOf(options).outputs;
  add(linear(shape, { units, initializer, bias: 'benchmark' }));
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

/** The value of a layer, from one for all layers or one per layer. */
const perLayer = (values: readonly number[], index: number): number =>
  values.length === 1 ? values[0] : (values[index] ?? 0);
