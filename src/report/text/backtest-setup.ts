/** Data, folds and model input: the first lines of a backtest or plan. */

import type { BacktestOptions } from '../../backtest/options.ts';
import type { Plan } from '../../backtest/plan.ts';
import { escapeControl } from '../../text/escape.ts';
import type { Panel } from '../../data/panel.ts';
import { featuresOf } from '../../data/features/index.ts';
import { normalizationOf } from '../../data/normalization/index.ts';
import { targetOf } from '../../data/targets.ts';
import { deseasonalizationOf } from '../../models/deseasonalization/index.ts';
import { seriesSpan, targetSpan, unscoredSpan, unscoredText } from '../format/time-spans.ts';
import { proseWidth } from './layout.ts';
import { wrap } from './table.ts';
import { formatCount, formatTime, plural } from '../format/units.ts';

/** Most series that are named; the others are counted. */
const SERIES_SHOWN = 5;

/** Data, test span, training rows and model input, a line each. */
export function renderSetup(panel: Panel, plan: Plan, options: BacktestOptions): string {
  const { horizon, inputSize, target, scaler, recipe, seed, stepSize, trainSize, gap, warm } = options;
  const span = targetSpan(panel, plan);
  const every = `${plural(stepSize, 'row')} apart`;
  const rows =
    trainSize === null
      ? 'all rows up to its cutoff'
      : `at most the ${formatCount(trainSize)} rows up to its cutoff`;
  const between = gap > 0 ? `, then a gap of ${plural(gap, 'row')} before the first origin` : '';
  const start = warm ? '; refits start from the previous weights' : '';
  const ahead = horizon === 1 ? '1 step ahead' : `${formatCount(horizon)} steps ahead`;
  const lines = [
    ...panel.series.slice(0, SERIES_SHOWN).map((series) => {
      const { first, last } = seriesSpan(panel, series);
      const source = escapeControl(series.source);
      return `data     ${escapeControl(series.id)} (${source}), ${escapeControl(options.column)}: ${plural(series.rows, 'row')}, ${formatTime(first)} to ${formatTime(last)}`;
    }),
    ...(panel.series.length > SERIES_SHOWN
      ? [`         and ${formatCount(panel.series.length - SERIES_SHOWN)} more series`]
      : []),
    `test     ${plural(plan.origins, 'origin')}, ${every}, ${ahead}: targets ${formatTime(span.first)} to ${formatTime(span.last)}`,
    `fits     ${plural(plan.folds.length, 'fold')}, ${refits(plan)}; each fit sees ${rows}${between}${start}`,
    `input    ${plural(inputSize, 'row')}${featuresText(options)}, target ${targetOf(target).name}${flatText(options)}, scaler ${scaler}${windowsText(options)}; recipe ${recipe}, seed ${seed}`,
  ];
  const unscored = unscoredSpan(panel, plan);
  if (unscored !== null) lines.push(`unscored ${unscoredText(unscored, stepSize)}`);
  return lines.map((line) => wrap(line, proseWidth(), '         ')).join('\n');
}

/** The features beside the price. */
function featuresText(options: BacktestOptions): string {
  const names = featuresOf(options).map(
    ({ name, offsets }) => `${escapeControl(name)}${offsets.length > 1 ? ' (known ahead)' : ''}`,
  );
  return names.length === 0 ? '' : ` of the price and ${names.join(', ')}`;
}

/** What is done to windows and seasons. */
function windowsText(options: BacktestOptions): string {
  const windows = normalizationOf(options);
  const seasons = deseasonalizationOf(options);
  return [
    windows.statistics ? `, windows normalised by ${windows.name}` : '',
    seasons.needsSeason
      ? `, season of ${plural(options.seasonality, 'row')} taken out by ${seasons.name}`
      : '',
  ].join('');
}

/** Which changes are neither up nor down, for classes. */
function flatText({ target, flat }: BacktestOptions): string {
  return targetOf(target).quantity.classes !== undefined
    ? ` (flat within ${Number((100 * flat).toPrecision(6))} %)`
    : '';
}

function refits({ refit, folds }: Plan): string {
  if (folds.length === 1) return 'fitted once';
  return refit === 1 ? 'refitted at every origin' : `refitted every ${formatCount(refit)} origins`;
}
