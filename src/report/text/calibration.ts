/** How often "up" occurred, by the probability that it was given. The JSON has all classes. */

import chalk from 'chalk';
import type { ClassCalibration, Evaluation } from '../../evaluation/evaluation.ts';
import { escapeControl } from '../../text/escape.ts';
import { formatCount, formatPercent, percentRange } from '../format/units.ts';
import { proseWidth } from './layout.ts';
import { renderTable, wrap } from './table.ts';

const SHOWN_CLASS = 'up';

/** Empty if no model gives probabilities. */
export function calibrationTable(models: readonly Evaluation[]): string {
  const shownOf = ({ calibration }: Evaluation): ClassCalibration['bins'] =>
    calibration.find((one) => one.class === SHOWN_CLASS)?.bins ?? [];
  const rows = models.flatMap((result) =>
    shownOf(result).map(({ from, to, n, forecast, share, lo, hi }, b) => [
      b === 0 ? escapeControl(result.model) : '',
      `${Math.round(100 * from)}-${Math.round(100 * to)} %`,
      formatCount(n),
      formatPercent(forecast),
      { text: formatPercent(share), paint: forecast < lo || forecast > hi ? chalk.bold : undefined },
      percentRange(lo, hi),
    ]),
  );
  if (rows.length === 0) return '';
  const table = renderTable(
    [
      { title: `calibration of ${SHOWN_CLASS}`, align: 'left' },
      ...['forecast', 'n', 'mean', 'occurred', '95 %'].map((title) => ({ title, align: 'right' }) as const),
    ],
    rows,
  );
  const line =
    `How often "${SHOWN_CLASS}" occurred, by its forecast probability. In a calibrated forecast, the mean probability is inside the 95 % interval. ` +
    'For overlapping targets or several series the interval is too narrow. The JSON has all classes.';
  return `${table}\n${chalk.dim(wrap(line, proseWidth()))}`;
}
