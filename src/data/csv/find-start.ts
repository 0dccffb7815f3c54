/** Finds where a table starts: its delimiter, and its header line or, without one, what its columns are. */

import { headerLikeness } from './choose-columns.ts';
import type { WantedColumns } from './choose-columns.ts';
import { fileError, optionText } from './csv-errors.ts';
import { describeText, notCsvError } from './file-kinds.ts';
import { bareName } from './header-names.ts';
import { assumeColumns, exampleHeader } from './headerless.ts';
import { assumeTradeColumns } from './trades/headerless-trades.ts';
import { datedColumns } from './infer-columns.ts';
import { readRecords } from './records.ts';
import type { Records } from './records.ts';
import { isBlank, isComment, isNumberCell, isTimeCell } from './row-signs.ts';
import { quoted } from '../../text/escape.ts';
import { shellWord } from '../../text/shell.ts';

export interface TableStart {
  readonly delimiter: string;
  readonly header: readonly string[];
  /** Lines of the header; empty if there is none. */
  readonly headerLines: readonly number[];
  /** Line of the first row of a table without a header line. */
  readonly firstLine?: number;
}

const DELIMITERS = [',', ';', '\t', '|'];
/** The header line must be within this many records that are not blank, and this many characters. */
const SEARCHED_RECORDS = 30;
const SEARCHED_CHARACTERS = 1 << 20;
/** The most columns of a header line. */
const MOST_COLUMNS = 10_000;
/** Characters that are parsed at once while searching. */
const SEARCHED_BLOCK = 1 << 14;

interface Sample extends Records {
  readonly delimiter: string;
  /** Why the records end early. */
  readonly broken?: unknown;
}

/** The start of the table in `text`, for the delimiter that fits best. */
export function findStart(text: string, source: string, wanted: WantedColumns): TableStart {
  const searched = searchedPart(text);
  const sampleOf = (delimiter: string): Sample => readSample(searched, source, delimiter);
  const samples = DELIMITERS.map(sampleOf);
  const named = findNamed(samples, source, wanted);
  if (named !== undefined && named.likeness > 1) return named.start;
  const found =
    firstOf([...samples, sampleOf(' ')], (sample) => findHeaderless(sample, wanted)) ??
    firstOf(samples, findDated) ??
    named?.start;
  if (found !== undefined) return found;
  const widest = samples.toSorted((a, b) => rankOf(b) - rankOf(a))[0];
  throw noHeader(widest, text, source);
}

/** The first complete lines of `text`; all of it if its first line is longer than what is searched. */
function searchedPart(text: string): string {
  if (text.length <= SEARCHED_CHARACTERS) return text;
  const end = Math.max(
    text.lastIndexOf('\n', SEARCHED_CHARACTERS),
    text.lastIndexOf('\r', SEARCHED_CHARACTERS),
  );
  return end < 0 ? text : text.slice(0, end + 1);
}

function firstOf(
  samples: readonly Sample[],
  find: (sample: Sample) => TableStart | undefined,
): TableStart | undefined {
  for (const sample of samples) {
    const start = find(sample);
    if (start !== undefined) return start;
  }
  return undefined;
}

/** The first records that are not blank. */
function readSample(text: string, source: string, delimiter: string): Sample {
  const records: (readonly string[])[] = [];
  const lines: number[] = [];
  try {
    for (const block of readRecords(text, source, delimiter, SEARCHED_BLOCK)) {
      for (const [i, record] of block.records.entries()) {
        if (isBlank(record)) continue;
        if (records.length === SEARCHED_RECORDS) return { delimiter, records, lines };
        records.push(record);
        lines.push(block.lines[i]);
      }
    }
  } catch (broken) {
    return { delimiter, records, lines, broken };
  }
  return { delimiter, records, lines };
}

/** The record that names the wanted columns, else the one most like a header. */
function findNamed(
  samples: readonly Sample[],
  source: string,
  wanted: WantedColumns,
): { readonly start: TableStart; readonly likeness: number } | undefined {
  let best: { start: TableStart; likeness: number } | undefined;
  let bestRank = 0;
  for (const sample of samples) {
    const { delimiter, records, lines } = sample;
    const tickers = findTickerHeader(sample, source);
    if (tickers !== undefined) return { start: tickers, likeness: 3 };
    for (const [i, header] of records.entries()) {
      if (header.length > MOST_COLUMNS) continue;
      const likeness = headerLikeness(header, wanted);
      // More cells are more likely the right delimiter.
      const rank = likeness * 1e6 + header.length;
      if (likeness === 0 || rank <= bestRank) continue;
      best = { start: { delimiter, header, headerLines: [lines[i]] }, likeness };
      if (likeness === 3) return best;
      bestRank = rank;
    }
  }
  return best;
}

/** The table that yfinance writes with three header lines: `Price,Close,High`, `Ticker,BTC-USD,BTC-USD`, `Date,,`. */
function findTickerHeader({ records, lines, delimiter }: Sample, source: string): TableStart | undefined {
  const at = records.findIndex(
    (record, i) =>
      i < records.length - 2 && bareName(record[0]) === 'price' && bareName(records[i + 1][0]) === 'ticker',
  );
  if (at < 0) return undefined;
  const tickers = [...new Set(records[at + 1].slice(1))];
  if (tickers.length > 1) {
    throw fileError(
      source,
      `expected one ticker in line ${lines[at + 1]}, got ${tickers.length}: ${tickers.slice(0, 5).map(quoted).join(', ')}`,
      'save each ticker to a file of its own, or write one table with a `unique_id` column',
    );
  }
  return {
    delimiter,
    header: [records[at + 2][0], ...records[at].slice(1)],
    headerLines: lines.slice(at, at + 3),
  };
}

/**
 * A table that starts with a row, apart from comments and titles of one cell; a comment as wide as a row is a header that is
 * not understood.
 */
function findHeaderless(
  { records, lines, delimiter }: Sample,
  { areTrades }: WantedColumns,
): TableStart | undefined {
  const first = records.findIndex(
    (record) => !isComment(record, 4) && (record.length > 1 || delimiter === ' '),
  );
  if (first < 0) return undefined;
  const width = records[first].length;
  if (first > 0 && records[first - 1].length === width) return undefined;
  const rows = records.slice(first).filter((record) => record.length === width);
  const header = areTrades === true ? assumeTradeColumns(rows) : assumeColumns(rows);
  if (header === undefined) return undefined;
  // Words between spaces are a table only if all lines have the same number.
  if (delimiter === ' ' && rows.length < records.length - first) return undefined;
  return { delimiter, header, headerLines: [], firstLine: lines[first] };
}

/** A line of names above a row that has a time under a name such as `observation_date`. */
function findDated({ records, lines, delimiter }: Sample): TableStart | undefined {
  const at = records.findIndex((header, i) => {
    const row = records.at(i + 1);
    if (row === undefined || header.length < 2 || header.length !== row.length) return false;
    if (header.length > MOST_COLUMNS || header.some((name) => isNumberCell(name) || isTimeCell(name)))
      return false;
    return (
      datedColumns(header, row).length > 0 && records.slice(i + 1).some((each) => each.some(isNumberCell))
    );
  });
  return at < 0 ? undefined : { delimiter, header: records[at], headerLines: [lines[at]] };
}

/** Samples with a row come before others, and then those with more cells. */
const rankOf = (sample: Sample): number =>
  (sample.records.at(0)?.length ?? 0) + (firstRow(sample) < 0 ? 0 : MOST_COLUMNS);

/** The first record that begins with a time and has another cell; -1 if there is none. */
const firstRow = ({ records }: Pick<Sample, 'records'>): number =>
  records.findIndex((record) => record.length > 1 && isTimeCell(record[0]));

function noHeader({ records, lines, broken, delimiter }: Sample, text: string, source: string): Error {
  if (records.length === 0 && broken instanceof Error) return broken;
  if (records.length === 0)
    return fileError(
      source,
      `expected a table within the first ${SEARCHED_CHARACTERS} characters, got blank lines`,
      'check how the file was written, or delete these lines',
    );
  const kind = describeText(text);
  if (kind !== undefined) return notCsvError(source, kind);
  const widest = Math.max(...records.map((record) => record.length));
  if (widest > MOST_COLUMNS)
    return fileError(
      source,
      `expected at most ${MOST_COLUMNS} columns, got ${widest}`,
      'check that the file is a table with one row in each line',
    );
  if (records.length > 0 && records.every((record) => record.length === 1 && record[0].includes(delimiter)))
    return fileError(
      source,
      'expected cells, got lines that are entirely in quotes',
      `remove these quotes, for example with \`sed 's/^"//; s/"$//' ${source === 'stdin' ? 'FILE' : shellWord(source)} > unquoted.csv\``,
    );
  const firstLine = /[^\s].*/.exec(text.slice(0, SEARCHED_CHARACTERS))?.[0] ?? '';
  const row = firstRow({ records });
  return fileError(
    source,
    `expected a header line with a time column and a price column, got ${quoted(firstLine)}`,
    row >= 0 && (row === 0 || records[row - 1].length !== records[row].length)
      ? `add a header line that names the columns in their order, such as \`${exampleHeader(records[row].length, delimiter)}\`${row === 0 ? '' : `, above line ${lines[row]}`}`
      : namesHint({ records, lines, delimiter }),
  );
}

/** The columns of the first line above a row with a time and a number, as options; without such a line, one to add. */
function namesHint({ records, delimiter }: Sample): string {
  for (const [i, row] of records.entries()) {
    const names = records.at(i - 1);
    const [time, value] = [
      row.findIndex(isTimeCell),
      row.findIndex((cell) => isNumberCell(cell) && !isTimeCell(cell)),
    ];
    if (time < 0 || value < 0) continue;
    if (i === 0 || names === undefined) {
      const example = row.map((_, at) =>
        at === time ? 'time' : at === value ? 'close' : `column ${at + 1}`,
      );
      return `add a header line that names the columns in their order, such as \`${example.join(delimiter)}\``;
    }
    if ([names.at(time), names.at(value)].some((name) => (name ?? '').trim() === '')) break;
    const words = [optionText('--time-column', names[time]), optionText('--column', names[value])];
    return `name the columns, for example ${words.join(' ').replace('` `', ' ')}`;
  }
  return 'check that it is a table with a time and a price in each line, then add a header line such as `time,close`';
}
