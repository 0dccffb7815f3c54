/** Tables of p-values and of intervals. */

import { pText } from '../../evaluation/phrases.ts';
import { ALPHA, isSignificant, mostSignificant } from '../../significance/significant.ts';
import { UNDEFINED, formatCount, formatNumber, formatPercent } from '../format/units.ts';
import { escapeHtml } from './escape.ts';
import { TESTS } from './run-json.ts';
import type { Result } from './run-json.ts';
import type { Cell } from './table.ts';
import { markup, table } from './table.ts';

export function testsTable({ models, benchmark }: Result): string {
  const rivals = models.filter(({ model }) => model !== benchmark);
  if (rivals.length === 0) return '';
  const rows = rivals.map(({ model, tests }) => [
    model,
    ...TESTS.map(([name]): Cell => {
      const least = mostSignificant(tests[name] ?? []);
      if (least === undefined) return UNDEFINED;
      const text = `${pText(least.adjusted)}${(tests[name] ?? []).length > 1 ? ` (step ${least.step})` : ''}`;
      return isSignificant(least) ? markup(`<strong>${escapeHtml(text)}</strong>`) : text;
    }),
  ]);
  return `<h3>p against ${escapeHtml(benchmark)}</h3>${table(
    ['model', ...TESTS.map(([, title]) => `${title}#`)],
    rows,
  )}<p class="note">Below ${ALPHA} is more than luck; each is the smallest of its steps, adjusted (Holm) over models and steps.</p>`;
}

export function intervalsTable({ models }: Result): string {
  const rows = models.flatMap(({ model, intervals }) =>
    intervals.map(({ level, coverage, width, score, n, missing }) => [
      model,
      `${level} %`,
      formatPercent(coverage),
      formatNumber(width),
      formatNumber(score),
      formatCount(n),
      formatCount(missing),
    ]),
  );
  if (rows.length === 0) return '';
  return `<h3>Intervals</h3>${table(['model', 'level#', 'covers#', 'width#', 'score#', 'n#', 'none#'], rows)}<p class="note">Good intervals cover their level and are narrow: the score counts both, lower is better. none: earlier errors were too few.</p>`;
}
