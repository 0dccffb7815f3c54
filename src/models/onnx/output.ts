/** The outputs of a network's graph, by the quantity that is forecast. */

import { classNames } from '../../data/classes.ts';
import type { QuantityName } from '../../data/quantities.ts';
import type { ModelOptions } from '../model.ts';
import { quantileProbabilities } from '../heads/quantile-head.ts';
import type { GraphBuilder } from './graph.ts';
import type { OnnxPort } from './proto.ts';
import type { OnnxEncoding } from './encoding.ts';

interface OnnxOutput {
  /** What the window contains. */
  readonly window: string;
  /** The results of one member, which are then averaged over members, from the network's output (N, units). */
  read(
    graph: GraphBuilder,
    value: string,
    encoding: OnnxEncoding,
    shrinkage: Float64Array | undefined,
  ): readonly string[];
  /** Adds the outputs of the graph, from these means. */
  write(graph: GraphBuilder, means: readonly string[]): readonly OnnxPort[];
}

export const onnxOutputs: Readonly<Record<QuantityName, (options: ModelOptions) => OnnxOutput>> = {
  price: (options) => numberOutput(options, 'the last values of the series'),
  'log-volatility': (options) => numberOutput(options, "logarithms of the last rows' volatilities"),
  class: classOutput,
};

/** Probabilities of the classes down, flat and up by step, and the likeliest of them as -1, 0 or 1. */
function classOutput({ horizon }: ModelOptions): OnnxOutput {
  const C = classNames.length;
  return {
    window: 'the last values of the series',
    read(graph, value) {
      const logits = graph.add('Reshape', [value, graph.integers(-1, horizon, C)]);
      return [graph.add('Softmax', [graph.cast(logits, 'double')], { axis: -1 })];
    },
    write(graph, [probabilities]) {
      const likeliest = graph.add('ArgMax', [probabilities], { axis: 2, keepdims: 0 });
      graph.name(graph.add('Sub', [graph.cast(likeliest, 'double'), graph.doubles([1])]), 'forecast');
      graph.name(probabilities, 'probabilities');
      return [
        {
          name: 'forecast',
          shape: ['N', horizon],
          summary: 'the likeliest class by step: down -1, flat 0, up 1',
        },
        {
          name: 'probabilities',
          shape: ['N', horizon, C],
          summary: 'the probabilities of down, flat and up by step',
        },
      ];
    },
  };
}

/** Values by step; with several quantiles also all of them, sorted so that they do not cross. */
function numberOutput(options: ModelOptions, window: string): OnnxOutput {
  const { horizon } = options;
  const Q = quantileProbabilities(options).length;
  return {
    window,
    read(graph, value, { decode, unchanged }, shrinkage) {
      const byQuantile = graph.add('Reshape', [value, graph.integers(-1, Q, horizon)]);
      const [sorted] =
        Q === 1
          ? [byQuantile]
          : graph.addAll('TopK', [byQuantile, graph.integers(Q)], 2, { axis: 1, largest: 0, sorted: 1 });
      const scaled = graph.cast(sorted, 'double');
      return [decode(shrinkage ? addShrinkage(graph, scaled, Q >> 1, unchanged, shrinkage) : scaled)];
    },
    write(graph, [quantiles]) {
      const median = graph.slice(quantiles, 1, Q >> 1, (Q >> 1) + 1);
      graph.name(graph.add('Squeeze', [median, graph.integers(1)]), 'forecast');
      const forecast: OnnxPort = {
        name: 'forecast',
        shape: ['N', horizon],
        summary: 'forecasts by step, in the unit of the window',
      };
      if (Q === 1) return [forecast];
      graph.name(quantiles, 'quantiles');
      return [
        forecast,
        {
          name: 'quantiles',
          shape: ['N', Q, horizon],
          summary: `the quantiles ${quantileProbabilities(options).join(', ')} by step`,
        },
      ];
    },
  };
}

/** Moves the median of scaled quantiles (N, Q, horizon) towards no change, and the others with it. */
function addShrinkage(
  graph: GraphBuilder,
  quantiles: string,
  middle: number,
  unchanged: string | undefined,
  shrinkage: Float64Array, // (horizon)
): string {
  const median = graph.slice(quantiles, 1, middle, middle + 1);
  const change = unchanged === undefined ? median : graph.add('Sub', [median, unchanged]);
  const removed = graph.doubles(
    Array.from(shrinkage, (factor) => factor - 1),
    [shrinkage.length],
  );
  return graph.add('Add', [quantiles, graph.add('Mul', [change, removed])]);
}
