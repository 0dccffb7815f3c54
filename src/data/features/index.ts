/** The registry of features, and those that options ask for. */

import { column } from './column.ts';
import { drawdown } from './drawdown.ts';
import type { Feature, FeatureFamily } from './feature.ts';
import { hour } from './hour.ts';
import { month } from './month.ts';
import { movingAverage } from './moving-average.ts';
import { otherSeries } from './other-series.ts';
import { range } from './range.ts';
import { returns } from './returns.ts';
import { rollingVolatility } from './rolling-volatility.ts';
import { scale } from './scale.ts';
import { volumeChange } from './volume-change.ts';
import { weekday } from './weekday.ts';

export const featureFamilies: readonly FeatureFamily[] = [
  returns,
  rollingVolatility,
  drawdown,
  movingAverage,
  range,
  volumeChange,
  hour,
  weekday,
  month,
  scale,
  column,
];

/** Options that ask for features. Stored options from before `--features` have none. */
export interface WithFeatures {
  readonly features?: readonly string[];
  readonly withSeries?: readonly string[];
}

/** The feature of this name; `undefined` if there is none. */
export function featureNamed(name: string): Feature | undefined {
  for (const family of featureFamilies) {
    const feature = family.parse(name);
    if (feature !== undefined) return feature;
  }
  return undefined;
}

/** The features of these options, in their order: `--features`, then `--with-series`. */
export function featuresOf({ features = [], withSeries = [] }: WithFeatures): readonly Feature[] {
  const named = features.map((name) => {
    const feature = featureNamed(name);
    if (feature === undefined) throw new Error(`no feature \`${name}\``);
    return feature;
  });
  return [...named, ...withSeries.map(otherSeries)];
}
