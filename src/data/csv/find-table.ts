/**
 * CSV text as a header and rows of cells with their line numbers. Finds the delimiter and the header line, skips
 * what surrounds the table (URL lines, comments, blank lines, repeated headers), and names the columns of two
 * well-known downloads without a header line.
 */

import { parse } from 'csv-parse/sync';
import type { Options } from 'csv-parse/sync';
import type { DataError } from '../../errors.ts';
import { headerLikeness } from './choose-columns.ts';
import { bareName } from './header-names.ts';
import type { WantedColumns } from './choose-columns.ts';
import { parseNumber } from './parse-numbers.ts';
import { fileError, lineError } from './csv-errors.ts';
import { Notes } from './reading.ts';
import type { Noted, SkipReason } from './reading.ts';
import { parseTime } from './parse-times.ts';
import { escapeControl, quoted } from '../../text/escape.ts';
import { unguarded } from '../../text/spreadsheet.ts';

export interface CsvTable {
  /** The file's name in messages. */
  readonly source: string;
  readonly delimiter: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The file's own line of each row, counted from 1. */
  readonly lines: readonly number[];
  /** Lines of the header, counted from 1; empty if the file has none. */
  readonly headerLines: readonly number[];
  /** Records of the file: header lines, rows and what is skipped. */
  readonly records: number;
  readonly skipped: readonly Noted<SkipReason>[];
}

/** Where the table starts in a list of records. */
interface TableStart {
  readonly delimiter: string;
  readonly header: readonly string[];
  /** The record of the first row. */
  readonly firstRow: number;
  /** Records that the header takes, just above the first row; 0 without a header line. */
  readonly headerRecords: number;
}

const DELIMITERS = [',', ';', '\t', '|'];
/** The header line must be among this many first records. */
const SEARCHED_RECORDS = 30;
const SEARCHED_CHARACTERS = 1 << 20;

/** Downloads without a header line, told apart by their number of columns: Kraken's and Binance's public data. */
const HEADERLESS = [
  'time open high low close volume trades',
  `open_time open high low close volume close_time quote_volume trades taker_buy_volume taker_buy_quote_volume ignore`,
].map((names) => names.split(' '));

/** The table in `text`. Its header contains the wanted columns, or is the one most like a header. */
export function findTable(text: string, source: string, wanted: WantedColumns): CsvTable {
  if (text.trim() === '') {
    throw fileError(source, 'expected rows, got an empty file', 'check how it was written');
  }
  const start = findStart(text, source, wanted);
  const { delimiter, header, firstRow } = start;
  const records = parseRecords(text, source, delimiter);
  const recordLines = linesOf(records);
  const rows: string[][] = [];
  const lines: number[] = [];
  const skipped = new Notes<SkipReason>();
  const firstHeader = firstRow - start.headerRecords;
  for (const [i, record] of records.entries()) {
    const reason = skipReason(record, i, start);
    if (reason !== undefined) skipped.add(reason, recordLines[i]);
    if (reason !== undefined || (i >= firstHeader && i < firstRow)) continue;
    if (
      recordLines[i + 1] > recordLines[i] + 1 &&
      record.some((cell) => /[\n\r]/.test(cell) && cell.includes(delimiter))
    ) {
      throw lineError(
        source,
        recordLines[i],
        `expected one row per line, got a quoted cell that extends to line ${recordLines[i + 1] - 1}`,
        'close the quote, or delete it',
      );
    }
    rows.push(record);
    lines.push(recordLines[i]);
  }
  if (start.headerRecords === 0) checkHeaderless(rows, lines, source);
  return {
    source,
    delimiter,
    header: header.map(unguarded),
    rows,
    lines,
    headerLines: recordLines.slice(firstHeader, firstRow),
    records: records.length,
    skipped: skipped.list(),
  };
}

/** Why record `i` is not a row; `undefined` for rows and the header. */
function skipReason(record: readonly string[], i: number, start: TableStart): SkipReason | undefined {
  const { header, firstRow, headerRecords } = start;
  if (i >= firstRow - headerRecords && i < firstRow) return undefined;
  if (isBlank(record)) return 'blank line';
  if (isComment(record, header.length)) return 'comment';
  if (i < firstRow) return 'line above the table';
  return headerRecords > 0 && isSameHeader(record, header) ? 'repeated header line' : undefined;
}

/** The cells of one column; empty if a row is too short. */
export function cellsOf(table: CsvTable, index: number): readonly string[] {
  return table.rows.map((row) => row.at(index) ?? '');
}

/** The start of the table, for the delimiter that fits a header line or a known download best. */
function findStart(text: string, source: string, wanted: WantedColumns): TableStart {
  const searched = text.slice(0, SEARCHED_CHARACTERS);
  const samples = DELIMITERS.map((delimiter) => ({ delimiter, records: sampleRecords(searched, delimiter) }));
  let best: TableStart | undefined;
  let bestRank = 0;
  for (const { delimiter, records } of samples) {
    const start = findTickerHeader(records, delimiter, source);
    if (start !== undefined) return start;
    for (const [i, record] of records.entries()) {
      const likeness = headerLikeness(record, wanted);
      if (likeness === 3) return { delimiter, header: record, firstRow: i + 1, headerRecords: 1 };
      // More cells are more likely the right delimiter.
      const rank = likeness * 1e6 + record.length;
      if (likeness === 0 || rank <= bestRank) continue;
      best = { delimiter, header: record, firstRow: i + 1, headerRecords: 1 };
      bestRank = rank;
    }
  }
  for (const { delimiter, records } of samples) {
    const start = findHeaderless(records, delimiter);
    if (start !== undefined) return start;
  }
  if (best !== undefined) return best;
  throw noHeader(samples[0].records, text, source);
}

/** The table that yfinance writes with three header lines: `Price,Close,High`, `Ticker,BTC-USD,BTC-USD`, `Date,,`. */
function findTickerHeader(
  records: readonly (readonly string[])[],
  delimiter: string,
  source: string,
): TableStart | undefined {
  const at = records.findIndex(
    (record, i) =>
      i < records.length - 2 && bareName(record[0]) === 'price' && bareName(records[i + 1][0]) === 'ticker',
  );
  if (at < 0) return undefined;
  const tickers = [...new Set(records[at + 1].slice(1))];
  if (tickers.length > 1) {
    throw fileError(
      source,
      `expected one ticker in line ${at + 2}, got ${tickers.length}: ${tickers.slice(0, 5).map(quoted).join(', ')}`,
      'save each ticker to a file of its own, or write one table with a `unique_id` column',
    );
  }
  return {
    delimiter,
    header: [records[at + 2][0], ...records[at].slice(1)],
    firstRow: at + 3,
    headerRecords: 3,
  };
}

function findHeaderless(records: readonly (readonly string[])[], delimiter: string): TableStart | undefined {
  const firstRow = records.findIndex((record) => !isBlank(record) && !isComment(record, 7));
  if (firstRow < 0) return undefined;
  const record = records[firstRow];
  const header = HEADERLESS.find((names) => names.length === record.length);
  const isDump =
    !Number.isNaN(parseTime(record[0])) && !record.some((cell) => Number.isNaN(parseNumber(cell)));
  return header === undefined || !isDump ? undefined : { delimiter, header, firstRow, headerRecords: 0 };
}

/** Throws unless high and low enclose open and close in every row: otherwise the columns are not what we assume. */
function checkHeaderless(
  rows: readonly (readonly string[])[],
  lines: readonly number[],
  source: string,
): void {
  for (const [i, row] of rows.entries()) {
    const [open, high, low, close] = row.slice(1, 5).map((cell) => parseNumber(cell));
    if (!(high < Math.max(open, low, close)) && !(low > Math.min(open, close))) continue;
    throw lineError(
      source,
      lines[i],
      `expected the columns time, open, high, low, close, volume, as there is no header line, got a high or low between the other prices`,
      'add a header line that names the columns, such as `time,low,high,open,close,volume`',
    );
  }
}

function noHeader(records: readonly (readonly string[])[], text: string, source: string): DataError {
  const firstLine = /[^\s].*/.exec(text)?.[0] ?? '';
  const isNumeric = records.some((record) => record.length > 1 && !Number.isNaN(parseTime(record[0])));
  return fileError(
    source,
    `expected a header line with a time column and a price column, got ${quoted(firstLine)}`,
    isNumeric
      ? 'add a header line that names the columns, such as `time,open,high,low,close,volume`'
      : 'name the columns with `--time-column` and `--column`, or add a header line such as `time,close`',
  );
}

/** The first records, up to the first error of the CSV parser. */
function sampleRecords(text: string, delimiter: string): readonly string[][] {
  const records: string[][] = [];
  const collect = (record: string[]): null => {
    records.push(record);
    return null;
  };
  try {
    parse(text, { ...parserOptions(delimiter), to: SEARCHED_RECORDS, on_record: collect });
  } catch {
    // The error is reported when the whole text is parsed.
  }
  return records;
}

function parseRecords(text: string, source: string, delimiter: string): string[][] {
  try {
    return parse(text, parserOptions(delimiter));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw fileError(
      source,
      `expected CSV, got: ${escapeControl(reason)}`,
      'close the quote, or delete it',
      error,
    );
  }
}

/** Lenient about quotes and row lengths, which are checked later, with the row's line number. */
function parserOptions(delimiter: string): Options {
  return {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
  };
}

/** The line on which each record starts, and one past the last. The parser's own count doubles its time (measured). */
function linesOf(records: readonly (readonly string[])[]): readonly number[] {
  const lines: number[] = [];
  let line = 1;
  for (const record of records) {
    lines.push(line);
    line++;
    for (const cell of record) {
      if (cell.includes('\n') || cell.includes('\r')) line += (cell.match(/\r\n|\n|\r/g) ?? []).length;
    }
  }
  lines.push(line);
  return lines;
}

function isBlank(record: readonly string[]): boolean {
  return record[0].trim() === '' && record.every((cell) => cell.trim() === '');
}

/** A comment (`# …`), or a line shorter than a row that starts with `#` or contains a URL. */
function isComment(record: readonly string[], columns: number): boolean {
  if (/^#\s/.test(record[0])) return true;
  if (record.length >= columns) return false;
  return record[0].startsWith('#') || record.some((cell) => cell.includes('://'));
}

function isSameHeader(record: readonly string[], header: readonly string[]): boolean {
  return record[0] === header[0] && record.every((cell, i) => cell === header[i]);
}
