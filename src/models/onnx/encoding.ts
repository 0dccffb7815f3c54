/** The encodings of `encodings/` as ONNX operators in 64 bits: inputs from a window of values, and the way back. */

import { normalizationOf } from '../../data/normalization/index.ts';
import { targetOf } from '../../data/targets.ts';
import { deseasonalizationOf } from '../deseasonalization/index.ts';
import { isZeroNoChange } from '../encoding.ts';
import type { ModelOptions } from '../model.ts';
import type { StateReader } from '../state.ts';
import type { GraphBuilder, GraphSeries } from './graph.ts';
import { onnxStatistics } from './normalization.ts';
import { onnxDeseasonalizations } from './seasons.ts';
import { onnxTargetOf } from './targets.ts';
import type { OnnxTarget } from './targets.ts';

export interface OnnxEncoding {
  /** Scaled inputs of the network, (N, inputSize). */
  readonly inputs: string;
  /** Outputs that mean no change, apart from the season: (N, 1, 1); absent if these are zeros. */
  readonly unchanged?: string;
  /** Values of the quantity from outputs of the network, (N, quantiles, horizon). */
  decode(value: string): string;
}

/**
 * The encoding of one series of a fit.
 * @param rows - of the window
 */
export function onnxEncoding(
  graph: GraphBuilder,
  reader: StateReader,
  place: GraphSeries,
  rows: number,
  options: ModelOptions,
): OnnxEncoding {
  const { target, horizon } = options;
  const { name: ofSeason, isDifference } = deseasonalizationOf(options);
  const { values, price } = onnxDeseasonalizations[ofSeason].add(graph, reader, place, rows, options);
  const numberOf = (name: string): number => reader.f64(name, [place.seriesCount])[place.series];
  const isNormalized = normalizationOf(options).statistics !== undefined;
  // Differences to one season before are levels themselves, and there are fewer of them than rows.
  const seasonless = isDifference ? onnxTargetOf('price') : onnxTargetOf(target);
  const { isChange, quantity } = targetOf(target);
  const growsWithStep = isNormalized ? quantity.isPrice : isChange && !isDifference;
  const growth = Array.from({ length: horizon }, (_, k) => (growsWithStep ? Math.sqrt(k + 1) : 1));
  const parts: Parts = {
    graph,
    values,
    rows: isDifference ? rows - options.seasonality : rows,
    seasonless,
    growth,
    options,
  };
  const encoding = isNormalized ? windowEncoding(parts, numberOf) : rowEncoding(parts, numberOf);
  return {
    ...encoding,
    ...(!isZeroNoChange(options) && { unchanged: lastInput(graph, encoding.inputs, options) }),
    decode: (value) => price(encoding.decode(value)),
  };
}

/** What no change is where inputs are levels, as outputs are: (N, 1, 1). */
function lastInput(graph: GraphBuilder, inputs: string, { inputSize }: ModelOptions): string {
  return graph.add('Unsqueeze', [graph.slice(inputs, 1, inputSize - 1, inputSize), graph.integers(2)]);
}

interface Parts {
  readonly graph: GraphBuilder;
  /** Without their season, (N, rows). */
  readonly values: string;
  readonly rows: number;
  readonly seasonless: OnnxTarget;
  /** By step. */
  readonly growth: readonly number[];
  readonly options: ModelOptions;
}

function rowEncoding(
  { graph, values, rows, seasonless, growth, options: { horizon } }: Parts,
  numberOf: (name: string) => number,
): OnnxEncoding {
  const [center, scale] = [numberOf('scaler.center'), numberOf('scaler.scale')];
  const centred = graph.add('Sub', [seasonless.input(graph, values, rows), graph.doubles([center])]);
  const origin = graph.add('Unsqueeze', [graph.slice(values, 1, rows - 1, rows), graph.integers(2)]); // (N, 1, 1)
  const scales = growth.map((ofStep) => scale * ofStep);
  return {
    inputs: divided(graph, centred, scale),
    decode(value) {
      const unscaled = graph.add('Add', [
        graph.add('Mul', [value, graph.doubles(scales, [horizon])]),
        graph.doubles([center]),
      ]);
      return seasonless.decode(graph, unscaled, origin);
    },
  };
}

function windowEncoding(
  { graph, values, rows, seasonless, growth, options }: Parts,
  numberOf: (name: string) => number,
): OnnxEncoding {
  const { inputSize: L, horizon, normalize } = options;
  const [floor, input, target] = ['floor', 'input', 'target'].map((name) => numberOf(`window.${name}`));
  const levels = graph.slice(seasonless.level(graph, values), 1, rows - L, rows);
  const { center, spread } = onnxStatistics[normalize as keyof typeof onnxStatistics](graph, levels, L);
  const least = graph.doubles([floor * floor], [1, 1]);
  const squares = spread ? graph.add('Add', [graph.add('Mul', [spread, spread]), least]) : least;
  const width = graph.add('Sqrt', [squares]); // (N, 1) or (1, 1)
  const moves = graph.add('Sub', [levels, center]);
  const origin = graph.slice(levels, 1, L - 1, L);
  const scales = growth.map((ofStep) => target * ofStep);
  return {
    // Windows of a series that never changed in training are 0, whatever they are later.
    inputs: divided(graph, floor === 0 ? moves : graph.add('Div', [moves, width]), floor === 0 ? 0 : input),
    decode(value) {
      const [widths, origins] = [width, origin].map((one) =>
        graph.add('Unsqueeze', [one, graph.integers(2)]),
      );
      const change = graph.add('Mul', [graph.add('Mul', [value, graph.doubles(scales, [horizon])]), widths]);
      return seasonless.unlevel(graph, graph.add('Add', [origins, change]));
    },
  };
}

/** By a scale; all are 0 if it is, as of a series that never changes. */
function divided(graph: GraphBuilder, value: string, scale: number): string {
  return scale === 0
    ? graph.add('Mul', [value, graph.doubles([0])])
    : graph.add('Div', [value, graph.doubles([scale])]);
}
