/** Scores of forecasts of classes and of their probabilities, beside the shares of the classes, and their calibration. */

import type { ClassCalibration, Evaluation } from '../../evaluation/evaluation.ts';
import chalk from 'chalk';
import { escapeControl } from '../../text/escape.ts';
import { directionColumn, directionLine } from './direction-column.ts';
import { paintRatio } from './ratio-cells.ts';
import { percentRange } from '../format/units.ts';
import type { Presentation } from './presentation.ts';
import { renderTable, wrap } from './table.ts';
import { formatCount, formatNumber, formatPercent } from '../format/units.ts';

const WIDTH = 108;

export const classes: Presentation = {
  benchmark: 'frequencies',
  columns: () => [
    ['accuracy', ({ scores }) => formatPercent(scores.accuracy)],
    ['Brier', ({ scores }) => ({ text: formatNumber(scores.brier, 4), paint: paintRatio(1 - scores.skill) })],
    ['skill', ({ scores }) => formatPercent(scores.skill)],
    ['log loss', ({ scores }) => formatNumber(scores.logLoss, 4)],
    ['calibration error', ({ scores }) => formatPercent(scores.ece)],
    directionColumn,
  ],
  legend(models, what, n) {
    const lines = [
      `n ${n}. accuracy is how often the class of ${escapeControl(what)} came that was forecast: down, flat or up.`,
      'Brier is the squared error of the probabilities, log loss how surprising what came was: lower is better. skill is what is gone of the Brier score of frequencies, ' +
        'which always says the shares of the classes among the training rows, and the commonest: above 0 is nearer than that. ' +
        'Whether that is more than luck is for the tests to say.',
      ...directionLine(
        models,
        'direction is how often "up" or "down" was right where one was said and one came',
      ),
    ];
    if (models.some(({ calibration }) => calibration.length === 0))
      lines.push('A model without probabilities has neither Brier score nor log loss.');
    return lines;
  },
  part: () => 'Brier score (accuracy)',
  partCell: (_, { brier, accuracy, skill }, __, mark = '') => ({
    text: `${formatNumber(brier, 4)}${mark} (${formatPercent(accuracy)})`,
    paint: paintRatio(1 - skill),
  }),
  tables: (models) => {
    const table = calibrationTable(models.filter(({ model }) => model !== 'frequencies'));
    return table === '' ? [] : [table];
  },
};

/** How often "up" came by the probability that it was given; the JSON has the other classes. */
function calibrationTable(rivals: readonly Evaluation[]): string {
  const upOf = ({ calibration }: Evaluation): ClassCalibration | undefined =>
    calibration.find((one) => one.class === 'up');
  const given = rivals.filter((result) => (upOf(result)?.bins.length ?? 0) > 0);
  if (given.length === 0) return '';
  const rows = given.flatMap((result) =>
    upOf(result)!.bins.map(({ from, to, n, forecast, share, lo, hi }, b) => [
      b === 0 ? escapeControl(result.model) : '',
      `${Math.round(100 * from)}-${Math.round(100 * to)} %`,
      formatCount(n),
      formatPercent(forecast),
      { text: formatPercent(share), paint: forecast < lo || forecast > hi ? chalk.bold : undefined },
      percentRange(lo, hi),
    ]),
  );
  const table = renderTable(
    [
      { title: 'calibration of up', align: 'left' },
      ...['said', 'n', 'mean said', 'came', '95 %'].map((title) => ({ title, align: 'right' }) as const),
    ],
    rows,
  );
  const line =
    'How often "up" came where that much was said of it. Calibrated: about as often as said, within the interval of a share of n. Where targets overlap or ' +
    'series go together the interval is too narrow. The JSON has all classes.';
  return `${table}\n${chalk.dim(wrap(line, WIDTH))}`;
}
