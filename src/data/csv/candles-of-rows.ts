/** The candles of the rows of a file, with an account of how it was read. */

import { escapeControl, quoted } from '../../text/escape.ts';
import { withText } from '../../text/warning.ts';
import type { Candles } from '../candles.ts';
import { closedCandles } from '../closed-candles.ts';
import type { Timeframe } from '../timeframe.ts';
import { buildCandles, countEchoes, countGaps } from './build-candles.ts';
import type { ParsedRows, Repairs } from './build-candles.ts';
import type { ColumnChoice, NumberColumn } from './choose-columns.ts';
import { fileError, optionText } from './csv-errors.ts';
import type { CsvResult, TextReading } from './csv-result.ts';
import { cellsOf } from './find-table.ts';
import type { CsvTable } from './find-table.ts';
import { notesOf, warningsOf } from './reading.ts';
import type { Noted, Reading, Remark, Tally } from './reading.ts';
import type { TextRows } from './rows-of-text.ts';
import { timeFormOf } from './time-form.ts';
import type { TimedTable } from './timed-rows.ts';

/** All rows of a file, in file order. */
export interface FileRows extends Pick<ParsedRows, 'time' | 'columns' | 'lines'>, Pick<Reading, 'records'> {
  /** Row numbers of each series, in file order. */
  readonly groups: ReadonlyMap<string, Int32Array>;
  /** The trades from which the rows were built, and the length of these candles. */
  readonly trades?: Tally & { readonly timeframe: Timeframe };
}

/**
 * The candles of the rows.
 * @param text - what was read as text: all rows, or the first ones, which show what everything is
 * @param withConstants - adds what is the same in every row of a series
 */
export function candlesOfRows(
  { body, columns: choice, inferred, values, rowsAbove, format }: TextRows,
  file: FileRows,
  options: TextReading,
  withConstants: (candles: readonly Candles[]) => readonly Candles[] = (candles) => candles,
): CsvResult {
  const { source, clockOf } = body;
  const { groups } = file;
  const { now, ahead = [] } = options;
  const rows: ParsedRows = { source, clockOf, ...file };
  const repairs: Repairs = { duplicates: 0, firstDuplicate: 0, unsorted: 0, firstUnsorted: 0 };
  const known = file.trades && { timeframe: file.trades.timeframe };
  const all = [...groups].map(([series, order]) => ({
    ...buildCandles(repairs, rows, series, order),
    ...known,
  }));
  checkValues(all, choice.forecast, body);
  const named = withConstants(all);
  const { candles, leftOut } =
    now === undefined
      ? { candles: named, leftOut: [] }
      : closedCandles(named, now, file.trades?.timeframe, ahead);
  const cells = cellsOf(body, choice.time);
  const reading: Reading = {
    source,
    delimiter: body.delimiter,
    header: body.header,
    headerLines: body.headerLines,
    ...seriesOf(choice, body, all),
    inferred,
    timeZone: format.zone?.name ?? 'UTC',
    asked: options,
    encoding: options.encoding ?? 'utf-8',
    firstTime: cells[0],
    timeForm: timeFormOf(cells, body.time),
    mark: values.mark,
    records: file.records,
    rows: file.trades?.count ?? rows.time.length,
    skipped: body.skipped,
    remarks: [
      ...remark('row above the header line', { count: rowsAbove, line: rows.lines[0] }),
      ...body.remarks,
      ...values.remarks,
      ...(file.trades === undefined ? [] : remark('trade', file.trades)),
      ...remark('row without a value', countGaps(rows, choice.forecast.key, ahead)),
      ...repairsOf(repairs),
      ...remark('same values at another time', countEchoes(rows, groups)),
      ...leftOut,
    ],
  };
  return { candles, column: choice.forecast.key, ...linesOf(reading) };
}

function linesOf(reading: Reading): Pick<CsvResult, 'warnings' | 'notes' | 'reading'> {
  const named = (line: string): string => `${escapeControl(reading.source)}: ${line}`;
  return {
    warnings: warningsOf(reading).map((warning) => withText(warning, named)),
    notes: notesOf(reading).map(named),
    reading,
  };
}

/** Throws for a series without a value in the forecast column. */
function checkValues(
  candles: readonly Candles[],
  forecast: NumberColumn,
  { source, header }: Pick<CsvTable, 'source' | 'header'>,
): void {
  for (const { id, time, columns } of candles) {
    const hasValues = (key: string): boolean => columns[key].some((value) => !Number.isNaN(value));
    if (hasValues(forecast.key)) continue;
    const fullest = Object.keys(columns).find(hasValues);
    throw fileError(
      source,
      `expected a number in column ${quoted(header[forecast.index])} of ${quoted(id)}, got none in ${time.length} rows`,
      fullest === undefined
        ? `delete the rows of ${quoted(id)}: none of its cells is a number`
        : `choose another column, for example ${optionText('--column', fullest)}, or delete the rows of ${quoted(id)}`,
    );
  }
}

/** The columns with the one that names the series; also the series, if their column was found by its cells. */
function seriesOf(
  columns: ColumnChoice,
  { seriesColumn, marketColumns }: Pick<TimedTable, 'seriesColumn' | 'marketColumns'>,
  series: readonly Candles[],
): Pick<Reading, 'columns' | 'foundSeries'> {
  const isFound = columns.uniqueId === undefined && seriesColumn !== undefined;
  const unread = columns.unread.filter(
    ({ index }) => index !== seriesColumn && !marketColumns.includes(index),
  );
  return {
    columns: { ...columns, uniqueId: seriesColumn, unread },
    foundSeries: isFound ? series.map(({ id }) => id) : [],
  };
}

function repairsOf({
  duplicates,
  firstDuplicate,
  unsorted,
  firstUnsorted,
}: Repairs): readonly Noted<Remark>[] {
  return [
    ...remark('duplicate row', { count: duplicates, line: firstDuplicate }),
    ...remark('out of order', { count: unsorted, line: firstUnsorted }),
  ];
}

function remark(kind: Remark, { count, line }: Tally): readonly Noted<Remark>[] {
  return count === 0 ? [] : [{ kind, count, line }];
}
