/**
 * CSV text as a header and rows of cells with their line numbers. Skips what surrounds the table (comments, blank lines,
 * repeated headers), and counts it.
 */

import { getHeapStatistics } from 'node:v8';
import type { WantedColumns } from './choose-columns.ts';
import { fileError, lineError } from './csv-errors.ts';
import { findStart } from './find-start.ts';
import type { TableStart } from './find-start.ts';
import { Notes } from './reading.ts';
import type { Noted, SkipReason } from './reading.ts';
import { EMPTY, readRecords } from './records.ts';
import type { Records } from './records.ts';
import { isBlank, isComment } from './row-signs.ts';
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
  /** Records above the header line that are neither blank nor comments. */
  readonly above: Records;
  /** Whether the last line is complete. */
  readonly endsWithLine: boolean;
  /** Records of the file: header lines, rows and what is skipped. */
  readonly records: number;
  readonly skipped: readonly Noted<SkipReason>[];
  /** Whether its times were joined from two columns. */
  readonly isJoined?: boolean;
}

export interface FindOptions {
  /** Called with the share of the text that is parsed. */
  readonly onShare?: ((share: number) => void) | undefined;
  /** Whether the text is only the beginning of a file; then parsing stops at the first rows. */
  readonly isStart?: boolean;
}

/** The table in `text`. Its header contains the wanted columns, or is the one most like a header. */
export function findTable(
  text: string,
  source: string,
  wanted: WantedColumns,
  { onShare, isStart = false }: FindOptions = {},
): CsvTable {
  if (!isStart) checkNotEmpty(text, source);
  checkText(text, source);
  const start = findStart(text, source, wanted);
  const { delimiter, header, headerLines } = start;
  const [rows, lines]: [(readonly string[])[], number[]] = [[], []];
  const above: { records: (readonly string[])[]; lines: number[] } = { records: [], lines: [] };
  const skipped = new Notes<SkipReason>();
  let count = 0;
  let cells = 0;
  let emptyLines = 0;
  for (const block of readRecords(text, source, delimiter)) {
    for (let i = 0; i < block.records.length; i++) {
      const record = block.records[i];
      const line = block.lines[i];
      count++;
      if (record === EMPTY) {
        if (emptyLines++ === 0) skipped.add('blank line', line);
        continue;
      }
      const place = placeOf(record, line, start);
      if (place === 'header') continue;
      if (place !== 'row' && place !== 'above') {
        skipped.add(place, line);
        continue;
      }
      (place === 'row' ? rows : above.records).push(record);
      (place === 'row' ? lines : above.lines).push(line);
      cells += record.length;
    }
    checkMemory(source, {
      rows: rows.length,
      cells,
      characters: text.length,
      share: block.end / text.length,
    });
    onShare?.(block.end / text.length);
    if (isStart && rows.length > 0) break;
  }
  if (emptyLines > 1) skipped.add('blank line', 0, emptyLines - 1);
  return {
    source,
    delimiter,
    header: header.map(unguarded),
    rows,
    lines,
    headerLines,
    above,
    endsWithLine: /[\n\r]$/.test(text.slice(-1)),
    records: count,
    skipped: skipped.list(),
  };
}

/** The cells of one column; empty if a row is too short. */
export function cellsOf(table: CsvTable, index: number): readonly string[] {
  return table.rows.map((row) => row.at(index) ?? '');
}

/** What a record is, or why it is not part of the table. */
function placeOf(
  record: readonly string[],
  line: number,
  { header, headerLines, firstLine = headerLines[0] }: TableStart,
): 'row' | 'header' | 'above' | SkipReason {
  if (isBlank(record)) return 'blank line';
  const hasHeader = headerLines.length > 0;
  if (hasHeader && headerLines.includes(line)) return 'header';
  if (isComment(record, header.length)) return 'comment';
  if (hasHeader && isSameHeader(record, header)) return 'repeated header line';
  return line < firstLine ? 'above' : 'row';
}

function isSameHeader(record: readonly string[], header: readonly string[]): boolean {
  return (
    record[0].trim() === header[0].trim() && record.every((cell, i) => cell.trim() === header.at(i)?.trim())
  );
}

/** @throws DataError for a text of white space. */
export function checkNotEmpty(text: string, source: string): void {
  if (text.trim() !== '') return;
  throw fileError(source, 'expected rows, got an empty file', 'check how it was written');
}

function checkText(text: string, source: string): void {
  const at = text.indexOf('\0');
  if (at < 0) return;
  const line = (text.slice(0, at).match(/\r\n|\n|\r/g) ?? []).length + 1;
  throw lineError(
    source,
    line,
    'expected text, got a NUL byte, as in a file that was cut off while it was written',
    'delete this line, and fetch what is missing again',
  );
}

/** Bytes of a row and of a cell on the heap (measured), and the share of the heap that a table may take. */
const ROW_BYTES = 100;
const CELL_BYTES = 32;
const HEAP_SHARE = 0.8;
/** The share of the text that shows what the rest is like. */
const FIRST_SHARE = 0.05;

interface Extent {
  readonly rows: number;
  readonly cells: number;
  readonly characters: number;
  /** The share of the characters that is parsed. */
  readonly share: number;
}

/** Throws if the table does not fit into memory, or will not if the rest is like the parsed part. */
function checkMemory(source: string, { rows, cells, characters, share }: Extent): void {
  const limit = getHeapStatistics().heap_size_limit;
  const isShown = share > FIRST_SHARE;
  const expected = (rows * ROW_BYTES + cells * CELL_BYTES) / (isShown ? share : 1);
  if (characters + expected < limit * HEAP_SHARE) return;
  const [mebibytes, total] = [Math.round(limit / 2 ** 20), Math.round(rows / (isShown ? share : 1))];
  throw fileError(
    source,
    `expected a table that fits into the memory of Node.js, ${mebibytes} MiB, got about ${total} rows with ${Math.round(cells / rows)} cells each`,
    `split the file by years, leave out columns, or allow more memory: \`NODE_OPTIONS=--max-old-space-size=${2 * mebibytes}\``,
  );
}
