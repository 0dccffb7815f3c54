/**
 * Reads candles from CSV files, which differ in names, separators, time formats, order and in what surrounds the
 * table. What is ambiguous is an error with file and line. `docs/csv.md` is the user's guide to it.
 */

import { basename } from 'node:path';
import type { Candles } from '../candles.ts';
import { closedCandles } from '../closed-candles.ts';
import type { FileReading } from '../sources.ts';
import { chooseColumns } from './choose-columns.ts';
import type { ColumnChoice, NumberColumn, WantedColumns } from './choose-columns.ts';
import { readTimedRows } from './timed-rows.ts';
import type { WrittenTimes } from './timed-rows.ts';
import type { TimedTable } from './timed-rows.ts';
import { fileError, optionText } from './csv-errors.ts';
import { withConstants } from './constants.ts';
import { buildCandles, countEchoes, countGaps } from './build-candles.ts';
import type { ParsedRows, Repairs } from './build-candles.ts';
import type { CsvTable, FindOptions } from './find-table.ts';
import { cellsOf, findTable } from './find-table.ts';
import { checkAssumed, findImpossible } from './headerless.ts';
import { inferColumns, withTicks } from './infer-columns.ts';
import { joinClock } from './join-clock.ts';
import type { TableWithRowsAbove } from './rows-above.ts';
import { misfitError, readRowsAbove } from './rows-above.ts';
import { timeFormOf } from './time-form.ts';
import type { OpenInput } from './decode-text.ts';
import { readText } from './decode-text.ts';
import { parseTimeFormat } from './parse-times.ts';
import { parseDecimalMark } from './parse-numbers.ts';
import { parseTimeZone } from '../time-zone.ts';
import { readNumberColumns } from './number-columns.ts';
import { notesOf, warningsOf } from './reading.ts';
import type { InferredColumn, Noted, Reading, Remark, Tally } from './reading.ts';
import { escapeControl, quoted } from '../../text/escape.ts';
import type { Warning } from '../../text/warning.ts';
import { withText } from '../../text/warning.ts';

export interface CsvOptions extends FileReading {
  /** The column to forecast: a standard name (`close`) or a header as written, any case. Default `close`. */
  readonly column?: string;
  /** Other columns to read, if the file has them. */
  readonly others?: readonly string[];
  /** Those of them whose future is known: rows with a value there stay, although their candle has not closed. */
  readonly ahead?: readonly string[];
  /** Columns that are the same in every row of a series. */
  readonly constants?: readonly string[];
  /** Milliseconds of the clock: candles that close later are left out. Default: all are read. */
  readonly now?: number | undefined;
  readonly onProgress?: (reached: ReadingProgress) => void;
}

/** How far reading has come: bytes of the file, then the share of the text whose rows are parsed. */
export type ReadingProgress = { readonly bytes: number } | { readonly share: number };

export interface CsvResult {
  /** One per series, in the order of their first row. */
  readonly candles: readonly Candles[];
  /** Key of the forecast column in `Candles.columns`. */
  readonly column: string;
  readonly warnings: readonly Warning[];
  /** Notes: worth a line, but not a warning. */
  readonly notes: readonly string[];
  /** How the file was read; the warnings are made from it. */
  readonly reading: Reading;
}

/** The candles of the CSV file `source`, which may be gzip; `-` is standard input. */
export async function loadCsv(
  source: string,
  options: CsvOptions = {},
  stdin?: OpenInput,
): Promise<CsvResult> {
  const name = source === '-' ? 'stdin' : source;
  const { column = 'close', timeColumn, onProgress } = options;
  const checkStart = (start: string): void => checkColumns(start, name, { column, timeColumn });
  const { text, encoding } = await readText(source, name, {
    stdin,
    checkStart,
    onBytes: (bytes) => onProgress?.({ bytes }),
  });
  return readCsv(text, name, { ...options, id: seriesId(name), encoding });
}

/**
 * The candles in `text`, the whole of a CSV file. `source` is the file's name in messages. `id` is the name of the
 * series if there is no `unique_id` column (default: the file's name without folder and extension).
 */
export function readCsv(
  text: string,
  source: string,
  options: CsvOptions & { readonly id?: string; readonly encoding?: string } = {},
): CsvResult {
  const {
    column = 'close',
    timeColumn,
    seriesColumn,
    decimalMark,
    now,
    onProgress,
    id = seriesId(source),
  } = options;
  const format = writtenTimes(options);
  const mark = parseDecimalMark(decimalMark);
  const { others, constants, ahead = [] } = options;
  const asked = { column, timeColumn, seriesColumn, others, constants };
  const { table, columns, inferred, rowsAbove } = readColumns(text, source, asked, {
    onShare: (share) => onProgress?.({ share }),
  });
  const body = readTimedRows(table, columns, format, id, asked);
  const values = readNumberColumns(body, columns, mark);
  checkBounds(body, values.columns, rowsAbove);

  const rows = parsedRows(body, values.columns);
  const repairs: Repairs = { duplicates: 0, firstDuplicate: 0, unsorted: 0, firstUnsorted: 0 };
  const all = [...groupRows(body.ids)].map(([series, order]) => buildCandles(repairs, rows, series, order));
  checkValues(all, columns.forecast, table);
  const named = withConstants(all, body, columns, values.mark);
  const { candles, leftOut } =
    now === undefined ? { candles: named, leftOut: [] } : closedCandles(named, now, undefined, ahead);
  const reading: Reading = {
    source,
    delimiter: body.delimiter,
    header: body.header,
    headerLines: body.headerLines,
    ...seriesOf(columns, body, all),
    inferred,
    timeZone: format.zone?.name ?? 'UTC',
    asked: options,
    encoding: options.encoding ?? 'utf-8',
    ...timeOf(columns, body),
    mark: values.mark,
    records: body.records,
    rows: body.rows.length,
    skipped: body.skipped,
    remarks: [
      ...remark('row above the header line', { count: rowsAbove, line: table.lines[0] }),
      ...body.remarks,
      ...values.remarks,
      ...remark('row without a value', countGaps(rows, columns.forecast.key, ahead)),
      ...repairsOf(repairs),
      ...remark('same values at another time', countEchoes(rows, body.ids)),
      ...leftOut,
    ],
  };
  return { candles, column: columns.forecast.key, ...linesOf(reading) };
}

function linesOf(reading: Reading): Pick<CsvResult, 'warnings' | 'notes' | 'reading'> {
  const named = (line: string): string => `${escapeControl(reading.source)}: ${line}`;
  return {
    warnings: warningsOf(reading).map((warning) => withText(warning, named)),
    notes: notesOf(reading).map(named),
    reading,
  };
}

interface TableWithColumns extends TableWithRowsAbove {
  readonly columns: ColumnChoice;
  readonly inferred: readonly InferredColumn[];
}

/** The table of a file, and what its columns are. */
function readColumns(
  text: string,
  source: string,
  asked: WantedColumns,
  options: FindOptions,
): TableWithColumns {
  const table = joinClock(findTable(text.replace(/^\uFEFF/, ''), source, asked, options), asked);
  const { columns, inferred } = chosenColumns(table, asked);
  return { ...readRowsAbove(table, columns), columns, inferred };
}

function chosenColumns(
  table: CsvTable,
  asked: WantedColumns,
): Pick<TableWithColumns, 'columns' | 'inferred'> {
  const { wanted, header, inferred } = inferColumns(table, asked);
  const chosen = chooseColumns(header, table.rows.at(0) ?? [], wanted, table.source);
  const named = wanted.column === asked.column ? chosen : withForecastKey(chosen, asked.column);
  const ticks = withTicks(table, withCells(table, named));
  return { columns: ticks.columns, inferred: [...inferred, ...ticks.inferred] };
}

/** The choice without columns that no row has a cell for, as all are too short in the same way. */
function withCells({ rows }: CsvTable, columns: ColumnChoice): ColumnChoice {
  const width = rows.at(0)?.length ?? 0;
  if (rows.length < 2 || rows.some((row) => row.length !== width)) return columns;
  const hasCell = ({ index }: { readonly index: number }): boolean => index < width;
  const without = columns.numbers.filter((column) => !hasCell(column) && column !== columns.forecast);
  const unread = [...columns.unread, ...without.map(({ index }) => ({ index, kind: undefined }))];
  return {
    ...columns,
    numbers: columns.numbers.filter((column) => !without.includes(column)),
    unread: unread.toSorted((a, b) => a.index - b.index),
  };
}

/** Throws if `start`, the beginning of a long file, shows that the file cannot be read. */
function checkColumns(start: string, source: string, asked: WantedColumns): void {
  const table = findTable(start, source, asked, { isStart: true });
  if (table.rows.length > 0) chosenColumns(joinClock(table, asked), asked);
}

/** The columns with the forecast column under the name that was asked for. */
function withForecastKey(columns: ColumnChoice, column: string): ColumnChoice {
  const forecast = { ...columns.forecast, key: column.toLowerCase() };
  const numbers = columns.numbers.map((each) => (each === columns.forecast ? forecast : each));
  return { ...columns, forecast, numbers };
}

/** Throws for rows without a header line that cannot be what they are assumed to be. */
function checkBounds(table: CsvTable, columns: ReadonlyMap<string, Float64Array>, rowsAbove: number): void {
  if (table.headerLines.length === 0) checkAssumed(table, columns);
  const misfit = findImpossible(columns, rowsAbove);
  if (misfit >= 0) throw misfitError(table, table.rows[misfit], table.lines[misfit]);
}

function writtenTimes({ dateFormat, timeZone }: FileReading): WrittenTimes {
  const zone = timeZone === undefined ? undefined : parseTimeZone(timeZone);
  return { ...parseTimeFormat(dateFormat), zone };
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
  { seriesColumn, marketColumns }: TimedTable,
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

function parsedRows(body: TimedTable, columns: ParsedRows['columns']): ParsedRows {
  const { source, time, lines, clockOf } = body;
  return { source, time, columns, lines: Int32Array.from(lines), clockOf };
}

/** How the times of the rows are written. */
function timeOf({ time }: ColumnChoice, body: TimedTable): Pick<Reading, 'firstTime' | 'timeForm'> {
  const cells = cellsOf(body, time);
  return { firstTime: cells[0], timeForm: timeFormOf(cells, body.time) };
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

function remark(kind: Remark, found: Tally): readonly Noted<Remark>[] {
  return found.count === 0 ? [] : [{ kind, ...found }];
}

/** Rows of each series, in the order of the file. */
function groupRows(ids: readonly string[]): ReadonlyMap<string, Int32Array> {
  const groups = new Map<string, number[]>();
  for (const [row, id] of ids.entries()) {
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [row]);
    else group.push(row);
  }
  return new Map([...groups].map(([id, group]) => [id, Int32Array.from(group)]));
}

/** `BTCUSD` of `data/BTCUSD.csv.gz`. */
function seriesId(source: string): string {
  const name = escapeControl(basename(source));
  return name.replace(/(?<=.)\.gz$/i, '').replace(/(?<=.)\.[a-z]\w{0,4}$/i, '') || name;
}
