/** Seasons as ONNX operators in 64 bits: values without them from a window of values, and prices from forecasts. */

import type { ModelOptions } from '../model.ts';
import { indicesOf } from '../deseasonalization/indices.ts';
import type { DeseasonalizationName } from '../deseasonalization/names.ts';
import type { StateReader } from '../state.ts';
import { WINDOW } from './graph.ts';
import type { GraphBuilder, GraphSeries } from './graph.ts';
import type { OnnxPort } from './proto.ts';
import { onnxTargetOf } from './targets.ts';

/** The input with the place of the origin in the season. */
const PLACE = 'place';

interface OnnxSeasons {
  /** Values without their season, (N, rows), the origin last. */
  readonly values: string;
  /** Values of the quantity from those without a season, (N, quantiles, horizon). */
  price(value: string): string;
}

interface OnnxDeseasonalization {
  /** The inputs of the graph beside the window. */
  readonly inputs: readonly OnnxPort[];
  /** @param rows - of the window */
  add(
    graph: GraphBuilder,
    reader: StateReader,
    place: GraphSeries,
    rows: number,
    options: ModelOptions,
  ): OnnxSeasons;
}

export const onnxDeseasonalizations: Readonly<Record<DeseasonalizationName, OnnxDeseasonalization>> = {
  none: { inputs: [], add: () => ({ values: WINDOW, price: (value) => value }) },
  difference: {
    inputs: [],
    add(graph, _, __, rows, { seasonality: m, target, horizon }) {
      const { level, unlevel } = onnxTargetOf(target);
      const levels = level(graph, WINDOW);
      const values = graph.add('Sub', [graph.slice(levels, 1, m, rows), graph.slice(levels, 1, 0, rows - m)]);
      const columns = Array.from({ length: horizon }, (_value, k) => rows - m + (k % m));
      return {
        values,
        price(value) {
          const before = graph.add('Gather', [levels, graph.integers(...columns)], { axis: 1 });
          const byQuantile = graph.add('Unsqueeze', [before, graph.integers(1)]);
          return unlevel(graph, graph.add('Add', [value, byQuantile]));
        },
      };
    },
  },
  indices: {
    inputs: [
      {
        name: PLACE,
        shape: ['N', 1],
        type: 'int64',
        summary: 'rows from the last one that the fit saw to the last one of the window',
      },
    ],
    add(graph, reader, { series, seriesCount }, rows, { seasonality: m, horizon }) {
      const { kind, indices } = indicesOf(reader, seriesCount, m)[series];
      if (kind === 'none') return { values: WINDOW, price: (value) => value };
      const [remove, restore] = kind === 'additive' ? ['Sub', 'Add'] : ['Div', 'Mul'];
      // The row after the last one that the fit saw has the first index.
      const indicesAt = (offsets: readonly number[]): string => {
        const rowsSince = graph.add('Add', [PLACE, graph.integers(...offsets)]);
        const places = graph.add('Mod', [rowsSince, graph.integers(m)]);
        return graph.add('Gather', [graph.doubles([...indices], [m]), places], { axis: 0 });
      };
      return {
        values: graph.add(remove, [WINDOW, indicesAt(Array.from({ length: rows }, (_, l) => l - rows))]),
        price: (value) =>
          graph.add(restore, [
            value,
            graph.add('Unsqueeze', [
              indicesAt(Array.from({ length: horizon }, (_, k) => k)),
              graph.integers(1),
            ]),
          ]),
      };
    },
  },
};
