/** Features as a second input of a graph: their values as they are, scaled inside. */

import { featuresOf, inputNames } from '../../data/features/index.ts';
import type { AskedFeature } from '../../data/features/feature.ts';
import { featureWidth } from '../feature-inputs.ts';
import { readLearnt } from '../learnt-features.ts';
import type { ModelOptions } from '../model.ts';
import type { StateReader } from '../state.ts';
import { FEATURES, WINDOW } from './graph.ts';
import type { GraphBuilder, GraphSeries } from './graph.ts';
import type { OnnxPort } from './proto.ts';

/** Those whose values are given: the graph is of one series, so that it knows what was learnt of it and its number. */
const given = (options: ModelOptions): readonly AskedFeature[] => featuresOf(options).filter(isGiven);

const isGiven = ({ isSeriesNumber, learn }: AskedFeature): boolean =>
  isSeriesNumber !== true && learn === undefined;

/** Names of the inputs of each row, in order. */
export function featureNames(options: ModelOptions): readonly string[] {
  return inputNames(given(options));
}

/** The input of the graph; none without features. */
export function featurePort(options: ModelOptions): readonly OnnxPort[] {
  const names = featureNames(options);
  if (names.length === 0) return [];
  return [
    {
      name: FEATURES,
      shape: ['N', options.inputSize, names.length],
      summary: `features of the last ${options.inputSize} rows, not scaled, NaN where unknown: ${names.join(', ')}`,
    },
  ];
}

/**
 * The scaled features of every row, with the number of the series if it is embedded: (N, inputSize, features); none without features.
 * @param rows - of the window
 */
export function addFeatures(
  graph: GraphBuilder,
  reader: StateReader,
  place: GraphSeries,
  rows: number,
  options: ModelOptions,
): readonly string[] {
  const features = featuresOf(options);
  const count = featureWidth(options);
  if (count === 0) return [];
  const { seriesCount } = place;
  const [centers, scales] = ['features.center', 'features.scale'].map((name) =>
    rowOf(reader.f64(name, [seriesCount, count]), place),
  );
  const learnt = [...rowOf(readLearnt(reader, seriesCount, options), place)];
  const F = featureNames(options).length;
  let [at, next] = [0, 0]; // inputs of the network and of the graph so far
  const parts = features.map((feature) => {
    const width = feature.width * feature.offsets.length;
    const [from, to] = [at, (at += width)];
    if (feature.learn) return constants(graph, learnt.splice(0, width), rows, options);
    if (feature.isSeriesNumber) return constants(graph, [place.series], rows, options);
    const values = width === F ? FEATURES : graph.slice(FEATURES, 2, next, next + width);
    next += width;
    return scaled(graph, values, centers.subarray(from, to), scales.subarray(from, to));
  });
  return [parts.length === 1 ? parts[0] : graph.add('Concat', parts, { axis: 2 })];
}

/** The row of a series in an array of the state. */
function rowOf(values: Float64Array, { series, seriesCount }: GraphSeries): Float64Array {
  const width = values.length / seriesCount;
  return values.subarray(series * width, (series + 1) * width);
}

function scaled(graph: GraphBuilder, values: string, centers: Float64Array, scales: Float64Array): string {
  // A feature that never changed has a scale of 0, and is 0.
  const divisors = Array.from(scales, (scale) => (scale === 0 ? Infinity : scale));
  const centred = graph.add('Sub', [values, graph.doubles([...centers], [centers.length])]);
  const all = graph.add('Div', [centred, graph.doubles(divisors, [divisors.length])]);
  // x - x is 0 for numbers, and NaN for what is not finite.
  const isKnown = graph.add('Equal', [graph.add('Sub', [values, values]), graph.doubles([0])]);
  return graph.add('Where', [isKnown, all, graph.doubles([0])]);
}

/** The same values in every row: (N, inputSize, values). */
function constants(
  graph: GraphBuilder,
  values: readonly number[],
  rows: number,
  { inputSize }: ModelOptions,
): string {
  const last = graph.slice(WINDOW, 1, rows - inputSize, rows);
  const zeros = graph.add('Mul', [graph.add('Unsqueeze', [last, graph.integers(2)]), graph.doubles([0])]);
  return graph.add('Add', [zeros, graph.doubles(values, [values.length])]);
}
