/** The registry of features, and those that options ask for. */

import { column } from './column.ts';
import { drawdown } from './drawdown.ts';
import { embeddedSeries } from './embedded-series.ts';
import type { AskedFeature, Feature, FeatureFamily } from './feature.ts';
import { hour } from './hour.ts';
import { aheadOffsets, knownAhead } from './known-ahead.ts';
import { month } from './month.ts';
import { movingAverage } from './moving-average.ts';
import { otherSeries } from './other-series.ts';
import { range } from './range.ts';
import { returns } from './returns.ts';
import { rollingVolatility } from './rolling-volatility.ts';
import { scale } from './scale.ts';
import { staticColumn } from './static-column.ts';
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

/** Options that ask for features. Stored options of earlier versions lack some. */
export interface WithFeatures {
  readonly horizon: number;
  readonly inputSize: number;
  readonly features?: readonly string[];
  readonly withSeries?: readonly string[];
  readonly knownAhead?: readonly string[];
  readonly static?: readonly string[];
  readonly embed?: number;
}

/** The feature of this name; `undefined` if there is none. */
export function featureNamed(name: string): Feature | undefined {
  for (const family of featureFamilies) {
    const feature = family.parse(name);
    if (feature !== undefined) return feature;
  }
  return undefined;
}

/**
 * The features of these options, in their order: `--features`, `--with-series`, `--known-ahead`, `--static`. The number of the series
 * that `--embed` needs is the last.
 */
export function featuresOf(options: WithFeatures): readonly AskedFeature[] {
  const { features = [], withSeries = [], knownAhead: ahead = [], static: columns = [], embed = 0 } = options;
  const own = [0];
  const offsets = aheadOffsets(options);
  return [
    ...features.map((name) => ({
      ...found(featureNamed(name), name),
      flag: '--features' as const,
      offsets: own,
    })),
    ...withSeries.map((id) => ({ ...otherSeries(id), flag: '--with-series' as const, offsets: own })),
    ...ahead.map((name) => ({ ...found(knownAhead(name), name), flag: '--known-ahead' as const, offsets })),
    ...columns.map((name) => ({ ...staticColumn(name), flag: '--static' as const, offsets: own })),
    ...(embed > 0 ? [{ ...embeddedSeries, flag: '--embed' as const, offsets: own }] : []),
  ];
}

function found(feature: Feature | undefined, name: string): Feature {
  if (feature === undefined) throw new Error(`no feature \`${name}\``);
  return feature;
}

/** A name for each input of these features, such as `weekday sine`, or `column:holiday +2` of the value two rows later. */
export function inputNames(features: readonly AskedFeature[]): readonly string[] {
  return features.flatMap(({ name, width, labels, offsets }) =>
    offsets.flatMap((offset) =>
      Array.from({ length: width }, (_, i) =>
        [name, labels?.[i] ?? '', offset === 0 ? '' : `+${offset}`].filter((part) => part !== '').join(' '),
      ),
    ),
  );
}

/** Rows after an origin that the features of a forecast read; 0 unless some are known ahead. */
export function rowsAhead(options: WithFeatures): number {
  return Math.max(0, ...featuresOf(options).flatMap(({ offsets }) => offsets));
}

/** Columns that are known ahead. */
export function aheadColumns(options: WithFeatures): readonly string[] {
  return featuresOf(options).flatMap(({ flag, columns }) => (flag === '--known-ahead' ? columns : []));
}

/** Columns that are the same in every row of a series. */
export function constantColumns(options: WithFeatures): readonly string[] {
  return featuresOf(options).flatMap(({ constant }) => constant ?? []);
}
