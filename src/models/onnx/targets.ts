/** Targets as ONNX operators in 64 bits: inputs from a window of values, and values from outputs. */

import type { TargetChoice, TargetName } from '../../data/targets.ts';
import { UsageError } from '../../errors.ts';
import type { GraphBuilder } from './graph.ts';

export interface OnnxTarget {
  /** (N, inputs) from values (N, rows), oldest first. */
  input(graph: GraphBuilder, values: string, rows: number): string;
  /** Forecasts in the unit of the values, from the target and the value at the origin (of a shape that broadcasts). */
  decode(graph: GraphBuilder, value: string, origin: string): string;
  /** The scale on which changes are differences, and the way back. */
  level(graph: GraphBuilder, value: string): string;
  unlevel(graph: GraphBuilder, level: string): string;
}

const asItIs = (_: GraphBuilder, value: string): string => value;
const level: OnnxTarget = { input: asItIs, decode: asItIs, level: asItIs, unlevel: asItIs };

const logReturn: OnnxTarget = {
  input: (graph, values, rows) => graph.add('Log', [graph.add('Div', neighbours(graph, values, rows))]),
  decode: (graph, value, origin) => graph.add('Mul', [origin, graph.add('Exp', [value])]),
  level: (graph, value) => graph.add('Log', [value]),
  unlevel: (graph, value) => graph.add('Exp', [value]),
};

const onnxTargets: Readonly<Record<TargetName, OnnxTarget>> = {
  'log-return': logReturn,
  diff: {
    ...level,
    input: (graph, values, rows) => graph.add('Sub', neighbours(graph, values, rows)),
    decode: (graph, value, origin) => graph.add('Add', [origin, value]),
  },
  price: level,
  volatility: level,
  direction: logReturn,
};

/** @throws UsageError for a target that is not built in */
export function onnxTargetOf(choice: TargetChoice): OnnxTarget {
  if (typeof choice === 'string') return onnxTargets[choice];
  throw new UsageError(`target \`${choice.name}\` cannot be exported`, {
    hint: `only built-in targets can: ${Object.keys(onnxTargets).join(', ')}`,
  });
}

/** Every value but the first, and its predecessor. */
function neighbours(graph: GraphBuilder, values: string, rows: number): [string, string] {
  return [graph.slice(values, 1, 1, rows), graph.slice(values, 1, 0, rows - 1)];
}
