/** Scaled features of the rows of a panel, beside the inputs of its target. */

import { featuresOf } from '../data/features/index.ts';
import type { WithFeatures } from '../data/features/index.ts';
import type { AskedFeature, FeatureInput } from '../data/features/feature.ts';
import { featureRows } from '../data/features/feature-rows.ts';
import type { Panel, Series } from '../data/panel.ts';
import type { Tensor } from '../data/safetensors.ts';
import { fitScaler, scaled } from '../data/scaler.ts';
import type { Scaler } from '../data/scaler.ts';
import type { ModelOptions, TrainingRows } from './model.ts';
import type { FitState, StateReader } from './state.ts';

/** Options that decide which features there are and what their price is. */
type FeatureOptions = Pick<ModelOptions, 'target'> & WithFeatures;

export interface FeatureInputs {
  /** Number of inputs of a row. */
  readonly width: number;
  /** The scaled inputs of a row of a series: `width` numbers into `out`, from `at` on. */
  write(out: Float64Array, at: number, series: number, row: number): void;
  /** The same for another panel of the same series. */
  on(panel: Panel): FeatureInputs;
  /** The scalers as named arrays; none without features. */
  state(): FitState;
}

const NOTHING: Scaler = { center: 0, scale: 0 };
const AS_IT_IS: Scaler = { center: 0, scale: 1 };

/** Number of inputs of a row that are features. */
export function featureWidth(options: WithFeatures): number {
  return featuresOf(options).reduce((sum, { width, offsets }) => sum + width * offsets.length, 0);
}

/** The features of every series, scaled by `rows`. */
export function fitFeatures(panel: Panel, rows: TrainingRows, options: FeatureOptions): FeatureInputs {
  const features = featuresOf(options);
  const first = rows.start + Math.max(0, ...features.map(({ extraRows }) => extraRows));
  const trained = [...panel.series.keys()].filter((s) => hasRows(panel.series[s], rows));
  const ofFeature = (feature: AskedFeature): readonly (readonly Scaler[])[] => {
    const inputs = panel.series.map((_, s) => feature.inputs(featureRows(panel, s, options.target)));
    if (!feature.isScaled) return inputs.map((ofSeries) => ofSeries.map(() => AS_IT_IS));
    if (feature.isOfSeries) {
      const shared = inputs[0].map((_, i) => scalerOf(trained.map((s) => inputs[s][i](rows.cutoff))));
      return inputs.map(() => shared);
    }
    return inputs.map((ofSeries) =>
      ofSeries.map((input) => {
        const values: number[] = [];
        // Only values that were there at the cutoff, also of what is known ahead.
        for (let row = first; row <= rows.cutoff; row++) values.push(input(row));
        return scalerOf(values);
      }),
    );
  };
  const byFeature = features.map(ofFeature); // then by series and input
  const scalers = panel.series.map((_, s) =>
    features.flatMap(({ offsets }, f) => offsets.flatMap(() => byFeature[f][s])),
  );
  return inputsOn(panel, features, scalers, options);
}

/** Whether a series has a value in these rows. */
const hasRows = ({ observed }: Series, { start, cutoff }: TrainingRows): boolean =>
  observed.subarray(start, cutoff + 1).some((value) => !Number.isNaN(value));

/** To mean 0 and standard deviation 1 of the known ones of these values. */
export function scalerOf(all: readonly number[]): Scaler {
  const values = all.filter((value) => Number.isFinite(value));
  // The deviation of a value that never changes may be a rounding error instead of 0.
  return values.some((value) => value !== values[0])
    ? fitScaler('standard', Float64Array.from(values), true)
    : NOTHING;
}

/** A value as a model sees it. Unknown is what it was on average: nothing is said. */
export const scaledIfKnown = (scaler: Scaler, value: number): number =>
  Number.isFinite(value) ? scaled(scaler, value) : 0;

/** The features of a fit, from its arrays in a state; the reader keeps the others. */
export function restoreFeatures(panel: Panel, state: StateReader, options: FeatureOptions): FeatureInputs {
  const features = featuresOf(options);
  const width = featureWidth(options);
  if (width === 0) return inputsOn(panel, features, [], options);
  const count = panel.series.length;
  const center = state.f64('features.center', [count, width]);
  const scale = state.f64('features.scale', [count, width]);
  const scalers = panel.series.map((_, s) =>
    Array.from({ length: width }, (__, i): Scaler => {
      return { center: center[s * width + i], scale: scale[s * width + i] };
    }),
  );
  return inputsOn(panel, features, scalers, options);
}

function inputsOn(
  panel: Panel,
  features: readonly AskedFeature[],
  scalers: readonly (readonly Scaler[])[], // by series and input
  options: FeatureOptions,
): FeatureInputs {
  const width = featureWidth(options);
  const bySeries: (readonly FeatureInput[])[] = [];
  const inputsOf = (s: number): readonly FeatureInput[] =>
    (bySeries[s] ??= features.flatMap((feature) => {
      const inputs = feature.inputs(featureRows(panel, s, options.target));
      return feature.offsets.flatMap((offset) =>
        inputs.map((input): FeatureInput => (offset === 0 ? input : (row) => input(row + offset))),
      );
    }));
  return {
    width,
    write(out, at, series, row) {
      inputsOf(series).forEach((input, i) => {
        out[at + i] = scaledIfKnown(scalers[series][i], input(row));
      });
    },
    on: (other) => inputsOn(other, features, scalers, options),
    state() {
      if (width === 0) return [];
      const tensorOf = (name: keyof Scaler): Tensor => ({
        name: `features.${name}`,
        shape: [scalers.length, width],
        values: Float64Array.from(scalers.flatMap((ofSeries) => ofSeries.map((scaler) => scaler[name]))),
      });
      return [tensorOf('center'), tensorOf('scale')];
    },
  };
}
