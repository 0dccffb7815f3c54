/** A backtest for people: what was done on which data, the scores beside naive, and what they say. */

import chalk from 'chalk';
import type { BacktestResult, ModelResult, Scores } from '../backtest/result.ts';
import { summary } from '../backtest/verdict.ts';
import { escapeControl } from '../data/escape.ts';
import { renderSetting } from './setting.ts';
import type { Cell, Column } from './table.ts';
import { renderTable, wrap } from './table.ts';
import {
  UNDEFINED,
  decimalsOf,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  plural,
} from './units.ts';

const WIDTH = 108;
/** Steps that a table shows; of more, these many spread from the first to the last. */
const STEPS_SHOWN = 14;

/** The whole report, without a final newline. */
export function renderBacktest(result: BacktestResult): string {
  const { panel, plan, options, models, failures } = result;
  const sections = [renderSetting(panel, plan, options)];
  if (models.length > 0) sections.push(scoresTable(result), legend(result));
  if (options.horizon > 1) sections.push(stepsTable(models));
  if (panel.series.length > 1) sections.push(seriesTable(models));
  if (models.length > 0) {
    const rivals = models.filter(({ model }) => model !== 'naive');
    sections.push(rivals.map(({ verdict }) => wrap(`- ${verdict}`, WIDTH, '  ')).join('\n'));
    sections.push(chalk.bold(wrap(summary(models), WIDTH)));
  }
  if (failures.length > 0) sections.push(failureList(result));
  return sections.filter((section) => section !== '').join('\n\n');
}

function scoresTable({ models }: BacktestResult): string {
  // One number of decimals for all errors, so that they line up and compare.
  const decimals = decimalsOf(models[0].scores.rmse);
  return renderTable(
    [
      left('model'),
      ...['MAE', 'RMSE', 'MAPE', 'MASE', 'U2', 'skill', 'direction (95 %)', 'bias', 'time'].map(right),
    ],
    models.map(({ model, scores, direction, seconds }) => [
      model,
      formatNumber(scores.mae, decimals),
      formatNumber(scores.rmse, decimals),
      formatPercent(scores.mape, 2),
      formatNumber(scores.mase, 2),
      u2Cell(scores.u2),
      formatPercent(scores.skill),
      direction.n === 0
        ? UNDEFINED
        : `${formatPercent(direction.rate)} (${percentRange(direction.lo, direction.hi)})`,
      formatNumber(scores.bias, decimals),
      formatDuration(seconds),
    ]),
  );
}

function legend(result: BacktestResult): string {
  const { models, panel, options } = result;
  const price = escapeControl(options.column);
  const { n } = models[0].scores;
  const lines = [
    `n ${n}${dependence(result)}. MAE, RMSE and bias (mean of forecast - truth) are in the unit of ${price}; lower errors are better.`,
    'U2 is RMSE / RMSE of naive, which repeats the last known value: below 1, and skill above 0, beats it.',
  ];
  const up = models.find(({ direction }) => direction.n > 0)?.direction.alwaysUp;
  if (up !== undefined) {
    lines.push(
      `direction is the share on the right side of the last value; always saying "up" scores ${formatPercent(up)}.`,
    );
  }
  if (panel.series.length > 1) {
    lines.push(
      'MAE, RMSE, bias, U2 and skill pool the series as they are, so the highest prices weigh most; MASE weighs series alike.',
    );
  }
  lines.push('time is that of all fits together, whatever ran side by side.');
  return chalk.dim(lines.map((line) => wrap(line, WIDTH)).join('\n'));
}

/** How many of the points are independent, where steps and origins share rows: as many as whole horizons fit. */
function dependence({ plan, options, panel }: BacktestResult): string {
  const { horizon } = options;
  if (horizon === 1) return '';
  const whole = Math.floor((plan.testEnd - plan.testStart + 1) / horizon);
  const each = panel.series.length > 1 ? ' per series' : '';
  return ` from ${plural(plan.origins, 'origin')}${each} of ${horizon} steps; steps and overlapping targets go together, so intervals should be read as if from ${formatCount(whole)}`;
}

function stepsTable(models: readonly ModelResult[]): string {
  if (models.length === 0) return '';
  const { bySteps, scores } = models[0];
  const decimals = decimalsOf(scores.rmse);
  const rows = spread(bySteps.length, STEPS_SHOWN).map((i) => {
    const cells = models.map((result) => errorCell(result.bySteps[i], decimals));
    return [String(bySteps[i].step), String(bySteps[i].n), ...cells];
  });
  return `By step: RMSE (U2)\n${renderTable(breakdown(right('step'), models), rows)}`;
}

function seriesTable(models: readonly ModelResult[]): string {
  if (models.length === 0) return '';
  const rows = models[0].bySeries.map(({ id, scores }, i) => {
    const cells = models.map(({ bySeries }) => errorCell(bySeries[i].scores, decimalsOf(scores.rmse)));
    return [escapeControl(id), String(scores.n), ...cells];
  });
  return `By series: RMSE (U2)\n${renderTable(breakdown(left('series'), models), rows)}`;
}

function breakdown(first: Column, models: readonly ModelResult[]): Column[] {
  return [first, right('n'), ...models.map(({ model }) => right(model))];
}

/** The first failure of each model in full; the others are counted, and are all in the JSON. */
function failureList({ failures }: BacktestResult): string {
  const lines = [...new Set(failures.map(({ model }) => model))].map((name) => {
    const [first, ...others] = failures.filter(({ model }) => model === name);
    const hint = first.hint === undefined ? '' : ` (hint: ${escapeControl(first.hint)})`;
    const more = others.length === 0 ? '' : `; and ${plural(others.length, 'more fold')}`;
    return wrap(`- ${name}, fold ${first.fold}: ${escapeControl(first.message)}${hint}${more}`, WIDTH, '  ');
  });
  return `${plural(failures.length, 'fit')} failed or not reached; these models have no scores:\n${lines.join('\n')}`;
}

function u2Cell(u2: number): Cell {
  return { text: formatNumber(u2, 3), paint: paintU2(u2) };
}

function errorCell({ rmse, u2 }: Scores, decimals: number): Cell {
  return { text: `${formatNumber(rmse, decimals)} (${formatNumber(u2, 3)})`, paint: paintU2(u2) };
}

/** Green where naive is beaten, red where it is not; the number says the same. */
function paintU2(u2: number): Cell['paint'] {
  if (u2 < 1) return chalk.green;
  return u2 > 1 ? chalk.red : undefined;
}

function percentRange(lo: number, hi: number): string {
  return `${formatNumber(100 * lo, 1)}-${formatNumber(100 * hi, 1)}`;
}

/** Up to `shown` whole numbers spread over 0 .. count - 1, both ends included. */
function spread(count: number, shown: number): number[] {
  if (count <= shown) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: shown }, (_, i) => Math.round((i * (count - 1)) / (shown - 1)));
}

function left(title: string): Column {
  return { title, align: 'left' };
}

function right(title: string): Column {
  return { title, align: 'right' };
}
