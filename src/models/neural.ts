/**
 * Networks: mlp, rnn, lstm, gru and tcn share their layers, training and forecasts, and differ only in their hidden layers.
 */

import { normalizationOf } from '../data/normalization/index.ts';
import { numericQuantities } from '../data/quantities.ts';
import { targetOf } from '../data/targets.ts';
import { embedding } from '../nn/embedding.ts';
import { dropout } from '../nn/dropout.ts';
import type { LayerDefinition, Shape } from '../nn/layer.ts';
import { parameterCount, trainingCost } from '../nn/network.ts';
import { reshape } from '../nn/reshape.ts';
import { residual } from '../nn/residual.ts';
import { revin } from '../nn/revin.ts';
import { stack } from '../nn/stack.ts';
import type { Part } from '../nn/stack.ts';
import type { Cell } from './cells/cell.ts';
import { cells } from './cells/index.ts';
import type { CellName } from './cells/names.ts';
import { fitEncoding, restoreEncoding, windowLookback } from './encoding.ts';
import { featureWidth } from './feature-inputs.ts';
import type { Model, ModelOptions } from './model.ts';
import { networkForecaster, restoreWeights } from './network-forecaster.ts';
import { outputLayers } from './output-layers/index.ts';
import { restoreShrinkage } from './shrinkage.ts';
import { readState } from './state.ts';
import { trainNetwork } from './train-network.ts';

export interface NeuralFamily {
  readonly name: string;
  readonly summary: string;
  /** Of every hidden layer, unless `--cells` names others. */
  readonly cell: CellName;
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
    takesNormalization: true,
    isGlobal: true,
    lookback: windowLookback,
    estimate(options, series = 1) {
      const layers = layersOf(family, options, series);
      return {
        parameters: parameterCount(layers),
        operations: options.epochs * options.members * trainingCost(layers),
      };
    },
    async fit(panel, rows, options, context = {}) {
      const encoding = fitEncoding(panel, rows, options);
      const layers = layersOf(family, options, panel.series.length);
      const training = { model: family.name, panel, rows, encoding, layers, options };
      const trained = await trainNetwork(training, context);
      return networkForecaster({ encoding, layers, ...trained }, options);
    },
    layers: (options, series = 1) => layersOf(family, options, series),
    readsSteps: (options) => cellsOf(family, options).some(({ readsSteps }) => readsSteps),
    restore(panel, { state, cutoff }, options) {
      const reader = readState(family.name, state);
      const encoding = restoreEncoding(panel, reader, cutoff, options);
      const layers = layersOf(family, options, panel.series.length);
      const weights = restoreWeights(reader, layers);
      const shrinkage = restoreShrinkage(reader, options.horizon);
      reader.end();
      return networkForecaster({ encoding, layers, weights, shrinkage }, options);
    },
  };
}

/** The layers of a network, from the scaled inputs of a window to the outputs of its head. */
function layersOf(family: NeuralFamily, options: ModelOptions, series: number): LayerDefinition[] {
  const { inputSize, segment, dense, skip, head, embed } = options;
  const window: Shape = { steps: inputSize, features: 1 + featureWidth(options) };
  const network = (start: Shape): LayerDefinition[] =>
    stack(start, [
      (input) => (segment === 1 ? [] : reshape(input, inputSize / segment)),
      ...hiddenParts(family, options),
      ...dense.map(
        (units): Part =>
          (input) =>
            cells.dense.layers({ input, units, isSequence: false }, options),
      ),
      (state) => outputLayers[head](state, options),
    ]);
  const layers = stack(window, [
    (input) => (embed > 0 ? embedding(input, { things: series, units: embed }) : []),
    skip ? (start) => residual(network(start), { isWeighted: true, initializer: 'zeros' }) : network,
  ]);
  if (!normalizationOf(options).isLearnable) return layers;
  // Classes are not on the scale of the window.
  return [revin(layers, { isReversed: targetOf(options.target).quantity.classes === undefined })];
}

/** The hidden layers, each with its dropout. */
function hiddenParts(family: NeuralFamily, options: ModelOptions): Part[] {
  const chosen = cellsOf(family, options);
  return options.hidden.flatMap((units, index): Part[] => {
    const isSequence = chosen.slice(index + 1).some(({ readsSteps }) => readsSteps);
    const penalties = { l1: perLayer(options.l1, index), l2: perLayer(options.l2, index) };
    const rate = perLayer(options.dropout, index);
    return [
      (input) => chosen[index].layers({ input, units, isSequence, ...penalties }, options),
      (output) => (rate > 0 ? dropout(output, rate) : []),
    ];
  });
}

/** The cell of each hidden layer. */
function cellsOf({ cell }: NeuralFamily, { hidden, cells: names }: ModelOptions): readonly Cell[] {
  return hidden.map((_, index) => cells[names[index] ?? cell]);
}

/** The value of a layer, from one for all layers or one per layer. */
const perLayer = (values: readonly number[], index: number): number =>
  values.length === 1 ? values[0] : (values[index] ?? 0);
