/** Centre and spread of windows as ONNX operators in 64 bits, (N, 1) each. */

import type { NormalizationName } from '../../data/normalization/index.ts';
import { RANGE_OF_NORMAL } from '../../data/normalization/robust.ts';
import type { GraphBuilder } from './graph.ts';

interface OnnxStatistics {
  readonly center: string;
  /** Before its floor; absent for a spread of 0. */
  readonly spread?: string;
}

/** @param levels - (N, L) */
type Emit = (graph: GraphBuilder, levels: string, L: number) => OnnxStatistics;

/** Those that depend on the window. */
export const onnxStatistics: Readonly<Record<Exclude<NormalizationName, 'none'>, Emit>> = {
  last: (graph, levels, L) => ({ center: graph.slice(levels, 1, L - 1, L) }),
  standard: meanAndDeviation,
  revin: meanAndDeviation,
  robust(graph, levels, L) {
    const [sorted] = graph.addAll('TopK', [levels, graph.integers(L)], 2, { axis: 1, largest: 0, sorted: 1 });
    const quantileOf = (p: number): string => {
      const low = Math.floor(p * (L - 1));
      const high = Math.min(low + 1, L - 1);
      const [from, to] = [low, high].map((place) => graph.slice(sorted, 1, place, place + 1));
      const share = graph.doubles([p * (L - 1) - low]);
      return graph.add('Add', [from, graph.add('Mul', [graph.add('Sub', [to, from]), share])]);
    };
    const range = graph.add('Sub', [quantileOf(0.75), quantileOf(0.25)]);
    const hasRange = graph.add('Greater', [range, graph.doubles([0])]);
    const { spread } = meanAndDeviation(graph, levels);
    return {
      center: quantileOf(0.5),
      spread: graph.add('Where', [
        hasRange,
        graph.add('Div', [range, graph.doubles([RANGE_OF_NORMAL])]),
        spread,
      ]),
    };
  },
};

function meanAndDeviation(graph: GraphBuilder, levels: string): Required<OnnxStatistics> {
  const mean = (value: string): string => graph.add('ReduceMean', [value], { axes: [1], keepdims: 1 });
  const center = mean(levels);
  const rest = graph.add('Sub', [levels, center]);
  return { center, spread: graph.add('Sqrt', [mean(graph.add('Mul', [rest, rest]))]) };
}
