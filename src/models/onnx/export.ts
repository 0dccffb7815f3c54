/**
 * A saved network as an ONNX graph, from a window of raw values to forecasts in their unit:
 *
 *     window (N, rows) → without season → inputs of the target, or normalised → scaled → 32 bits → layers → 64 bits → all undone
 *     features (N, inputSize, F) → scaled, unknown values 0 ↗
 *
 * Seasons, normalisation, scaler and target are part of the graph, in 64 bits as here, so a graph is for one series. All members are in one graph,
 * which returns their mean.
 */

import { targetOf } from '../../data/targets.ts';
import { UsageError } from '../../errors.ts';
import type { LayerDefinition } from '../../nn/layer.ts';
import { pathsOf } from '../../nn/network.ts';
import { deseasonalizationOf } from '../deseasonalization/index.ts';
import { windowLookback } from '../encoding.ts';
import { models } from '../index.ts';
import { WITHOUT_FEATURES } from '../taken-options.ts';
import type { Model, ModelOptions } from '../model.ts';
import { restoreShrinkage } from '../shrinkage.ts';
import { readState } from '../state.ts';
import type { FitState } from '../state.ts';
import { onnxEncoding } from './encoding.ts';
import { WINDOW, createGraph } from './graph.ts';
import type { GraphBuilder, GraphSeries } from './graph.ts';
import { addFeatures, featurePort } from './features.ts';
import { onnxOutputs } from './output.ts';
import { addLayers } from './layers.ts';
import type { Flow, ParametersOf } from './layers.ts';
import type { OnnxGraph } from './proto.ts';
import { onnxDeseasonalizations } from './seasons.ts';

const networks = models.filter(({ layers }) => layers !== undefined).map(({ name }) => name);

export interface SavedNetwork extends GraphSeries {
  readonly model: Model;
  /** By member. */
  readonly states: readonly FitState[];
  readonly options: ModelOptions;
}

/**
 * The graph of a network; `output.ts` has its outputs.
 * @throws UsageError for a model that is not a network; DataError for a state that does not belong to the options
 */
export function networkGraph({ model, states, options, ...place }: SavedNetwork): OnnxGraph {
  if (model.layers === undefined)
    throw new UsageError(`${model.name} is not a network, and has no ONNX graph`, {
      hint: `networks have one: ${networks.join(', ')}`,
    });
  const layers = model.layers(options, place.seriesCount);
  const specs = new Map(pathsOf(layers).map((spec) => [spec.path, spec]));
  const graph = createGraph();
  const rows = windowLookback({ ...options, ...WITHOUT_FEATURES });
  const output = onnxOutputs[targetOf(options.target).quantity.name](options);
  const members = states.map((state) => {
    const reader = readState(model.name, state);
    const encoding = onnxEncoding(graph, reader, place, rows, options);
    const features = addFeatures(graph, reader, place, rows, options);
    const value = addNetwork(graph, layers, [encoding.inputs, ...features], (path) => {
      const { rows: height, columns } = specs.get(path)!;
      return reader.f32(path, [height, columns]);
    });
    const shrinkage = restoreShrinkage(reader, options.horizon);
    reader.end();
    return { value, encoding, shrinkage };
  });
  const results = members.map(({ value, encoding, shrinkage }) =>
    output.read(graph, value, encoding, shrinkage),
  );
  const ports = output.write(
    graph,
    results[0].map((_, i) =>
      mean(
        graph,
        results.map((ofMember) => ofMember[i]),
      ),
    ),
  );
  return {
    name: model.name,
    nodes: graph.nodes,
    constants: graph.constants,
    inputs: [
      {
        name: WINDOW,
        shape: ['N', rows],
        summary: `${output.window}, oldest first`,
      },
      ...onnxDeseasonalizations[deseasonalizationOf(options).name].inputs,
      ...featurePort(options),
    ],
    outputs: ports,
  };
}

/** The output of the network (N, units of its head), in 32 bits, from inputs of its rows in 64 bits. */
function addNetwork(
  graph: GraphBuilder,
  layers: readonly LayerDefinition[],
  [inputs, features]: readonly string[],
  parameters: ParametersOf,
): string {
  const { steps, features: D } = layers[0].input;
  const flat =
    features === undefined
      ? inputs
      : graph.add('Reshape', [
          graph.add('Concat', [graph.add('Unsqueeze', [inputs, graph.integers(2)]), features], { axis: 2 }),
          graph.integers(-1, steps * D),
        ]);
  const flow: Flow = { value: graph.cast(flat, 'float'), isSequence: false };
  return addLayers(graph, flow, layers, (name) => parameters(`layers.${name}`)).value;
}

function mean(graph: GraphBuilder, values: readonly string[]): string {
  const [first, ...others] = values;
  if (others.length === 0) return first;
  const sum = others.reduce((partial, value) => graph.add('Add', [partial, value]), first);
  return graph.add('Div', [sum, graph.doubles([values.length])]);
}
