/** From candles to the panel of a backtest: the quantity is measured, columns of features are checked, and a grid is built. */

import type { Candles } from '../data/candles.ts';
import { checkFeatureColumns, checkFeatures, featureColumns } from '../data/features/check-features.ts';
import { rowsAhead } from '../data/features/index.ts';
import { withStaticValues } from '../data/features/static-column.ts';
import { normalizationOf } from '../data/normalization/index.ts';
import type { Panel } from '../data/panel.ts';
import { buildPanel } from '../data/panel.ts';
import { regressorsOf, withRegressors } from '../data/regressors.ts';
import { targetOf } from '../data/targets.ts';
import type { Model } from '../models/model.ts';
import type { Warning } from '../text/warning.ts';
import { noteOf, warningOf } from '../text/warning.ts';
import { notesOnEnsemble } from './ensemble/notes.ts';
import { notesOnFits, notesOnInputs } from './notes-on-takers.ts';
import type { NotedModel } from './notes-on-takers.ts';
import type { BacktestOptions } from './options.ts';

export interface CandlePanel {
  readonly panel: Panel;
  /** The options with the name of the forecast column, from the candles or computed from them, and the values of static columns. */
  readonly options: BacktestOptions;
  /** The candles that the panel was built from. */
  readonly candles: readonly Candles[];
  readonly warnings: readonly Warning[];
}

/**
 * Every series on one time grid.
 * @param column - the column to forecast, as the candles name it
 * @param select - changes the candles before the grid is built
 * @throws UsageError and DataError for candles without what the options need
 */
export function panelOfCandles(
  candles: readonly Candles[],
  column: string,
  options: BacktestOptions,
  select: (candles: readonly Candles[]) => readonly Candles[] = (all) => all,
): CandlePanel {
  const { quantity } = targetOf(options.target);
  const measured = quantity.measure(candles, { ...options, column });
  const regressors = regressorsOf(options);
  const selected = select(measured.candles.map((each) => withRegressors(each, regressors)));
  for (const each of selected) checkFeatureColumns(each, options);
  const { panel, warnings } = buildPanel(selected, measured.column, options.gaps, {
    others: [...new Set([...regressors, ...featureColumns(options)])],
    ahead: rowsAhead(options),
  });
  const resolved = {
    ...options,
    column: measured.column,
    ...(options.static && { static: withStaticValues(options.static, panel) }),
  };
  return {
    panel,
    options: resolved,
    candles: selected,
    warnings: [...measured.warnings, ...warnings, ...checkFeatures(panel, resolved)],
  };
}

/** What a reader should know about options that change nothing, or not what one might think. */
export function notesOnOptions(
  options: BacktestOptions,
  models: readonly (NotedModel & Pick<Model, 'caution'>)[],
): readonly Warning[] {
  return [
    ...cautions(options, models),
    ...notesOnInputs(options, models),
    ...notesOnWindow(options),
    ...notesOnFits(options, models),
    ...notesOnBalance(options),
    ...notesOnEnsemble(options, models),
  ];
}

/** What models that were trained elsewhere ask to know before their scores are believed. */
function cautions(
  options: BacktestOptions,
  models: readonly Pick<Model, 'name' | 'caution'>[],
): readonly Warning[] {
  return models.flatMap(({ name, caution }) =>
    caution === undefined || !options.models.includes(name) ? [] : [warningOf(caution)],
  );
}

/** A note on windows of a single row, which is always its own level. */
function notesOnWindow(options: BacktestOptions): readonly Warning[] {
  const { inputSize, normalize } = options;
  if (inputSize > 1 || normalizationOf(options).statistics === undefined) return [];
  return [
    noteOf(
      `the price of a window of one row is always 0 with \`--normalize ${normalize}\`: nothing can be learned from it; raise \`--input-size\``,
    ),
  ];
}

/** A note on weights of series where each has a fit of its own, so that all are the same. */
function notesOnBalance({ balance, local }: BacktestOptions): readonly Warning[] {
  if (balance !== 'series' || !local) return [];
  return [noteOf('`--balance series` changes nothing with `--local`: each fit sees one series')];
}
