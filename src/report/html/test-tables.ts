/** Tables of p-values and of intervals. */

import { ALPHA } from '../../significance/significant.ts';
import { intervalColumns, intervalLegend } from '../format/score-columns.ts';
import { TESTS, shownTest } from '../format/tests.ts';
import { UNDEFINED, formatCount } from '../format/units.ts';
import { escapeHtml } from './escape.ts';
import type { ReportedResult } from './run-json.ts';
import type { HtmlCell } from './table.ts';
import { markup, table } from './table.ts';

export function testsTable({ models, benchmark }: ReportedResult): string {
  const rivals = models.filter(({ model }) => model !== benchmark);
  if (rivals.length === 0) return '';
  const rows = rivals.map(({ model, tests }) => [
    model,
    ...TESTS.map(({ name }): HtmlCell => {
      const shown = shownTest(tests[name] ?? []);
      if (shown === undefined) return UNDEFINED;
      return shown.isSignificant ? markup(`<strong>${escapeHtml(shown.text)}</strong>`) : shown.text;
    }),
  ]);
  return `<h4>p against ${escapeHtml(benchmark)}</h4>${table(
    ['model', ...TESTS.map(({ title }) => `${title}#`)],
    rows,
  )}<p class="note">p below ${ALPHA} is significant. Each p is the smallest of the steps, adjusted (Holm) for all models and steps.</p>`;
}

export function intervalsTable({ models, quantity }: ReportedResult): string {
  const columns = intervalColumns(false);
  const rows = models.flatMap(({ model, intervals }) =>
    intervals.map((interval) => [
      model,
      `${interval.level} %`,
      ...columns.map(({ cell }) => cell(interval, [])),
      formatCount(interval.n),
      formatCount(interval.missing),
    ]),
  );
  if (rows.length === 0) return '';
  const isPanel = models[0].bySeries.length > 1;
  const heads = ['level', ...columns.map(({ head }) => head), 'n', 'none'];
  return `${table(
    ['model', ...heads.map((head) => `${head}#`)],
    rows,
  )}<p class="note">${escapeHtml(intervalLegend(quantity, isPanel).join(' '))} none: forecasts without an interval.</p>`;
}
