/** One line per model and level: scores and tests of prediction intervals. */

import type { Quantity } from '../../data/quantities.ts';
import type { Evaluation, IntervalResult } from '../../evaluation/evaluation.ts';
import { pText } from '../../evaluation/phrases.ts';
import { ALPHA, isSignificant } from '../../significance/significant.ts';
import { escapeControl } from '../../text/escape.ts';
import { intervalColumns, intervalLegend } from '../format/score-columns.ts';
import { UNDEFINED, formatCount } from '../format/units.ts';
import { dim, left, renderTable, right } from './table.ts';

interface IntervalsContext {
  readonly quantity: Quantity;
  /** Whether ranges over the steps are shown. */
  readonly hasSteps: boolean;
  readonly isPanel: boolean;
  /** Where the intervals come from, as a sentence. */
  readonly source: string;
}

/** Empty if no model has intervals. */
export function intervalsTable(
  models: readonly Evaluation[],
  { quantity, hasSteps, isPanel, source }: IntervalsContext,
): string {
  const columns = intervalColumns(hasSteps);
  const rows = models.flatMap(({ model, intervals }) =>
    intervals.map((interval) => [
      escapeControl(model),
      `${interval.level} %`,
      ...columns.map(({ cell }) =>
        cell(
          interval.scores,
          interval.bySteps.filter(({ n }) => n > 0),
        ),
      ),
      testText(interval, 'kupiec'),
      testText(interval, 'christoffersen'),
      formatCount(interval.scores.n),
      formatCount(interval.missing),
    ]),
  );
  if (rows.length === 0) return '';
  const heads = ['level', ...columns.map(({ head }) => head), 'Kupiec', 'Christoff.', 'n', 'none'];
  return `${renderTable([left('intervals'), ...heads.map(right)], rows)}\n${dim([
    [source, ...intervalLegend(quantity, isPanel)].join(' '),
    `Kupiec tests the coverage, Christoffersen whether misses cluster: p, or the number of series and steps with p below ${ALPHA}. ` +
      'n: forecasts for which every model has an interval; none: forecasts of this model without one.',
  ])}`;
}

/** p of a single test, or how many of several are significant. */
function testText({ tests }: IntervalResult, name: 'kupiec' | 'christoffersen'): string {
  const defined = tests.map((one) => one[name]).filter(({ p }) => !Number.isNaN(p));
  if (defined.length === 0) return UNDEFINED;
  if (defined.length === 1) return pText(defined[0].p);
  return `${defined.filter(isSignificant).length} of ${defined.length}`;
}
