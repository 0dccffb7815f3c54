/** Scores of forecasts that are numbers: errors in their unit, beside those of naive. */

import type { Evaluation } from '../../evaluation/evaluation.ts';
import { escapeControl } from '../../text/escape.ts';
import { directionColumn, directionLine } from './direction-column.ts';
import { paintRatio, ratioCell } from './ratio-cells.ts';
import type { Presentation, ScoreColumn } from './presentation.ts';
import { decimalsOf, formatNumber, formatPercent } from '../format/units.ts';

/** Scores that some quantities have and others have not: shown where they are there. */
const SCORES: readonly { readonly metric: string; readonly title: string; format(value: number): string }[] =
  [
    { metric: 'mape', title: 'MAPE', format: (value) => formatPercent(value, 2) },
    { metric: 'qlike', title: 'QLIKE', format: (value) => formatNumber(value, 3) },
  ];

export const numbers: Presentation = {
  benchmark: 'naive',
  columns(models) {
    // One number of decimals for all errors, so that they line up and compare.
    const decimals = decimalsOf(models[0].scores.rmse);
    const benchmarks = [...new Set(models.flatMap(({ relative }) => relative.map(({ to }) => to)))];
    return [
      ['MAE', ({ scores }) => formatNumber(scores.mae, decimals)],
      ['RMSE', ({ scores }) => formatNumber(scores.rmse, decimals)],
      ...SCORES.filter(({ metric }) => metric in models[0].scores).map(
        ({ metric, title, format }): ScoreColumn => [title, ({ scores }) => format(scores[metric])],
      ),
      ['MASE', ({ scores }) => formatNumber(scores.mase, 2)],
      ['U2', ({ scores }) => ratioCell(scores.u2)],
      ...benchmarks.map((name): ScoreColumn => [
        `of ${name}`,
        ({ relative }: Evaluation) => ratioCell(relative.find(({ to }) => to === name)?.rmse ?? NaN),
      ]),
      ['skill', ({ scores }) => formatPercent(scores.skill)],
      directionColumn,
      ['bias', ({ scores }) => formatNumber(scores.bias, decimals)],
    ];
  },
  legend(models, what, n) {
    const lines = [
      `n ${n}. MAE, RMSE and bias (mean of forecast - truth) are in the unit of ${escapeControl(what)}; lower errors are better.`,
      'U2 is RMSE / RMSE of naive, which repeats the last known value: below 1, and skill above 0, is nearer than naive. ' +
        'Whether that is more than luck is for the tests to say.',
      ...directionLine(models, 'direction is the share on the right side of the last value'),
    ];
    const benchmark = models.flatMap(({ relative }) => relative).at(0)?.to;
    if (benchmark !== undefined)
      lines.push(`of ${benchmark} is RMSE / RMSE of ${benchmark}: below 1 is nearer than it.`);
    if (models[0].bySeries.length > 1) {
      lines.push(
        'MAE, RMSE and bias pool the series as they are, so that those with the largest errors weigh most, as the highest prices have; ' +
          'MASE, U2 and skill weigh series alike, and so do the tests.',
      );
    }
    return lines;
  },
  part: (isPanel) => (isPanel ? 'U2' : 'RMSE (U2)'),
  // Of a part of a panel U2 alone, which weighs series alike: its RMSE is that of the highest prices.
  partCell: (isPanel, { rmse, u2 }, beside, mark = '') => ({
    text: isPanel
      ? `${formatNumber(u2, 3)}${mark}`
      : `${formatNumber(rmse, decimalsOf(beside.rmse))} (${formatNumber(u2, 3)}${mark})`,
    paint: paintRatio(u2),
  }),
  tables: () => [],
};
