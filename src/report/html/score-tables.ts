/** Tables of scores: all points, by step, by series. */

import { partCell, partTitle, scoreColumns, scoreLegend } from '../format/score-columns.ts';
import type { ScoreCell } from '../format/score-columns.ts';
import { UNDEFINED, formatCount } from '../format/units.ts';
import { escapeHtml } from './escape.ts';
import type { ReportedResult } from './run-json.ts';
import type { HtmlCell } from './table.ts';
import { markup, table } from './table.ts';

export function scoresTable({ models, quantity, column }: ReportedResult): string {
  if (models.length === 0) return '';
  const columns = scoreColumns(models, quantity);
  const isPanel = models[0].bySeries.length > 1;
  const legend = scoreLegend(models, quantity, { what: column, isPanel }).join(' ');
  return `<h4>Scores</h4>${table(
    ['model', 'n#', ...columns.map(({ head }) => `${head}#`)],
    models.map((model) => [
      model.model,
      formatCount(model.scores.n),
      ...columns.map(({ cell }) => markedCell(cell(model))),
    ]),
  )}<p class="note">${escapeHtml(legend)}</p>`;
}

export function stepsTable({ models, quantity }: ReportedResult): string {
  const steps = models.at(0)?.bySteps ?? [];
  if (steps.length < 2) return '';
  const isPanel = models[0].bySeries.length > 1;
  const rows = steps.map(({ step, n }, i) => [
    formatCount(step),
    formatCount(n),
    ...models.map(({ bySteps }): HtmlCell => {
      const scores = bySteps.at(i);
      if (scores === undefined) return UNDEFINED;
      return markedCell(partCell(quantity, isPanel, scores, { reference: models[0].scores }));
    }),
  ]);
  return `<h4>By step: ${partTitle(quantity, isPanel)}</h4>${table(['step#', 'n#', ...models.map(({ model }) => `${model}#`)], rows)}`;
}

export function seriesTable({ models, quantity }: ReportedResult): string {
  const series = models.at(0)?.bySeries ?? [];
  if (series.length < 2) return '';
  const rows = series.map(({ id, n, scores: reference }, i) => [
    id,
    formatCount(n),
    ...models.map(({ bySeries }): HtmlCell => {
      const scores = bySeries.at(i)?.scores;
      return scores === undefined ? UNDEFINED : markedCell(partCell(quantity, false, scores, { reference }));
    }),
  ]);
  return `<h4>By series: ${partTitle(quantity, false)}</h4>${table(['series', 'n#', ...models.map(({ model }) => `${model}#`)], rows)}`;
}

/** Coloured by whether the benchmark is beaten. */
export function markedCell({ text, relativeLoss }: ScoreCell): HtmlCell {
  if (Number.isNaN(relativeLoss)) return text;
  const kind = relativeLoss < 1 ? ' class="good"' : relativeLoss > 1 ? ' class="bad"' : '';
  return markup(`<span${kind}>${escapeHtml(text)}</span>`);
}
