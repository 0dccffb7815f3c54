/**
 * A saved network as an ONNX graph, from a window of raw values to forecasts in their unit:
 *
 *     window (N, rows) → inputs of the target → scaled → 32 bits → layers → 64 bits → unscaled → target undone
 *
 * Scaler and target are part of the graph, in 64 bits as here; so a graph is of one series. Several members are one graph
 * whose forecasts are their mean.
 */

import type { Scaler } from '../../data/scaler.ts';
import { targets } from '../../data/targets.ts';
import { UsageError } from '../../errors.ts';
import type { LayerDefinition } from '../../nn/layer.ts';
import { windowLookback } from '../encoding.ts';
import type { Model, ModelOptions } from '../model.ts';
import { readState } from '../state.ts';
import type { FitState } from '../state.ts';
import { WINDOW, createGraph } from './graph.ts';
import type { GraphBuilder } from './graph.ts';
import { onnxOutputs } from './output.ts';
import { addLayer } from './layers.ts';
import type { Flow } from './layers.ts';
import type { OnnxGraph } from './proto.ts';
import { onnxTargets } from './targets.ts';

export interface SavedNetwork {
  readonly model: Model;
  /** By member. */
  readonly states: readonly FitState[];
  readonly options: ModelOptions;
  /** The series, by its place among those that were fitted together. */
  readonly series: number;
  readonly seriesCount: number;
}

/**
 * The graph of a network; its outputs are those of `heads.ts`.
 * @throws UsageError for a model that is no network; DataError for a state that does not belong to the options
 */
export function networkGraph({ model, states, options, series, seriesCount }: SavedNetwork): OnnxGraph {
  if (model.layers === undefined)
    throw new UsageError(`${model.name} is no network, and has no ONNX graph`, {
      hint: 'networks have one: mlp, rnn, lstm, gru',
    });
  const layers = model.layers(options);
  const graph = createGraph();
  const rows = windowLookback(options);
  const head = onnxOutputs[targets[options.target].quantity.name](options);
  const scalers: Scaler[] = [];
  const outputs = states.map((state) => {
    const reader = readState(model.name, state);
    const center = reader.f64('scaler.center', [seriesCount])[series];
    const scale = reader.f64('scaler.scale', [seriesCount])[series];
    scalers.push({ center, scale });
    const value = addNetwork(graph, layers, { center, scale }, rows, options, (index, name) => {
      const { rows: height, columns } = layers[index].parameters.find((one) => one.name === name)!;
      return reader.f32(`layers.${index}.${name}`, [height, columns]);
    });
    reader.end();
    return value;
  });
  const said = outputs.map((value, member) => head.read(graph, value, scalers[member], rows));
  const ports = head.write(
    graph,
    said[0].map((_, i) =>
      mean(
        graph,
        said.map((ofMember) => ofMember[i]),
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
        summary: `${head.window}, oldest first`,
      },
    ],
    outputs: ports,
  };
}

/** The network's own output (N, units of its head), in 32 bits. */
function addNetwork(
  graph: GraphBuilder,
  layers: readonly LayerDefinition[],
  { center, scale }: Scaler,
  rows: number,
  { target }: ModelOptions,
  parametersOf: (index: number, name: string) => Float32Array,
): string {
  const inputs = onnxTargets[target].input(graph, WINDOW, rows);
  const centred = graph.add('Sub', [inputs, graph.doubles([center])]);
  // A series that never changed has nothing to be scaled by: everything is 0.
  const scaled =
    scale === 0
      ? graph.add('Mul', [centred, graph.doubles([0])])
      : graph.add('Div', [centred, graph.doubles([scale])]);
  let flow: Flow = { value: graph.cast(scaled, 'float'), isSequence: false };
  layers.forEach((layer, index) => {
    flow = addLayer(graph, flow, layer, (name) => parametersOf(index, name));
  });
  return flow.value;
}

function mean(graph: GraphBuilder, values: readonly string[]): string {
  const [first, ...others] = values;
  if (others.length === 0) return first;
  const sum = others.reduce((before, value) => graph.add('Add', [before, value]), first);
  return graph.add('Div', [sum, graph.doubles([values.length])]);
}
