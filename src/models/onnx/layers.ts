/**
 * Layers as ONNX operators, by their kind. Recurrent operators order gates differently, i o f c for LSTM and z r h for GRU,
 * have two biases, and for GRU h' = (1 - z) n + z h in both forms. Our GRU with the reset before the product keeps 1 - z of
 * h, so its z gate changes sign: 1 - σ(a) = σ(-a).
 */

import type { LayerDefinition, Shape } from '../../nn/layer.ts';
import type { GraphBuilder } from './graph.ts';

/** The value between two layers: windows (N, features), or sequences of them (steps, N, features). */
export interface Flow {
  readonly value: string;
  readonly isSequence: boolean;
}

/** A parameter's values by its name below the layers that are added: `W`, or `inner.0.W`. They are (rows, columns). */
export type ParametersOf = (name: string) => Float32Array;

type Emit = (graph: GraphBuilder, flow: Flow, layer: LayerDefinition, parameters: ParametersOf) => Flow;

const emitters: Readonly<Record<string, Emit>> = {
  linear,
  residual,
  reshape: (graph, flow, { input }) => ({ value: asWindows(graph, flow, input), isSequence: false }),
  convolution,
  'last-step': (graph, flow, { input }) => ({
    value: graph.slice(asSequence(graph, flow, input), 0, input.steps - 1, input.steps),
    isSequence: true,
  }),
  positions,
  outputs,
  revin: revin(true),
  'revin-inputs': revin(false),
  embedding,
  dropout: (_, flow) => flow,
  identity: (_, flow) => flow,
  sigmoid: elementwise('Sigmoid'),
  tanh: elementwise('Tanh'),
  relu: elementwise('Relu'),
  swish: (graph, flow) => ({
    ...flow,
    value: graph.add('Mul', [flow.value, graph.add('Sigmoid', [flow.value])]),
  }),
  softmax: (graph, flow) => ({ ...flow, value: graph.add('Softmax', [flow.value], { axis: -1 }) }),
  rnn: recurrent({ op: 'RNN', gates: [0] }),
  lstm: recurrent({ op: 'LSTM', gates: [0, 3, 1, 2] }),
  'gru-reset-before': recurrent({ op: 'GRU', gates: [1, 0, 2], negated: 1, linearBeforeReset: 0 }),
  'gru-reset-after': recurrent({ op: 'GRU', gates: [1, 0, 2], linearBeforeReset: 1 }),
};

/** Adds layers to the graph, whose parameters are named by their number: `0.W`. */
export function addLayers(
  graph: GraphBuilder,
  flow: Flow,
  layers: readonly LayerDefinition[],
  parameters: ParametersOf,
): Flow {
  return layers.reduce((from, layer, index) => {
    const emit = emitters[layer.kind];
    if (emit === undefined) throw new Error(`no ONNX operators for layers of kind \`${layer.kind}\``);
    return emit(graph, from, layer, (name) => parameters(`${index}.${name}`));
  }, flow);
}

/** Adds the layers of a part of a layer. */
function addPart(
  graph: GraphBuilder,
  flow: Flow,
  layer: LayerDefinition,
  part: string,
  parameters: ParametersOf,
): Flow {
  return addLayers(graph, flow, layer.parts![part], (name) => parameters(`${part}.${name}`));
}

function residual(graph: GraphBuilder, flow: Flow, layer: LayerDefinition, parameters: ParametersOf): Flow {
  const sides = ['inner', 'shortcut'].map((part) => addPart(graph, flow, layer, part, parameters));
  const isSequence = sides.every((side) => side.isSequence);
  const values = sides.map((side) => (isSequence ? side.value : asWindows(graph, side, layer.output)));
  return { value: graph.add('Add', values), isSequence };
}

function revin(isReversed: boolean): Emit {
  return (graph, flow, layer, parameters) => {
    const { steps, features } = layer.input;
    const [scale, shift] = [1 + parameters('g')[0], parameters('beta')[0]];
    const onFirst = (first: number, others: number): string =>
      graph.floats(
        Float32Array.from({ length: steps * features }, (_, i) => (i % features === 0 ? first : others)),
        [steps * features],
      );
    const scaled = graph.add('Mul', [asWindows(graph, flow, layer.input), onFirst(scale, 1)]);
    const shifted = { value: graph.add('Add', [scaled, onFirst(shift, 0)]), isSequence: false };
    const out = addPart(graph, shifted, layer, 'inner', parameters);
    if (!isReversed) return out;
    return { ...out, value: graph.add('Div', [out.value, graph.floats(Float32Array.of(scale), [1])]) };
  };
}

function elementwise(op: string): Emit {
  return (graph, flow) => ({ ...flow, value: graph.add(op, [flow.value]) });
}

function linear(
  graph: GraphBuilder,
  flow: Flow,
  { input, output, parameters: specs }: LayerDefinition,
  parameters: ParametersOf,
): Flow {
  const [D, H] = [input, output].map(({ steps, features }) => steps * features);
  const x = asWindows(graph, flow, input);
  const W = graph.floats(parameters('W'), [H, D]);
  const inputs = [x, W, ...biasOf(graph, specs, parameters)];
  return { value: graph.add('Gemm', inputs, { transB: 1 }), isSequence: false };
}

/** The constant b (H) of a layer that has one. */
function biasOf(
  graph: GraphBuilder,
  specs: LayerDefinition['parameters'],
  parameters: ParametersOf,
): readonly string[] {
  return specs.filter(({ name }) => name === 'b').map(({ rows }) => graph.floats(parameters('b'), [rows]));
}

/** Over (N, D, steps), padded with zeros before the first step. */
function convolution(
  graph: GraphBuilder,
  flow: Flow,
  { input, output, attributes, parameters: specs }: LayerDefinition,
  parameters: ParametersOf,
): Flow {
  const { size, dilation } = attributes!;
  const x = graph.add('Transpose', [asSequence(graph, flow, input)], { perm: [1, 2, 0] });
  const W = graph.floats(parameters('W'), [output.features, input.features, size]);
  const y = graph.add('Conv', [x, W, ...biasOf(graph, specs, parameters)], {
    kernel_shape: [size],
    dilations: [dilation],
    pads: [(size - 1) * dilation, 0],
  });
  return { value: graph.add('Transpose', [y], { perm: [2, 0, 1] }), isSequence: true };
}

/** (N, D) and (P, 1, D) to (P, N, D). */
function positions(
  graph: GraphBuilder,
  flow: Flow,
  { input, output }: LayerDefinition,
  parameters: ParametersOf,
): Flow {
  const x = graph.add('Unsqueeze', [asWindows(graph, flow, input), graph.integers(0)]);
  const E = graph.floats(parameters('E'), [output.steps, 1, output.features]);
  return { value: graph.add('Add', [x, E]), isSequence: true };
}

function outputs(
  graph: GraphBuilder,
  flow: Flow,
  { input, output, attributes }: LayerDefinition,
  parameters: ParametersOf,
): Flow {
  const { horizon, outputs: O, isSwapped } = attributes!;
  const byStep = graph.slice(asWindows(graph, flow, input), 1, 0, output.features);
  const inOrder = isSwapped === 1 ? swapped(graph, byStep, horizon, O) : byStep;
  const b = graph.floats(parameters('b'), [output.features]);
  return { value: graph.add('Add', [inOrder, b]), isSequence: false };
}

/** (N, A B) to (N, B A). */
function swapped(graph: GraphBuilder, value: string, A: number, B: number): string {
  const apart = graph.add('Reshape', [value, graph.integers(-1, A, B)]);
  const turned = graph.add('Transpose', [apart], { perm: [0, 2, 1] });
  return graph.add('Reshape', [turned, graph.integers(-1, A * B)]);
}

/** The row of E whose number is the last feature of each step, instead of that number. */
function embedding(
  graph: GraphBuilder,
  flow: Flow,
  { input, parameters: [spec] }: LayerDefinition,
  parameters: ParametersOf,
): Flow {
  const last = input.features - 1;
  const x = asSequence(graph, flow, input);
  const numbers = graph.add('Squeeze', [graph.slice(x, 2, last, last + 1), graph.integers(2)]);
  const E = graph.floats(parameters('E'), [spec.rows, spec.columns]);
  const rows = graph.add('Gather', [E, graph.cast(numbers, 'int64')], { axis: 0 });
  return { value: graph.add('Concat', [graph.slice(x, 2, 0, last), rows], { axis: 2 }), isSequence: true };
}

interface Recurrent {
  readonly op: string;
  /** For each gate of the operator, the number of our gate. */
  readonly gates: readonly number[];
  /** Our gate that changes sign. */
  readonly negated?: number;
  readonly linearBeforeReset?: number;
}

function recurrent({ op, gates, negated, linearBeforeReset }: Recurrent): Emit {
  return (graph, flow, layer, parameters) => {
    const { features: D } = layer.input;
    const { features: H, steps } = layer.output;
    const inOrder = (values: Float32Array): Float32Array => {
      const size = values.length / gates.length;
      const out = new Float32Array(values.length);
      gates.forEach((ours, theirs) =>
        out.set(
          values.subarray(ours * size, (ours + 1) * size).map((value) => (ours === negated ? -value : value)),
          theirs * size,
        ),
      );
      return out;
    };
    const M = gates.length * H;
    const biases = new Float32Array(2 * M);
    biases.set(inOrder(parameters('b')));
    if (layer.parameters.some(({ name }) => name === 'bh')) biases.set(inOrder(parameters('bh')), M);
    const [all, last] = graph.addAll(
      op,
      [
        asSequence(graph, flow, layer.input),
        graph.floats(inOrder(parameters('Wx')), [1, M, D]),
        graph.floats(inOrder(parameters('Wh')), [1, M, H]),
        graph.floats(biases, [1, 2 * M]),
      ],
      2,
      {
        hidden_size: H,
        ...(linearBeforeReset === undefined ? {} : { linear_before_reset: linearBeforeReset }),
      },
    );
    // Every state (steps, directions, N, H), or the last one (directions, N, H).
    return steps > 1
      ? { value: graph.add('Squeeze', [all, graph.integers(1)]), isSequence: true }
      : { value: graph.add('Squeeze', [last, graph.integers(0)]), isSequence: false };
  };
}

/** Windows (N, steps features). */
function asWindows(graph: GraphBuilder, flow: Flow, { steps, features }: Shape): string {
  if (!flow.isSequence) return flow.value;
  const windows = graph.add('Transpose', [flow.value], { perm: [1, 0, 2] });
  return graph.add('Reshape', [windows, graph.integers(-1, steps * features)]);
}

/** Sequences (steps, N, features). */
function asSequence(graph: GraphBuilder, flow: Flow, { steps, features }: Shape): string {
  if (flow.isSequence) return flow.value;
  const windows = graph.add('Reshape', [flow.value, graph.integers(-1, steps, features)]);
  return graph.add('Transpose', [windows], { perm: [1, 0, 2] });
}
