/** The plan of a backtest: its folds and estimated time. */

import { totalSeconds } from '../../backtest/estimate-cost.ts';
import type { Cost, ExpectedCost } from '../../backtest/estimate-cost.ts';
import type { EpochsOf } from '../../backtest/expected-epochs.ts';
import type { Plan } from '../../backtest/plan.ts';
import type { Panel } from '../../data/panel.ts';
import { askedCosts, otherSeconds } from '../format/plan-cost.ts';
import { formatCount, formatDuration, formatTime, listed, plural } from '../format/units.ts';
import type { PlanReport } from '../inputs.ts';
import { renderSetup } from './backtest-setup.ts';
import { proseWidth } from './layout.ts';
import { dim, left, renderTable, right, wrap } from './table.ts';

/** Folds that a table shows whole; of more, the first ones and the last. */
const FOLDS_SHOWN = 20;

/** The whole plan, without a final newline. */
export function renderPlan(report: PlanReport): string {
  const { panel, plan, options } = report;
  return [renderSetup(panel, plan, options), foldsTable(panel, plan), costText(report)].join('\n\n');
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

/** The cost of the models that the options name, and of all else in a line of its own. */
function costText({ cost, options, workers }: PlanReport): string {
  const asked = askedCosts(cost, options);
  const hasKept = asked.some(({ kept }) => kept > 0);
  const hasEpochs = asked.some(({ epochs }) => epochs !== null);
  const other = otherSeconds(cost, options);
  const table = renderTable(
    [left('model'), right('fits'), ...(hasKept ? [right('kept')] : []), right('training windows')]
      .concat(hasEpochs ? [right('epochs')] : [])
      .concat([right('CPU time')]),
    [
      ...asked.map(({ model, fits, kept, windows, epochs, seconds }) => [
        model,
        formatCount(fits),
        ...(hasKept ? [formatCount(kept)] : []),
        formatCount(windows),
        ...(hasEpochs ? [epochs === null ? '' : formatCount(Math.round(epochs.value))] : []),
        seconds === null ? 'unknown' : formatDuration(seconds),
      ]),
      ['all else', '', ...(hasKept ? [''] : []), '', ...(hasEpochs ? [''] : []), formatDuration(other)],
    ],
  );
  return [table, wrap(totalText(cost, asked, workers), proseWidth()), dim(epochNotes(asked))]
    .filter((part) => part !== '')
    .join('\n\n');
}

function totalText(cost: ExpectedCost, asked: readonly Cost[], workers: number): string {
  const { seconds, atMost } = totalSeconds(cost, workers);
  const unknown = asked.filter((one) => one.seconds === null).map(({ model }) => model);
  const total = `${formatDuration(seconds)} in total with ${plural(workers, 'thread')}`;
  const most = atMost > 1.05 * seconds ? `; at most ${formatDuration(atMost)}, if no fit stops early` : '';
  if (unknown.length === 0) return `About ${total}${most}.`;
  return `About ${total}${most}. This leaves out the fits of ${listed(unknown)}: how long they take is unknown until a run of them is kept.`;
}

/** Where the numbers of epochs come from. */
function epochNotes(asked: readonly Cost[]): readonly string[] {
  return (Object.keys(sources) as EpochsOf[]).flatMap((source) => {
    const models = asked.filter(({ epochs }) => epochs?.of === source).map(({ model }) => model);
    return models.length === 0 ? [] : [`Epochs of ${listed(models)}: ${sources[source]}.`];
  });
}

const sources: Readonly<Record<EpochsOf, string>> = {
  fits: 'as in the fits of this backtest that are kept',
  runs: 'as in earlier runs with the same options',
  model: 'as in earlier runs of the model with other options',
  usual: 'what fits with early stopping usually take; earlier runs replace it',
  all: 'all, since nothing stops a fit early',
};
