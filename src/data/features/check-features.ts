/** Whether the data have what features need: columns of candles, series of the panel, and values that change. */

import { UsageError } from '../../errors.ts';
import { escapeControl } from '../../text/escape.ts';
import { suggestion } from '../../text/suggest.ts';
import type { Warning } from '../../text/warning.ts';
import { noteOf, warningOf } from '../../text/warning.ts';
import type { Candles } from '../candles.ts';
import { marketColumns } from '../market-columns.ts';
import type { Panel } from '../panel.ts';
import { targetOf } from '../targets.ts';
import type { TargetChoice } from '../targets.ts';
import type { Feature } from './feature.ts';
import { featureRows } from './feature-rows.ts';
import { featuresOf } from './index.ts';
import type { WithFeatures } from './index.ts';

type FeatureOptions = WithFeatures & { readonly target: TargetChoice };

/** Columns of the candles that the features of these options need beside the one that is forecast. */
export function featureColumns(options: FeatureOptions): readonly string[] {
  return [...new Set(featuresOf(options).flatMap((feature) => columnsOf(feature, options)))];
}

function columnsOf({ columns, readsPrice }: Feature, { target }: FeatureOptions): readonly string[] {
  const { priceColumn } = targetOf(target).quantity;
  return readsPrice && priceColumn !== undefined ? [...columns, priceColumn] : columns;
}

/** @throws UsageError if the candles lack a column that a feature needs */
export function checkFeatureColumns({ source, columns }: Candles, options: FeatureOptions): void {
  for (const feature of featuresOf(options)) {
    const absent = columnsOf(feature, options).find((column) => !Object.hasOwn(columns, column));
    if (absent === undefined) continue;
    const flag = feature.series === undefined ? '--features' : '--with-series';
    const name = escapeControl(feature.series ?? feature.name);
    throw new UsageError(
      `expected a column \`${escapeControl(absent)}\` in ${escapeControl(source)} for \`${flag} ${name}\`, got none`,
      {
        hint: (marketColumns as readonly string[]).includes(absent)
          ? `of stored contracts, fetch it with \`--with ${absent}\`; or leave the feature out`
          : `use data with this column, or leave the feature out; \`--show-source\` lists the columns of a file`,
      },
    );
  }
}

/**
 * What a reader should know about the features of this panel: those without a known value, and those that never change.
 * @throws UsageError if a series is not in the panel, or if nothing is known of a feature in any series
 */
export function checkFeatures(panel: Panel, options: FeatureOptions): readonly Warning[] {
  const ids = panel.series.map(({ id }) => id);
  return featuresOf(options).flatMap((feature) => {
    const { series } = feature;
    // What it learns depends on the fold.
    if (feature.learn !== undefined) return panel.series.length > 1 ? [] : aloneNote(feature);
    if (series !== undefined && !ids.includes(series))
      throw new UsageError(
        `expected \`--with-series\` to name series of the panel, got \`${escapeControl(series)}\``,
        { hint: escapeControl(suggestion(series, ids)) },
      );
    const name = escapeControl(series ?? feature.name);
    const counts = panel.series.map((_, s) => countValues(panel, s, feature, options.target));
    const readers = ids.filter((id) => id !== series);
    if (series !== undefined && readers.length === 0)
      throw new UsageError(`\`--with-series ${name}\` needs another series, which it is an input of`, {
        hint: 'name more sources, or leave it out',
      });
    const unknown = readers.filter((id) => counts[ids.indexOf(id)].known === 0);
    if (unknown.length === readers.length)
      throw new UsageError(`expected values of the feature \`${name}\`, but it is unknown in every row`, {
        hint: 'leave it out, or use data that have it; returns and averages need positive prices',
      });
    if (unknown.length > 0)
      return warningOf(
        `the feature \`${name}\` is unknown in every row of ${escapeControl(unknown.join(', '))}`,
      );
    const share = Math.max(...readers.map((id) => 1 - shareKnown(counts[ids.indexOf(id)])));
    if (share > MUCH)
      return noteOf(
        `the feature \`${name}\` is unknown in up to ${Math.round(100 * share)} % of the rows of a series, and set to its mean there`,
      );
    return counts.every(({ isConstant }) => isConstant)
      ? noteOf(`the feature \`${name}\` is the same in every row: nothing can be learned from it`)
      : [];
  });
}

const aloneNote = ({ name }: Feature): Warning =>
  noteOf(`the feature \`${name}\` tells series apart, and there is only one: nothing can be learned from it`);

interface ValueCounts {
  /** Rows that the feature could have a value in, and rows in which it has one. */
  readonly rows: number;
  readonly known: number;
  readonly isConstant: boolean;
}

/** From this share of unknown values on, a note says so. */
const MUCH = 0.1;

const shareKnown = ({ rows, known }: ValueCounts): number => (rows === 0 ? 0 : known / rows);

/** Over the rows with a price. */
function countValues(panel: Panel, s: number, feature: Feature, target: TargetChoice): ValueCounts {
  const { values, first: start, last } = panel.series[s];
  let [rows, known, isConstant] = [0, 0, true];
  for (const input of feature.inputs(featureRows(panel, s, target))) {
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
  }
  return { rows, known, isConstant };
}
