/** Scores by step, by series, and by volatility at the origin. */

import type { Quantity } from '../../data/quantities.ts';
import type { Evaluation } from '../../evaluation/evaluation.ts';
import { isSignificantlyBetter } from '../../significance/diebold-mariano.ts';
import { isSignificant } from '../../significance/significant.ts';
import { escapeControl } from '../../text/escape.ts';
import { partCell, partTitle } from '../format/score-columns.ts';
import { formatCount } from '../format/units.ts';
import type { TextColumn } from './table.ts';
import { left, renderTable, right, testedCell } from './table.ts';

/** Steps that a table shows; of more, these many spread from the first to the last. */
const STEPS_SHOWN = 14;

export function stepsTable(models: readonly Evaluation[], quantity: Quantity): string {
  const [{ bySteps, scores: reference, bySeries }] = models;
  const isPanel = bySeries.length > 1;
  const shown = spread(bySteps.length, STEPS_SHOWN);
  const isMarked = ({ tests }: Evaluation, i: number): boolean =>
    tests.dm.slice(i, i + 1).some(isSignificant);
  const rows = shown.map((i) => [
    String(bySteps[i].step),
    formatCount(bySteps[i].n),
    ...models.map((result) => {
      const mark = isMarked(result, i) ? '*' : '';
      const { text, relativeLoss } = partCell(quantity, isPanel, result.bySteps[i], { reference, mark });
      return testedCell(text, stepWord(result, i), relativeLoss);
    }),
  ]);
  const hasMarks = models.some((result) => shown.some((i) => isMarked(result, i)));
  const note = hasMarks ? `; * differs significantly from ${quantity.benchmarks[0]}` : '';
  return `By step: ${partTitle(quantity, isPanel)}${note}\n${renderTable(partColumns(right('step'), models), rows)}`;
}

export function seriesTable(models: readonly Evaluation[], quantity: Quantity): string {
  const rows = models[0].bySeries.map(({ id, scores: reference }, i) => [
    escapeControl(id),
    formatCount(reference.n),
    ...models.map(({ bySeries }) => partCell(quantity, false, bySeries[i].scores, { reference }).text),
  ]);
  return `By series: ${partTitle(quantity, false)}\n${renderTable(partColumns(left('series'), models), rows)}`;
}

/** Empty if the volatility at the origins is unknown. */
export function regimesTable(models: readonly Evaluation[], quantity: Quantity): string {
  const [{ byRegimes, scores: reference, bySeries }] = models;
  if (byRegimes.length === 0) return '';
  const isPanel = bySeries.length > 1;
  const rows = byRegimes.map(({ regime, scores }, i) => [
    regime,
    formatCount(scores.n),
    ...models.map((result) => partCell(quantity, isPanel, result.byRegimes[i].scores, { reference }).text),
  ]);
  return `By volatility at the origin, in thirds: ${partTitle(quantity, isPanel)}\n${renderTable(partColumns(left('regime'), models), rows)}`;
}

/** What the test finds at the step. */
function stepWord({ tests }: Evaluation, i: number): 'better' | 'worse' | undefined {
  const test = tests.dm.at(i);
  if (test === undefined || !isSignificant(test)) return undefined;
  return isSignificantlyBetter(test) ? 'better' : 'worse';
}

function partColumns(first: TextColumn, models: readonly Evaluation[]): TextColumn[] {
  return [first, right('n'), ...models.map(({ model }) => right(escapeControl(model)))];
}

/** Up to `shown` whole numbers spread over 0 .. count - 1, both ends included. */
function spread(count: number, shown: number): number[] {
  if (count <= shown) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: shown }, (_, i) => Math.round((i * (count - 1)) / (shown - 1)));
}
