/**
 * Features with what they learn from the training rows of a fold, for each series. A panel of a fit carries it in its series, a
 * state in an array. A model sees it scaled to mean 0 and standard deviation 1 over the series.
 */

import type { Feature } from '../data/features/feature.ts';
import { featureRows } from '../data/features/feature-rows.ts';
import { featuresOf } from '../data/features/index.ts';
import type { WithFeatures } from '../data/features/index.ts';
import type { Panel } from '../data/panel.ts';
import { fitFeatures, restoreFeatures, scaledIfKnown, scalerOf } from './feature-inputs.ts';
import type { FeatureInputs } from './feature-inputs.ts';
import type { ModelOptions, TrainingRows } from './model.ts';
import type { StateReader } from './state.ts';

type FeatureOptions = Pick<ModelOptions, 'target'> & WithFeatures;

const TENSOR = 'features.learnt';

const learners = (options: WithFeatures): readonly Feature[] =>
  featuresOf(options).filter(({ learn }) => learn !== undefined);

/** The features of every series, learnt and scaled by `rows`. */
export function learnFeatures(panel: Panel, rows: TrainingRows, options: FeatureOptions): FeatureInputs {
  const columns = learners(options).flatMap(({ learn, width }) => {
    const bySeries = panel.series.map((_, s) => learn!(featureRows(panel, s, options.target), rows));
    return Array.from({ length: width }, (_, i) => standardized(bySeries.map((values) => values[i])));
  });
  const values = Float64Array.from(panel.series.flatMap((_, s) => columns.map((column) => column[s])));
  return carrying(fitFeatures(carry(panel, values, options), rows, options), values, options);
}

/** The features of a fit, from its arrays in a state; the reader keeps the others. */
export function restoreLearntFeatures(
  panel: Panel,
  state: StateReader,
  options: FeatureOptions,
): FeatureInputs {
  const values = readLearnt(state, panel.series.length, options);
  return carrying(restoreFeatures(carry(panel, values, options), state, options), values, options);
}

/** What was learnt of `count` series, from a state: (series, width). */
export function readLearnt(state: StateReader, count: number, options: WithFeatures): Float64Array {
  const width = widthOf(options);
  return width === 0 ? new Float64Array(0) : state.f64(TENSOR, [count, width]);
}

/** Numbers that are learnt of a series. */
const widthOf = (options: WithFeatures): number =>
  learners(options).reduce((sum, { width }) => sum + width, 0);

/** Scaled by themselves. */
function standardized(values: readonly number[]): readonly number[] {
  const scaler = scalerOf(values);
  return values.map((value) => scaledIfKnown(scaler, value));
}

/** The panel with what was learnt of its series: (series, width). */
function carry(panel: Panel, values: Float64Array, options: WithFeatures): Panel {
  const width = widthOf(options);
  if (width === 0) return panel;
  const series = panel.series.map((one, s) => {
    let from = s * width;
    const learnt = learners(options).map(({ name, width: count }) => {
      const own = [...values.subarray(from, from + count)];
      from += count;
      return [name, own] as const;
    });
    return { ...one, learnt: Object.fromEntries(learnt) };
  });
  return { ...panel, series };
}

function carrying(inputs: FeatureInputs, values: Float64Array, options: WithFeatures): FeatureInputs {
  const width = widthOf(options);
  if (width === 0) return inputs;
  return {
    ...inputs,
    on: (panel) => carrying(inputs.on(carry(panel, values, options)), values, options),
    state: () => [
      ...inputs.state(),
      { name: TENSOR, shape: [values.length / width, width], values: values.slice() },
    ],
  };
}
