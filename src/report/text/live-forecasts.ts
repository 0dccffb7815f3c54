/** Scores of recorded forecasts. */

import chalk from 'chalk';
import type { LiveEvaluation } from '../../live/live-evaluation.ts';
import { escapeControl } from '../../text/escape.ts';
import { liveTables } from '../format/live-tables.ts';
import { formatCount, formatTime, plural } from '../format/units.ts';
import type { LiveReport } from '../inputs.ts';
import { nothingRecorded } from './records.ts';
import { proseWidth } from './layout.ts';
import { renderResultTable, wrap } from './table.ts';

/** The answer, counts, a table per series, and a sentence per model. */
export function renderLive({ live, evaluated, answer, store, isAll }: LiveReport): string {
  if (live.records === 0) return nothingRecorded(store);
  const tables = liveTables(evaluated, { isAll }).map(
    (table) => `${escapeControl(table.title)}\n${renderResultTable(table)}`,
  );
  const verdicts = evaluated
    .filter(({ verdict }) => verdict !== '')
    .map(({ verdict }) => wrap(`- ${escapeControl(verdict)}`, proseWidth(), '  '));
  const sentence = chalk.bold(wrap(escapeControl(answer.sentence), proseWidth()));
  return [
    sentence,
    ledgerLines(live),
    ...tables,
    ...(verdicts.length === 0 ? [] : [verdicts.join('\n')]),
  ].join('\n\n');
}

/** How many forecasts there are, and in which state. */
export function ledgerLines({ records, counts, next, revised, fills }: LiveEvaluation): string {
  const { scored, waiting, overdue, missed, afterTheFact } = counts;
  const open = waiting - overdue;
  const states = [
    `${formatCount(scored)} scored live`,
    ...(open > 0 ? [`${formatCount(open)} waiting, the first closes at ${formatTime(next)}`] : []),
    ...(overdue > 0 ? [`${formatCount(overdue)} closed but not in the source yet`] : []),
    ...(missed > 0 ? [`${formatCount(missed)} missed (no candle)`] : []),
    ...(afterTheFact > 0 ? [`${formatCount(afterTheFact)} made after the fact (not counted)`] : []),
  ];
  const isNew = fills.filter(({ revisedAt }) => revisedAt === null).length;
  const lines = [
    `ledger   ${plural(records, 'forecast')}; steps: ${states.join('; ')}`,
    ...(isNew > 0 ? [`new      ${plural(isNew, 'actual value')} since the last score`] : []),
    ...(fills.length > isNew
      ? [`changed  ${plural(fills.length - isNew, 'actual value')} revised; the new values count`]
      : []),
    ...(revised > 0
      ? [
          `revised  ${plural(revised, 'forecast')} made from values that were revised or filled in later; the forecasts are unchanged`,
        ]
      : []),
  ];
  return lines.map((line) => wrap(line, proseWidth(), '         ')).join('\n');
}
