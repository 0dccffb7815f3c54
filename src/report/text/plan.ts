/** The plan of a backtest: its folds and estimated time. */

import { elapsedSeconds } from '../../backtest/cost.ts';
import type { Cost } from '../../backtest/cost.ts';
import type { BacktestOptions } from '../../backtest/options.ts';
import type { Plan } from '../../backtest/plan.ts';
import type { Panel } from '../../data/panel.ts';
import { formatCount, formatDuration, formatTime, plural } from '../format/units.ts';
import type { PlanReport } from '../inputs.ts';
import { renderSetup } from './backtest-setup.ts';
import { renderTable } from './table.ts';

/** Folds that a table shows whole; of more, the first ones and the last. */
const FOLDS_SHOWN = 20;

/** The whole plan, without a final newline. */
export function renderPlan({ panel, plan, options, costs, workers }: PlanReport): string {
  return [
    renderSetup(panel, plan, options),
    foldsTable(panel, plan),
    costTable(costs, workers, options),
  ].join('\n\n');
}

function foldsTable({ time }: Panel, { folds }: Plan): string {
  const rows = folds.map(({ fold, start, cutoff, origins }) => [
    String(fold),
    formatTime(time[start]),
    formatTime(time[cutoff]),
    formatCount(cutoff - start + 1),
    formatCount(origins.length),
    formatTime(time[origins[0]]),
    formatTime(time[origins[origins.length - 1]]),
  ]);
  const shown =
    rows.length <= FOLDS_SHOWN
      ? rows
      : [...rows.slice(0, FOLDS_SHOWN - 1), ['…', '', '', '', '', '', ''], rows[rows.length - 1]];
  const titles = ['fold', 'first row', 'cutoff', 'training rows', 'origins', 'first origin', 'last origin'];
  return renderTable(
    titles.map((title) => ({ title, align: 'right' })),
    shown,
  );
}

function costTable(costs: readonly Cost[], workers: number, { validation }: BacktestOptions): string {
  const table = renderTable(
    [
      { title: 'model', align: 'left' },
      { title: 'fits', align: 'right' },
      { title: 'training windows', align: 'right' },
      { title: 'estimated time', align: 'right' },
    ],
    costs.map(({ model, fits, windows, seconds }) => [
      model,
      formatCount(fits),
      formatCount(windows),
      formatDuration(seconds),
    ]),
  );
  const total = formatDuration(elapsedSeconds(costs, workers));
  const early =
    validation > 0 && costs.some(({ parameters }) => parameters > 0) ? '; early stopping may shorten it' : '';
  return `${table}\n\nAbout ${total} in total with ${plural(workers, 'worker')}${early}.`;
}
