/** Several runs beside each other: one table, and U2 by the end of their data. */

import { targetOf } from '../../data/targets.ts';
import { lineChart } from '../charts/line-chart.ts';
import type { Line } from '../charts/line-chart.ts';
import { beatsNaive, bestOf, digitsOf } from '../format/runs.ts';
import { UNDEFINED, formatCount, formatTime } from '../format/units.ts';
import type { ReportedRun } from '../inputs.ts';
import type { ReportContext } from './context.ts';
import { escapeHtml } from './escape.ts';
import { figure } from './figures.ts';
import { lossRatioCell } from './score-tables.ts';
import { markup, table } from './table.ts';

/** @param titleOf - a title for a run */
export function comparison(
  contexts: readonly ReportContext[],
  titleOf: (run: ReportedRun) => string,
): string {
  const rows = contexts.map(({ record, prefix }, i) => {
    const best = bestOf(record);
    return [
      markup(`<a href="#${prefix}">${escapeHtml(titleOf(contexts[i]))}</a>`),
      digitsOf(record),
      formatTime(endOf(contexts[i])),
      formatCount(record.scores.at(0)?.n ?? 0),
      best?.model ?? UNDEFINED,
      lossRatioCell(best?.u2 ?? NaN, best?.isSignificantlyBetter === true),
      beatsNaive(record),
      record.failed > 0 ? 'partial' : 'complete',
    ];
  });
  const columns = ['backtest', 'run', 'data until', 'n#', 'best', 'U2#', 'beats naive', 'state'];
  return [
    '<section id="comparison">',
    table(columns, rows),
    '<p class="note">best: the model with the lowest U2. U2: RMSE divided by that of naive; for classes, the root of the Brier score divided by that of frequencies; below 1 is better. beats naive: yes if the difference is significant (Diebold-Mariano test, adjusted) at some step.</p>',
    overTime(contexts),
    '</section>\n',
  ].join('\n');
}

/** The last time of the data of a run. */
export function endOf({ record }: Pick<ReportedRun, 'record'>): number {
  return record.data.reduce((last, series) => Math.max(last, series.last), -Infinity);
}

/** U2 of the runs by the end of their data: every model of one configuration, or the best of each of several. */
function overTime(contexts: readonly ReportContext[]): string {
  const inOrder = contexts.toSorted((a, b) => endOf(a) - endOf(b));
  if (new Set(inOrder.map(endOf)).size < 2) return '';
  const configurations = [...new Set(inOrder.map(({ record }) => record.configuration))];
  const lines =
    configurations.length === 1 ? linesOfModels(inOrder) : linesOfConfigurations(inOrder, configurations);
  return figure(
    (size) =>
      lineChart(
        {
          title: 'U2 by the end of the data',
          x: { kind: 'time', values: inOrder.map(endOf) },
          y: { label: 'U2, by the end of the data' },
          lines,
          marks: [1],
        },
        size,
      ),
    configurations.length === 1
      ? 'U2 of each model. The benchmark is at 1.'
      : 'U2 of the best model of each configuration. The benchmark is at 1.',
  );
}

function linesOfModels(runs: readonly ReportContext[]): readonly Line[] {
  const [{ rivals, styles }] = runs;
  return rivals.map((name) => ({
    name,
    style: styles.get(name)!,
    places: runs.map(endOf),
    values: runs.map(({ record }) => record.scores.find(({ model }) => model === name)?.u2 ?? NaN),
  }));
}

function linesOfConfigurations(
  runs: readonly ReportContext[],
  configurations: readonly string[],
): readonly Line[] {
  return configurations.map((configuration, style) => {
    const own = runs.filter(({ record }) => record.configuration === configuration);
    const newest = own[own.length - 1];
    const best = bestOf(newest.record)?.model;
    const { record } = newest;
    return {
      name: `${best ?? UNDEFINED}: ${record.data
        .map(({ id }) => id)
        .slice(0, 2)
        .join(
          ', ',
        )}${record.data.length > 2 ? ' and more' : ''}, horizon ${record.options.horizon}, ${targetOf(record.options.target).name}`,
      style,
      places: own.map(endOf),
      values: own.map((run) => run.record.scores.find(({ model }) => model === best)?.u2 ?? NaN),
    };
  });
}
