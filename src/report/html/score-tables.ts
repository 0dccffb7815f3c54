/** Tables of scores: all points, by step, by series. */

import { isEqualRatio } from '../../evaluation/phrases.ts';
import { partCell, partTitle, scoreColumns, scoreLegend } from '../format/score-columns.ts';
import type { ScoreCell } from '../format/score-columns.ts';
import { UNDEFINED, formatCount, formatNumber, formatTime } from '../format/units.ts';
import { escapeHtml } from './escape.ts';
import type { Numbers } from './json-values.ts';
import type { ReportedResult } from './run-json.ts';
import type { HtmlCell } from './table.ts';
import { markup, table } from './table.ts';

export function scoresTable({ models, quantity, column, answer }: ReportedResult): string {
  if (models.length === 0) return '';
  const columns = scoreColumns(models, quantity);
  const isPanel = models[0].bySeries.length > 1;
  const legend = scoreLegend(models, quantity, { what: column, isPanel }).join(' ');
  return `<h4>Scores</h4>${table(
    ['model', 'n#', ...columns.map(({ head }) => `${head}#`)],
    models.map((model) => [
      model.model,
      formatCount(model.scores.n),
      ...columns.map(({ cell }) => {
        const found = answer.models.find((each) => each.model === model.model)?.word;
        return found === 'better' || found === 'worse' ? markedCell(cell(model)) : cell(model).text;
      }),
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
    ...models.map(({ bySteps, u2Intervals }): HtmlCell => {
      const scores = bySteps.at(i);
      if (scores === undefined) return UNDEFINED;
      return sureCell(
        partCell(quantity, isPanel, scores, { reference: models[0].scores }),
        u2Intervals.bySteps.at(i),
      );
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
    ...models.map(({ bySeries, u2Intervals }): HtmlCell => {
      const scores = bySeries.at(i)?.scores;
      return scores === undefined
        ? UNDEFINED
        : sureCell(partCell(quantity, false, scores, { reference }), u2Intervals.bySeries.at(i));
    }),
  ]);
  return `<h4>By series: ${partTitle(quantity, false)}</h4>${table(['series', 'n#', ...models.map(({ model }) => `${model}#`)], rows)}`;
}

export function foldsTable({ models, quantity }: ReportedResult): string {
  const folds = models.at(0)?.byFolds ?? [];
  if (folds.filter(({ n }) => n > 0).length < 2) return '';
  const isPanel = models[0].bySeries.length > 1;
  const rows = folds.map(({ fold, cutoff, n }, i) => [
    formatCount(fold),
    formatTime(cutoff),
    formatCount(n),
    ...models.map(({ byFolds, u2Intervals }): HtmlCell => {
      const scores = byFolds.at(i);
      if (scores === undefined) return UNDEFINED;
      return sureCell(
        partCell(quantity, isPanel, scores, { reference: models[0].scores }),
        u2Intervals.byFolds.at(i),
      );
    }),
  ]);
  return `<h4>By fold: ${partTitle(quantity, isPanel)}</h4>${table(['fold#', 'cutoff', 'n#', ...models.map(({ model }) => `${model}#`)], rows)}`;
}

export function regimesTable({ models, quantity }: ReportedResult): string {
  const regimes = models.at(0)?.byRegimes ?? [];
  if (regimes.length === 0) return '';
  const isPanel = models[0].bySeries.length > 1;
  const rows = regimes.map(({ regime, scores: { n } }, i) => [
    regime,
    formatCount(n),
    ...models.map(({ byRegimes, u2Intervals }): HtmlCell => {
      const scores = byRegimes.at(i)?.scores;
      if (scores === undefined) return UNDEFINED;
      return sureCell(
        partCell(quantity, isPanel, scores, { reference: models[0].scores }),
        u2Intervals.byRegimes.at(i),
      );
    }),
  ]);
  return `<h4>By volatility at the origin, in thirds: ${partTitle(quantity, isPanel)}</h4>${table(['volatility', 'n#', ...models.map(({ model }) => `${model}#`)], rows)}`;
}

/** Coloured by whether the benchmark is beaten; without colour where the two are printed as equal. */
function markedCell({ text, relativeLoss }: ScoreCell): HtmlCell {
  if (Number.isNaN(relativeLoss) || isEqualRatio(relativeLoss)) return text;
  return markup(`<span class="${relativeLoss < 1 ? 'good' : 'bad'}">${escapeHtml(text)}</span>`);
}

/** Coloured if the interval of U2 leaves out 1, so that chance does not look like a finding. */
function sureCell(cell: ScoreCell, bounds: Numbers | undefined): HtmlCell {
  return bounds !== undefined && (bounds.lo > 1 || bounds.hi < 1) ? markedCell(cell) : cell.text;
}

/** A ratio to the benchmark, coloured if a test found a difference. */
export function lossRatioCell(ratio: number, isSignificant: boolean): HtmlCell {
  const text = formatNumber(ratio, 3);
  return isSignificant ? markedCell({ text, relativeLoss: ratio }) : text;
}
