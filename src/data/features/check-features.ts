/** Whether the data have what features need: columns of candles, series of the panel, and values that change. */

import { DataError, UsageError } from '../../errors.ts';
import { canonical } from '../../text/canonical.ts';
import { escapeControl } from '../../text/escape.ts';
import { suggestion } from '../../text/suggest.ts';
import type { Warning } from '../../text/warning.ts';
import { noteOf, warningOf } from '../../text/warning.ts';
import type { Candles } from '../candles.ts';
import { marketColumns } from '../market-columns.ts';
import type { Panel } from '../panel.ts';
import { formatTime } from '../timeframe.ts';
import { targetOf } from '../targets.ts';
import type { TargetChoice } from '../targets.ts';
import type { AskedFeature, Feature } from './feature.ts';
import { featureRows } from './feature-rows.ts';
import { featuresOf } from './index.ts';
import type { WithFeatures } from './index.ts';

type FeatureOptions = WithFeatures & { readonly target: TargetChoice; readonly local?: boolean };

/** Columns of the candles that the features of these options need beside the one that is forecast. */
export function featureColumns(options: FeatureOptions): readonly string[] {
  return [...new Set(featuresOf(options).flatMap((feature) => columnsOf(feature, options)))];
}

function columnsOf({ columns, readsPrice }: Feature, { target }: FeatureOptions): readonly string[] {
  const { priceColumn } = targetOf(target).quantity;
  return readsPrice && priceColumn !== undefined ? [...columns, priceColumn] : columns;
}

const UNKNOWN_HINT: Partial<Readonly<Record<AskedFeature['flag'], string>>> = {
  '--features':
    'leave it out, or use data that have it; returns and averages need positive prices, and a column of text that tells series apart is for `--static`',
  '--known-ahead':
    'leave it out, or use data that have it; write a column of text as numbers, such as 1 for a holiday and 0 for none',
};

/** @throws UsageError if the candles lack a column that a feature needs */
export function checkFeatureColumns({ source, columns, constants }: Candles, options: FeatureOptions): void {
  for (const feature of featuresOf(options)) {
    const absent =
      columnsOf(feature, options).find((column) => !Object.hasOwn(columns, column)) ??
      [feature.constant ?? []].flat().find((column) => !Object.hasOwn(constants ?? {}, column));
    if (absent === undefined) continue;
    throw new UsageError(
      `expected a column \`${escapeControl(absent)}\` in ${escapeControl(source)} for \`${feature.flag} ${nameOf(feature)}\`, got none`,
      {
        hint: (marketColumns as readonly string[]).includes(absent)
          ? `of stored contracts, fetch it with \`--with ${absent}\`; or leave the feature out`
          : `use data with this column, or leave the feature out; \`--show-source\` lists the columns of a file`,
      },
    );
  }
}

const nameOf = ({ series, name }: AskedFeature): string => escapeControl(series ?? name);

/**
 * What a reader should know about the features of this panel: those without a known value, and those that never change.
 * @throws UsageError if a series is not in the panel, or if nothing is known of a feature in any series
 */
export function checkFeatures(panel: Panel, options: FeatureOptions): readonly Warning[] {
  return featuresOf(options).flatMap((feature) => checkFeature(panel, feature, options));
}

function checkFeature(
  panel: Panel,
  feature: AskedFeature,
  options: FeatureOptions,
): Warning | readonly Warning[] {
  const ids = panel.series.map(({ id }) => id);
  const { series } = feature;
  // What it learns depends on the fold.
  if (feature.learn !== undefined) return noteOnAlone(panel, feature, options) ?? [];
  if (series !== undefined && !ids.includes(series))
    throw new UsageError(
      `expected \`--with-series\` to name series of the panel, got \`${escapeControl(series)}\``,
      { hint: escapeControl(suggestion(series, ids)) },
    );
  const name = nameOf(feature);
  const readers = [...ids.keys()].filter((s) => ids[s] !== series);
  if (series !== undefined && readers.length === 0)
    throw new UsageError(`\`--with-series ${name}\` needs another series, which it is an input of`, {
      hint: 'name more sources, or leave it out',
    });
  const counts = readers.map((s) => countValues(panel, s, feature, options.target));
  const unknown = readers.filter((_, i) => counts[i].known === 0).map((s) => ids[s]);
  if (unknown.length === readers.length)
    throw new UsageError(`expected values of the feature \`${name}\`, but it is unknown in every row`, {
      hint: UNKNOWN_HINT[feature.flag] ?? 'leave it out, or use data that have it',
    });
  if (unknown.length > 0)
    return warningOf(
      `the feature \`${name}\` is unknown in every row of ${escapeControl(unknown.join(', '))}`,
    );
  return (
    noteOnUnknown(name, feature, counts) ??
    noteOnConstant(name, feature, counts) ??
    (feature.isOfSeries && noteOnAlone(panel, feature, options)) ??
    []
  );
}

function noteOnUnknown(
  name: string,
  { offsets }: AskedFeature,
  counts: readonly ValueCounts[],
): Warning | undefined {
  const share = Math.max(...counts.map(shareUnknown));
  if (share > MUCH)
    return noteOf(
      `the feature \`${name}\` is unknown in up to ${Math.round(100 * share)} % of the rows of a series, and set to its mean there`,
    );
  // What is known ahead should be known everywhere.
  const missing = counts.reduce((sum, { rows, known }) => sum + rows - known, 0);
  return missing > 0 && offsets.length > 1
    ? noteOf(`the feature \`${name}\` is unknown in ${missing} rows, and set to its mean there`)
    : undefined;
}

function noteOnConstant(
  name: string,
  { isOfSeries }: AskedFeature,
  counts: readonly ValueCounts[],
): Warning | undefined {
  const isSame = isOfSeries
    ? counts.every(({ first }) => canonical(first) === canonical(counts[0].first))
    : counts.every(({ isConstant }) => isConstant);
  return isSame
    ? noteOf(
        `the feature \`${name}\` is the same in every ${isOfSeries ? 'series' : 'row'}: nothing can be learned from it`,
      )
    : undefined;
}

/** On a feature that tells series apart, if each fit sees only one of them. */
function noteOnAlone(
  { series }: Panel,
  feature: AskedFeature,
  { local = false }: FeatureOptions,
): Warning | undefined {
  if (series.length > 1 && !local) return undefined;
  const reason = series.length > 1 ? '`--local` fits each alone' : 'there is only one';
  return noteOf(
    `the feature \`${nameOf(feature)}\` tells series apart, and ${reason}: nothing can be learned from it`,
  );
}

interface ValueCounts {
  /** Rows that the feature could have a value in, and rows in which it has one. */
  readonly rows: number;
  readonly known: number;
  readonly isConstant: boolean;
  /** The first known value of each input; `NaN` if there is none. */
  readonly first: readonly number[];
}

/** From this share of unknown values on, a note says so. */
const MUCH = 0.1;

const shareUnknown = ({ rows, known }: ValueCounts): number => (rows === 0 ? 0 : 1 - known / rows);

/** Over the rows with a price. */
function countValues(panel: Panel, s: number, feature: AskedFeature, target: TargetChoice): ValueCounts {
  const { values, first: start, last } = panel.series[s];
  let [rows, known, isConstant] = [0, 0, true];
  const firsts = feature.inputs(featureRows(panel, s, target)).map((input) => {
    let first = NaN;
    for (let row = start + feature.extraRows; row <= last; row++) {
      if (Number.isNaN(values[row])) continue;
      rows++;
      const value = input(row);
      if (!Number.isFinite(value)) continue;
      known++;
      if (Number.isNaN(first)) first = value;
      else if (value !== first) isConstant = false;
    }
    return first;
  });
  return { rows, known, isConstant, first: firsts };
}

/**
 * Warnings of features that are unknown in the last row, from which a forecast is made, although they are known in others.
 * @param series - numbers of the series that are forecast
 */
export function warningsOnLastRow(
  panel: Panel,
  series: readonly number[],
  options: FeatureOptions,
): readonly Warning[] {
  const last = panel.time.length - 1;
  return featuresOf(options).flatMap((feature) => {
    if (feature.isOfSeries || feature.learn !== undefined) return [];
    const unknown = series.filter((s) => {
      const { id } = panel.series[s];
      const inputs = feature.inputs(featureRows(panel, s, options.target));
      return (
        id !== feature.series &&
        !inputs.every((input) => Number.isFinite(input(last))) &&
        countValues(panel, s, feature, options.target).known > 0
      );
    });
    if (unknown.length === 0) return [];
    const names = unknown.map((s) => panel.series[s].id).join(', ');
    return warningOf(
      `the feature \`${nameOf(feature)}\` is unknown in the last row of ${escapeControl(names)}: the forecast uses its mean`,
    );
  });
}

/**
 * Throws unless everything that is known ahead is known in the rows of a forecast from the last row.
 * @param series - numbers of the series that are forecast
 */
export function checkAhead(panel: Panel, series: readonly number[], options: FeatureOptions): void {
  const after = panel.time.length;
  for (const feature of featuresOf(options).filter(({ offsets }) => offsets.length > 1))
    for (const s of series) {
      const rows = featureRows(panel, s, options.target);
      const inputs = feature.inputs(rows);
      const absent = Array.from({ length: options.horizon }, (_, k) => after + k).filter(
        (row) => !inputs.every((input) => Number.isFinite(input(row))),
      );
      if (absent.length === 0) continue;
      const times = absent.slice(0, 5).map((row) => timeText(rows.time[row]));
      const more = absent.length > 5 ? `, … (${absent.length} rows)` : '';
      throw new DataError(
        `expected \`${nameOf(feature)}\` of ${escapeControl(panel.series[s].id)}, which is known ahead, in the ${options.horizon === 1 ? 'row' : `${options.horizon} rows`} to forecast, got none at ${times.join(', ')}${more}`,
        {
          hint: 'add rows with these times, an empty price and this column, lower `--horizon`, or leave it out',
        },
      );
    }
}

const timeText = (ms: number): string => (Number.isNaN(ms) ? 'an unknown time' : formatTime(ms));
