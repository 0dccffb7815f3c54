/** Markets in the store: a list, or one with its gaps and revisions. */

import { formatMarket } from '../../data/market.ts';
import type { ColumnHistory } from '../../data/market-columns.ts';
import type { StoredGap, Revision } from '../../store/store.ts';
import { isInner } from '../format/gaps.ts';
import { differenceOf } from '../format/revisions.ts';
import { UNDEFINED, formatCount, formatTime, plural } from '../format/units.ts';
import type { DamagedData, StoredData } from '../inputs.ts';
import { renderTable } from './table.ts';
import { hexOf } from '../../text/digest.ts';

/** Lines of a table of gaps or revisions before it refers to `--json`. */
const MOST_LINES = 20;

/** A line per market. */
export function renderDataList(data: readonly (StoredData | DamagedData)[], file: string): string {
  if (data.length === 0) return `${file}: nothing stored yet`;
  const rows = data.map((one) => {
    if ('error' in one) return damagedRow(one);
    const { series, gaps, revisions, digest } = one;
    const inner = gaps.filter((gap) => isInner(gap, series));
    return [
      formatMarket(series),
      formatCount(series.rows),
      formatTime(series.first),
      formatTime(series.last),
      formatCount(inner.reduce((sum, { candles }) => sum + candles, 0)),
      formatCount(inner.filter(({ asked }) => asked === 0).reduce((sum, { candles }) => sum + candles, 0)),
      formatCount(revisions.length),
      timeOfDay(series.updatedAt),
      hexOf(digest, 12),
    ];
  });
  const columns = [
    { title: 'market', align: 'left' },
    { title: 'candles', align: 'right' },
    { title: 'from', align: 'left' },
    { title: 'to', align: 'left' },
    { title: 'missing', align: 'right' },
    { title: 'unconfirmed', align: 'right' },
    { title: 'revisions', align: 'right' },
    { title: 'updated', align: 'left' },
    { title: 'digest', align: 'left' },
  ] as const;
  return `${renderTable(columns, rows)}\n\n${file}`;
}

function damagedRow({ series }: DamagedData): readonly string[] {
  const { rows, first, last, updatedAt } = series;
  const cells = [formatMarket(series), formatCount(rows), formatTime(first), formatTime(last)];
  return [...cells, UNDEFINED, UNDEFINED, UNDEFINED, timeOfDay(updatedAt), 'damaged'];
}

/** Everything about one market: a line each, then its gaps and its revisions, newest first. */
export function renderData(
  { series, columns, gaps, revisions, repeats, digest, runs }: StoredData,
  file: string,
): string {
  const inner = gaps.filter((gap) => isInner(gap, series));
  const missing = inner.reduce((sum, { candles }) => sum + candles, 0);
  const lines = [
    ['market', formatMarket(series)],
    [
      'candles',
      `${formatCount(series.rows)}, opening ${formatTime(series.first)} to ${formatTime(series.last)}`,
    ],
    ['missing', `${plural(missing, 'candle')} in ${plural(inner.length, 'gap')}`],
    ['repeats', `${plural(repeats, 'candle')} identical to the one before`],
    ['revisions', formatCount(revisions.length)],
    ['read by', plural(runs.length, 'run')],
    ['updated', timeOfDay(series.updatedAt)],
    ['digest', digest],
    ['store', file],
  ];
  return [
    lines.map(([name, value]) => `${name.padEnd(11)}${value}`).join('\n'),
    ...(columns.length === 0 ? [] : [renderColumns(columns)]),
    ...(gaps.length === 0 ? [] : [renderGaps(gaps)]),
    ...(revisions.length === 0 ? [] : [renderRevisions(revisions)]),
  ].join('\n\n');
}

function renderColumns(all: readonly ColumnHistory[]): string {
  const rows = all.map(({ name, time, spans }) => [
    name,
    formatCount(time.length),
    time.length === 0 ? '' : formatTime(minuteOf(time[0])),
    time.length === 0 ? '' : formatTime(minuteOf(time[time.length - 1])),
    formatCount(Math.max(0, spans.length - 1)),
  ]);
  const columns = [
    { title: 'column', align: 'left' },
    { title: 'values', align: 'right' },
    { title: 'from', align: 'left' },
    { title: 'to', align: 'left' },
    { title: 'gaps', align: 'right' },
  ] as const;
  return renderTable(columns, rows);
}

const minuteOf = (time: number): number => Math.floor(time / 60_000) * 60_000;

function renderGaps(gaps: readonly StoredGap[]): string {
  const shown = gaps.slice(-MOST_LINES).toReversed();
  const rows = shown.map(({ from, to, candles, asked, lastAskedAt }) => [
    formatTime(from),
    formatTime(to),
    formatCount(candles),
    asked === 0 ? 'not confirmed' : plural(asked, 'time'),
    lastAskedAt === null ? '' : timeOfDay(lastAskedAt),
  ]);
  const columns = [
    { title: 'missing from', align: 'left' },
    { title: 'to', align: 'left' },
    { title: 'candles', align: 'right' },
    { title: 'requested again', align: 'left' },
    { title: 'last', align: 'left' },
  ] as const;
  return renderTable(columns, rows) + more(gaps.length, shown.length);
}

function renderRevisions(revisions: readonly Revision[]): string {
  const shown = revisions.slice(-MOST_LINES).toReversed();
  const rows = shown.map(({ time, at, before: old, after: now, usedBy }) => {
    const { column, before, after } = differenceOf({ before: old, after: now });
    return [
      formatTime(time),
      column,
      before,
      after,
      timeOfDay(at),
      usedBy.length === 0 ? '' : usedBy.join(' '),
    ];
  });
  const columns = [
    { title: 'revised', align: 'left' },
    { title: 'column', align: 'left' },
    { title: 'was', align: 'right' },
    { title: 'is', align: 'right' },
    { title: 'found', align: 'left' },
    { title: 'old value read by', align: 'left' },
  ] as const;
  return renderTable(columns, rows) + more(revisions.length, shown.length);
}

function more(all: number, shown: number): string {
  return all === shown ? '' : `\nand ${formatCount(all - shown)} earlier; \`--json\` shows all`;
}

/** To the second. */
function timeOfDay(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
