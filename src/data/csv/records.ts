/**
 * CSV text as records of cells, each with its line. Text is parsed in blocks that end between records, so that memory is
 * bounded, and a line that never ends is rejected where it starts.
 */

import { parse } from 'csv-parse/sync';
import type { Options } from 'csv-parse/sync';
import type { DataError } from '../../errors.ts';
import { lineError } from './csv-errors.ts';

/** Records in the order of the file. */
export interface Records {
  readonly records: readonly (readonly string[])[];
  /** The line of the file on which each starts, counted from 1. */
  readonly lines: readonly number[];
}

export interface RecordBlock extends Records {
  /** The position in the text after the block. */
  readonly end: number;
}

/** Characters that are parsed at once. */
const BLOCK = 1 << 18;
/** The most characters of a line. */
const LONGEST_LINE = 1 << 20;

/**
 * The records of `text`, block by block. Between two blocks the caller may stop.
 * @throws DataError for a quote that is not closed, and for a line that is too long; the records before it come first
 */
export function* readRecords(
  text: string,
  source: string,
  delimiter: string,
  block = BLOCK,
): Generator<RecordBlock> {
  let line = 1;
  let quote = text.indexOf('"');
  for (let start = 0, end = 0; start < text.length; start = end) {
    const from = Math.min(start + block, text.length);
    end = lineEnd(text, from) ?? tooLong(text, source, start, from, line);
    if (quote >= 0 && quote < end) end = closedEnd(text, start, end);
    const part = text.slice(start, end);
    const isQuoted = quote >= 0 && quote < end;
    const read = isQuoted ? parseQuoted(part, source, delimiter, line) : splitLines(part, delimiter, line);
    const { broken } = read;
    yield { ...read, end };
    if (broken !== undefined) throw broken;
    line = read.next;
    if (isQuoted) quote = text.indexOf('"', end);
  }
}

/** The record of an empty line. */
export const EMPTY: readonly string[] = [''];

interface Block extends Records {
  /** The line below the block. */
  readonly next: number;
  /** Why the rest of the block cannot be read. */
  readonly broken?: DataError | undefined;
}

/** Records without quotes, of which there is one per line. */
function splitLines(text: string, delimiter: string, line: number): Block {
  const written = text.split(text.includes('\r') ? /\r\n|\n|\r/ : '\n');
  if (written.at(-1) === '') written.pop();
  const records: (readonly string[])[] = [];
  const lines: number[] = [];
  for (let i = 0; i < written.length; i++) {
    records.push(written[i] === '' ? EMPTY : written[i].split(delimiter));
    lines.push(line + i);
  }
  return { records, lines, next: line + written.length };
}

function parseQuoted(text: string, source: string, delimiter: string, line: number): Block {
  const options = parserOptions(delimiter);
  try {
    const records: string[][] = parse(text, options);
    const lines = linesOf(records, line);
    return {
      records,
      lines,
      next: lines.pop() ?? line,
      broken: swallowedRow(records, lines, source, delimiter),
    };
  } catch {
    const records: string[][] = [];
    try {
      parse(text, { ...options, on_record: (record: string[]) => void records.push(record) });
    } catch {
      // The records before the quote are there.
    }
    const lines = linesOf(records, line);
    const next = lines.pop() ?? line;
    const broken = lineError(
      source,
      next,
      'expected a closing quote before the end of the file, got none for a quote that opens in this line',
      'close the quote, or delete it',
    );
    return { records, lines, next, broken };
  }
}

/** The error for a quoted cell that extends over lines and has cells in it, as if a quote were missing. */
function swallowedRow(
  records: Records['records'],
  lines: readonly number[],
  source: string,
  delimiter: string,
): DataError | undefined {
  const at = records.findIndex((record) =>
    record.some((cell) => /[\n\r]/.test(cell) && cell.includes(delimiter)),
  );
  if (at < 0) return undefined;
  const last = lines[at] + records[at].reduce((sum, cell) => sum + lineEndsIn(cell), 0);
  return lineError(
    source,
    lines[at],
    `expected one row per line, got a quoted cell that extends to line ${last}`,
    'close the quote, or delete it',
  );
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
function linesOf(records: readonly (readonly string[])[], first: number): number[] {
  const lines: number[] = [];
  let line = first;
  for (const record of records) {
    lines.push(line);
    line++;
    for (const cell of record) {
      if (cell.includes('\n') || cell.includes('\r')) line += lineEndsIn(cell);
    }
  }
  lines.push(line);
  return lines;
}

function lineEndsIn(text: string): number {
  return (text.match(/\r\n|\n|\r/g) ?? []).length;
}

/** The position after the first line end at or after `from`; `undefined` if it is too far away. */
function lineEnd(text: string, from: number): number | undefined {
  const last = Math.min(text.length, from + LONGEST_LINE);
  for (let i = from; i < last; i++) {
    const code = text.charCodeAt(i);
    if (code === 10) return i + 1;
    if (code === 13) return text.charCodeAt(i + 1) === 10 ? i + 2 : i + 1;
  }
  return last === text.length ? last : undefined;
}

/** The end of a block in which every quote is closed; `end` if there is none nearby, as with a quote that means inches. */
function closedEnd(text: string, start: number, end: number): number {
  let quotes = quotesIn(text, start, end);
  for (let at = end; ;) {
    if (quotes % 2 === 0) return at;
    if (at === text.length || at - end > LONGEST_LINE) return end;
    const next = lineEnd(text, at);
    if (next === undefined) return end;
    quotes += quotesIn(text, at, next);
    at = next;
  }
}

function quotesIn(text: string, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) if (text.charCodeAt(i) === 34) count++;
  return count;
}

function tooLong(text: string, source: string, start: number, from: number, line: number): never {
  throw lineError(
    source,
    line + lineEndsIn(text.slice(start, from)),
    `expected at most ${LONGEST_LINE} characters in a line, got more`,
    'check that the file is a table with one row in each line',
  );
}
