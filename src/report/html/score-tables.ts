/** Tables of scores: all points, by step, by series. */

import { UNDEFINED, decimalsOf, formatCount, formatNumber, formatPercent } from '../format/units.ts';
import { escapeHtml } from './escape.ts';
import type { Direction, Model, Numbers, Result } from './run-json.ts';
import type { Cell } from './table.ts';
import { markup, table } from './table.ts';

/** Scores by name with how they are shown, those that the quantity has. */
const SCORES: readonly (readonly [
  metric: string,
  title: string,
  format: (value: number, beside: number) => string,
])[] = [
  ['mae', 'MAE', (value, beside) => formatNumber(value, decimalsOf(beside))],
  ['rmse', 'RMSE', (value, beside) => formatNumber(value, decimalsOf(beside))],
  ['mape', 'MAPE', (value) => formatPercent(value, 2)],
  ['qlike', 'QLIKE', (value) => formatNumber(value, 3)],
  ['mase', 'MASE', (value) => formatNumber(value, 2)],
  ['accuracy', 'accuracy', (value) => formatPercent(value)],
  ['brier', 'Brier score', (value) => formatNumber(value, 4)],
  ['logLoss', 'log loss', (value) => formatNumber(value, 4)],
];

export function scoresTable({ models, isClass }: Result): string {
  if (models.length === 0) return '';
  const has = (metric: string): boolean => models.some(({ scores }) => metric in scores);
  const beside = models[0].scores.rmse;
  const columns: readonly (readonly [string, (model: Model) => Cell])[] = [
    ['model', ({ model }) => model],
    ['n#', ({ scores }) => formatCount(scores.n)],
    ...SCORES.filter(([metric]) => has(metric)).map(
      ([metric, title, format]) =>
        [`${title}#`, ({ scores }: Model) => format(scores[metric] ?? NaN, beside)] as const,
    ),
    ...(has('u2') ? [['U2#', ({ scores }: Model) => u2Cell(scores.u2 ?? NaN)] as const] : []),
    ['skill#', ({ scores }) => formatPercent(scores.skill ?? NaN)],
    ['direction (95 %)#', ({ direction }) => directionText(direction)],
    ...(has('bias')
      ? [['bias#', ({ scores }: Model) => formatNumber(scores.bias ?? NaN, decimalsOf(beside))] as const]
      : []),
  ];
  const note = isClass
    ? 'Brier score is the squared error of the probabilities, and skill what is gone of that of frequencies, which always says the shares of the classes: above 0 is nearer.'
    : 'U2 is RMSE / RMSE of naive, which repeats the last known value: below 1, and skill above 0, is nearer.';
  return `<h3>Scores</h3>${table(
    columns.map(([title]) => title),
    models.map((model) => columns.map(([, cell]) => cell(model))),
  )}<p class="note">${note}</p>`;
}

export function stepsTable({ models, isClass }: Result): string {
  const steps = models.at(0)?.bySteps ?? [];
  if (steps.length < 2) return '';
  const rows = steps.map(({ step, n }, i) => [
    formatCount(step),
    formatCount(n),
    ...models.map(({ bySteps }) => partCell(bySteps.at(i), models[0].scores.rmse)),
  ]);
  return `<h3>By step: ${partTitle(isClass)}</h3>${table(['step#', 'n#', ...models.map(({ model }) => `${model}#`)], rows)}`;
}

export function seriesTable({ models, isClass }: Result): string {
  const series = models.at(0)?.bySeries ?? [];
  if (series.length < 2) return '';
  const rows = series.map(({ id, n, scores }, i) => [
    id,
    formatCount(n),
    ...models.map(({ bySeries }) => partCell(bySeries.at(i)?.scores, scores.rmse)),
  ]);
  return `<h3>By series: ${partTitle(isClass)}</h3>${table(['series', 'n#', ...models.map(({ model }) => `${model}#`)], rows)}`;
}

export function u2Cell(u2: number): Cell {
  const kind = u2 < 1 ? ' class="good"' : u2 > 1 ? ' class="bad"' : '';
  return markup(`<span${kind}>${escapeHtml(formatNumber(u2, 3))}</span>`);
}

const partTitle = (isClass: boolean): string => (isClass ? 'Brier score (accuracy)' : 'RMSE (U2)');

function partCell(scores: Numbers | undefined, beside: number): Cell {
  if (scores === undefined) return UNDEFINED;
  const { skill = NaN } = scores;
  const kind = skill > 0 ? ' class="good"' : skill < 0 ? ' class="bad"' : '';
  const text =
    'rmse' in scores
      ? `${formatNumber(scores.rmse, decimalsOf(beside))} (${formatNumber(scores.u2 ?? NaN, 3)})`
      : `${formatNumber(scores.brier ?? NaN, 4)} (${formatPercent(scores.accuracy ?? NaN)})`;
  return markup(`<span${kind}>${escapeHtml(text)}</span>`);
}

function directionText({ n, rate, lo, hi }: Direction): string {
  if (!(n > 0)) return UNDEFINED;
  return `${formatPercent(rate)} (${formatNumber(100 * lo, 1)}-${formatNumber(100 * hi, 1)})`;
}
