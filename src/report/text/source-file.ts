/** How a CSV file was read: what a user checks before trusting a result. The answer first, and every detail on request. */

import chalk from 'chalk';
import { escapeControl, quoted } from '../../text/escape.ts';
import type { ColumnKind } from '../../data/csv/column-words.ts';
import { columnUses } from '../../data/csv/column-uses.ts';
import type { Noted, Reading } from '../../data/csv/reading.ts';
import { UNDEFINED, formatCount, formatTime, plural } from '../format/units.ts';
import type { FileSeries, SourceFile } from '../inputs.ts';
import { hexOf } from '../../text/digest.ts';
import { left, renderTable, right, wrap } from './table.ts';

const WIDTH = 80;
const LABEL = 9;
/** Most series of a panel that are shown; `--json` lists the others. */
const MOST_SERIES = 5;
const MOST_NAMES = 12;
const MOST_KEYS = 6;

const DELIMITERS: ReadonlyMap<string, string> = new Map([
  [',', 'commas'],
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'bars'],
]);
const KINDS: Partial<Record<ColumnKind, string>> = {
  adjusted: 'adjusted close',
  change: 'change in percent',
  start: 'a second time',
  time: 'a second time',
};

/** What would be read, in at most 25 lines for most files: a sentence, times, columns, what is left out, the first and the last row. */
export function renderSourceFile(file: SourceFile): string {
  const { reading, series } = file;
  const notable: readonly (readonly [string, string | undefined])[] = [
    ['times', `${timeColumns(reading)}, ${timesOf(reading)}`],
    ['forecast', forecastOf(file)],
    ['also', otherColumns(file)],
    ['numbers', reading.mark === '.' ? undefined : numbersOf(reading)],
    ['gaps', hasNoGaps(series) ? undefined : gapsOf(series)],
    ['skipped', file.leftOut.length === 0 ? undefined : notedOf(file.leftOut)],
    ['remarks', file.remarks.length === 0 ? undefined : notedOf(file.remarks)],
    ['unread', reading.columns.unread.length === 0 ? undefined : unreadOf(reading)],
  ];
  const lines = notable.flatMap(([label, text]) => (text === undefined ? [] : [[label, text] as const]));
  return [
    answerOf(file),
    '',
    labelled(lines),
    '',
    ...(series.length === 1 ? [] : [renderSeries(series), '']),
    renderRows(file),
  ].join('\n');
}

/** `prices.csv: 1,000 rows, 2018-01-01 to 2020-09-26, 1d apart, without gaps.` */
function answerOf({ source, series }: SourceFile): string {
  const end = hasNoGaps(series) ? ', without gaps' : '';
  const text = `${escapeControl(source)}: ${plural(rowsOf(series), 'row')}${spanOf(series)}${end}.`;
  return chalk.bold(wrap(text, WIDTH));
}

const hasNoGaps = (series: readonly FileSeries[]): boolean =>
  series[0].step !== null && series.every(({ missing }) => missing === 0);

/** The column or the two columns of the time. */
function timeColumns(reading: Reading): string {
  const uses = columnUses(reading).filter(({ use }) => use.startsWith('time'));
  return uses.map(({ index }) => columnName(reading.header, index)).join(' and ');
}

/** The column to forecast, and how to choose another. */
function forecastOf({ column, reading }: SourceFile): string {
  const use = columnUses(reading).find(({ index }) => index === reading.columns.forecast.index);
  const name = use === undefined ? quoted(column) : columnName(reading.header, use.index);
  return use?.foundBy === '--column'
    ? `${name}, as \`--column\` says`
    : `${name}; \`--column\` chooses another`;
}

/** `open, high, low, volume; series from \`ticker\``, each with its header if that is another word. */
function otherColumns({ reading }: SourceFile): string | undefined {
  const uses = columnUses(reading).filter(
    ({ use, index }) => !use.startsWith('time') && index !== reading.columns.forecast.index,
  );
  if (uses.length === 0) return undefined;
  return uses
    .map(({ use, index }) => {
      const isSame = reading.header[index].trim().toLowerCase() === use;
      return isSame ? use : `${escapeControl(use)} from ${columnName(reading.header, index)}`;
    })
    .join(', ');
}

/** Everything about the file and its columns. */
export function renderSourceFileDetails(file: SourceFile): string {
  const { reading, series } = file;
  const lines: (readonly [string, string])[] = [
    ['rows', `${formatCount(rowsOf(series))}${spanOf(series)}`],
    ['gaps', gapsOf(series)],
    ...(series.length === 1 ? [['digest', series[0].digest] as const] : []),
    ['times', timesOf(reading)],
    ['numbers', numbersOf(reading)],
    ['file', fileOf(reading)],
    ['skipped', notedOf(file.leftOut)],
    ...(file.remarks.length === 0 ? [] : [['remarks', notedOf(file.remarks)] as const]),
    ['unread', unreadOf(reading)],
  ];
  return [
    escapeControl(file.source),
    labelled(lines),
    '',
    ...(series.length === 1 ? [] : [renderSeries(series), '']),
    renderColumns(reading),
    '',
    renderRows(file),
  ].join('\n');
}

const labelled = (lines: readonly (readonly [string, string])[]): string =>
  lines.map(([label, text]) => wrap(`${label.padEnd(LABEL)}${text}`, WIDTH, ' '.repeat(LABEL))).join('\n');

const timesOf = ({ firstTime, timeForm, timeZone }: Reading): string =>
  `${quoted(firstTime)} as ${timeForm}, time zone ${timeZone}`;

const numbersOf = ({ mark }: Reading): string => `decimal mark \`${mark}\``;

const rowsOf = (series: readonly FileSeries[]): number => series.reduce((sum, one) => sum + one.rows, 0);

function spanOf(series: readonly FileSeries[]): string {
  const [from, to] = [Math.min(...series.map((one) => one.from)), Math.max(...series.map((one) => one.to))];
  const step = series[0].step === null ? '' : `, ${series[0].step} apart`;
  const of = series.length === 1 ? '' : ` in ${formatCount(series.length)} series`;
  return `${of}, ${formatTime(from)} to ${formatTime(to)}${step}`;
}

function gapsOf(series: readonly FileSeries[]): string {
  if (series[0].step === null) return 'not counted: the rows are not evenly spaced, or there is only one';
  const missing = series.reduce((sum, one) => sum + one.missing, 0);
  if (missing === 0) return 'none';
  const gaps = series.flatMap((one) => one.gaps);
  const longest = gaps.reduce((best, gap) => (gap.candles > best.candles ? gap : best));
  return `${plural(gaps.length, 'gap')}, ${plural(missing, 'candle')} missing, the longest of ${longest.candles} from ${formatTime(longest.from)}`;
}

/** `1,829 lines of utf-8, cells separated by commas, header in line 1` */
function fileOf({ encoding, delimiter, headerLines, records }: Reading): string {
  const header =
    headerLines.length === 0
      ? 'no header line'
      : `header in ${headerLines.length === 1 ? 'line' : 'lines'} ${headerLines.join(', ')}`;
  return `${plural(records, 'line')} of ${encoding}, cells separated by ${DELIMITERS.get(delimiter) ?? quoted(delimiter)}, ${header}`;
}

/** `blank line: 2, the first in line 4; …` */
function notedOf(all: readonly Noted<string>[]): string {
  if (all.length === 0) return 'nothing';
  return all
    .map(({ kind, count, line, column }) => {
      const where = line === 0 ? '' : count === 1 ? `, in line ${line}` : `, the first in line ${line}`;
      return `${kind}${column === undefined ? '' : ` in ${quoted(column)}`}: ${formatCount(count)}${where}`;
    })
    .join('; ');
}

function unreadOf({ header, columns }: Reading): string {
  const { unread } = columns;
  if (unread.length === 0) return 'nothing';
  const names = unread.slice(0, MOST_NAMES).map(({ index, kind }) => {
    const what = kind === undefined ? undefined : KINDS[kind];
    return `${columnName(header, index)}${what === undefined ? '' : ` (${what})`}`;
  });
  const more = unread.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function renderSeries(series: readonly FileSeries[]): string {
  const rows = series
    .slice(0, MOST_SERIES)
    .map(({ id, rows: count, from, to, missing, digest }) => [
      escapeControl(id),
      formatCount(count),
      formatTime(from),
      formatTime(to),
      formatCount(missing),
      hexOf(digest, 12),
    ]);
  const columns = [left('series'), right('rows'), left('from'), left('to'), right('missing'), left('digest')];
  const more = series.length - rows.length;
  return `${renderTable(columns, rows)}${more > 0 ? `\nand ${more} more: \`--json\` lists all` : ''}`;
}

function renderColumns(reading: Reading): string {
  const rows = columnUses(reading).map(({ use, index, foundBy }) => [
    use,
    columnName(reading.header, index),
    { name: 'its name', cells: 'its cells', 'no header line': 'its place' }[foundBy as string] ?? foundBy,
  ]);
  return renderTable([left('read as'), left('column'), left('found by')], rows);
}

/** The first and the last row. */
function renderRows({ first, last, series }: SourceFile): string {
  const keys = Object.keys(first.values).slice(0, MOST_KEYS);
  const isPanel = series.length > 1;
  const rows = [first, last].map((row, i) => [
    i === 0 ? 'first' : 'last',
    ...(row.line === undefined ? [] : [String(row.line)]),
    ...(isPanel ? [escapeControl(row.id)] : []),
    formatTime(row.time),
    ...keys.map((key) => (Number.isNaN(row.values[key]) ? UNDEFINED : String(row.values[key]))),
  ]);
  const columns = [
    left('row'),
    ...(first.line === undefined ? [] : [right('line')]),
    ...(isPanel ? [left('series')] : []),
    left('time'),
    ...keys.map((key) => right(escapeControl(key))),
  ];
  return renderTable(columns, rows);
}

function columnName(header: readonly string[], index: number): string {
  return header[index].trim() === '' ? `column ${index + 1}` : quoted(header[index]);
}
