/** Builds a graph: nodes and constants with unique names. Values are passed on by name. */

import type { OnnxAttribute, OnnxNode, OnnxTensor } from './proto.ts';
import { elementTypes } from './proto.ts';

/** The input: the last values of the series. */
export const WINDOW = 'window';
/** The input beside it: the features of its rows. */
export const FEATURES = 'features';

/** The series of a fit that a graph is of. */
export interface GraphSeries {
  /** Its number among those of the fit, and how many there are. */
  readonly series: number;
  readonly seriesCount: number;
}

export interface GraphBuilder {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
  /** Adds an operator and returns its output. */
  add(op: string, inputs: readonly string[], attributes?: Readonly<Record<string, OnnxAttribute>>): string;
  /** Adds an operator with several outputs and returns their names. */
  addAll(
    op: string,
    inputs: readonly string[],
    outputs: number,
    attributes?: Readonly<Record<string, OnnxAttribute>>,
  ): readonly string[];
  floats(values: Float32Array, shape: readonly number[]): string;
  doubles(values: readonly number[], shape?: readonly number[]): string;
  /** Axes, shapes and indices, one dimension. */
  integers(...values: number[]): string;
  cast(value: string, type: keyof typeof elementTypes): string;
  /** The part of `value` from `from` to `to`, exclusive, along an axis. */
  slice(value: string, axis: number, from: number, to: number): string;
  /** Gives a value the name of an output. */
  name(value: string, output: string): void;
}

export function createGraph(): GraphBuilder {
  const nodes: OnnxNode[] = [];
  const constants: OnnxTensor[] = [];
  const constant = (values: OnnxTensor['values'], shape: readonly number[]): string => {
    const name = `constant_${constants.length}`;
    constants.push({ name, shape, values });
    return name;
  };
  const graph: GraphBuilder = {
    nodes,
    constants,
    add: (op, inputs, attributes = {}) => graph.addAll(op, inputs, 1, attributes)[0],
    addAll(op, inputs, count, attributes = {}) {
      const name = `${op.toLowerCase()}_${nodes.length}`;
      const outputs = Array.from({ length: count }, (_, i) => (count === 1 ? name : `${name}_${i}`));
      nodes.push({ op, inputs, outputs, attributes });
      return outputs;
    },
    floats: constant,
    doubles: (values, shape = []) => constant(Float64Array.from(values), shape),
    integers: (...values) => constant(BigInt64Array.from(values, BigInt), [values.length]),
    cast: (value, type) => graph.add('Cast', [value], { to: elementTypes[type] }),
    slice: (value, axis, from, to) =>
      graph.add('Slice', [value, graph.integers(from), graph.integers(to), graph.integers(axis)]),
    name: (value, output) =>
      void nodes.push({ op: 'Identity', inputs: [value], outputs: [output], attributes: {} }),
  };
  return graph;
}
