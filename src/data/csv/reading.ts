/**
 * How a file was read. It accounts for every record: each is a header line, a row, or skipped for a reason, with counts
 * and the first line. Warnings and the report of `data FILE` are made from it.
 */

import { quoted } from '../../text/escape.ts';
import type { LeftOut } from '../closed-candles.ts';
import { leftOutWarning } from '../closed-candles.ts';
import type { FileReading } from '../sources.ts';
import type { ColumnChoice } from './choose-columns.ts';
import type { DecimalMark } from './parse-numbers.ts';
import type { Warning } from '../../text/warning.ts';
import { noteOf, warningOf } from '../../text/warning.ts';

/** Why a record is not a row. */
export type SkipReason =
  | 'blank line'
  | 'comment'
  | 'line above the table'
  | 'repeated header line'
  | 'line below the table';

/**
 * Remarks about rows. If rows are a `duplicate row`, one of them is kept; `open candle` and `row in the future` are left out;
 * all others are kept.
 */
export type Remark =
  | 'row above the header line'
  | 'row with fewer cells'
  | 'trade'
  | 'duplicate row'
  | 'row without a value'
  | 'not a number'
  | 'out of order'
  | 'same values at another time'
  | 'time with its own offset'
  | 'day not 24 hours long'
  | LeftOut['kind'];

/** How many there are, and the line of the first, counted from 1; 0 if none. */
export interface Tally {
  readonly count: number;
  readonly line: number;
}

export interface Noted<Kind extends string> extends Tally {
  readonly kind: Kind;
  /** Header of the column, if it is about one. */
  readonly column?: string;
  /** The first cell, if it is about cells. */
  readonly cell?: string;
  /** The time of the first, if it is about rows that are left out. */
  readonly time?: number;
}

/** A column whose header alone does not say what it is. */
export interface InferredColumn {
  /** Its header as written. */
  readonly column: string;
  readonly role: 'time' | 'close' | 'volume';
  readonly evidence: string;
}

/** `records` is the number of header lines and rows and of everything that was skipped. */
export interface Reading {
  /** The file's name in messages. */
  readonly source: string;
  readonly encoding: string;
  readonly delimiter: string;
  /** Names of all columns: as written, or as assumed if `headerLines` is empty. */
  readonly header: readonly string[];
  /** Lines of the header, counted from 1. */
  readonly headerLines: readonly number[];
  readonly columns: ColumnChoice;
  readonly inferred: readonly InferredColumn[];
  /** The series, if the column that names them was found by its cells; else empty. */
  readonly foundSeries: readonly string[];
  /** What the user asked for. */
  readonly asked: FileReading & { readonly column?: string };
  /** The time of the first row as written, and its form. */
  readonly firstTime: string;
  readonly timeForm: string;
  readonly mark: DecimalMark;
  /** The zone of times without an offset. */
  readonly timeZone: string;
  /** Records of the file, blank lines among them: lines, but for quoted cells that extend over several. */
  readonly records: number;
  /** Rows, duplicates among them. */
  readonly rows: number;
  readonly skipped: readonly Noted<SkipReason>[];
  readonly remarks: readonly Noted<Remark>[];
}

/** Counts remarks by kind. */
export class Notes<Kind extends string> {
  private readonly tallies = new Map<Kind, { count: number; line: number }>();

  add(kind: Kind, line: number, count = 1): void {
    const known = this.tallies.get(kind);
    if (known === undefined) this.tallies.set(kind, { count, line });
    else known.count += count;
  }

  /** In the order in which each kind was first seen. */
  list(): readonly Noted<Kind>[] {
    return [...this.tallies].map(([kind, { count, line }]) => ({ kind, count, line }));
  }
}

/** Most names of a list that are shown. */
const MOST_NAMES = 6;

const SKIP_WARNINGS: Readonly<Record<SkipReason, ((noted: Noted<SkipReason>) => Warning) | undefined>> = {
  'blank line': undefined,
  comment: undefined,
  'line above the table': undefined,
  'repeated header line': ({ count }) => noteOf(`repeated header lines skipped: ${count}`),
  'line below the table': ({ count, line }) =>
    warningOf(`lines below the table skipped: ${count}, the first is line ${line}`),
};

/** Warnings are about rows that may be damaged or at a wrong time; notes about the form of the file, the same every day. */
const REMARK_WARNINGS: Readonly<Record<Remark, ((noted: Noted<Remark>) => Warning) | undefined>> = {
  'row above the header line': ({ count, line }) =>
    noteOf(`rows above the header line read too: ${count}, the first is line ${line}`),
  'row with fewer cells': ({ count, line }) =>
    warningOf(`rows with fewer cells than the header line: ${count}, the first is line ${line}`),
  trade: ({ count, line }) => noteOf(`trades built into candles: ${count}, the first is line ${line}`),
  'row without a value': undefined,
  'not a number': ({ count, line, column = '', cell = '' }) =>
    warningOf(
      `cells of ${quoted(column)} that are not numbers, treated as missing: ${count}, the first is ${quoted(cell)} in line ${line}`,
    ),
  'duplicate row': ({ count, line }) => noteOf(`duplicate rows dropped: ${count}, the first is line ${line}`),
  'out of order': ({ line }) =>
    noteOf(`rows were not in order of time and have been sorted: the first out of order is line ${line}`),
  'same values at another time': ({ count, line }) =>
    warningOf(
      `rows with the same values as the row before but another time: ${count}, the first is line ${line}; the file may ` +
        'mix two time zones',
    ),
  'time with its own offset': ({ count, line }) =>
    noteOf(
      `times with an offset of their own, which \`--time-zone\` does not change: ${count}, the first is line ${line}`,
    ),
  'day not 24 hours long': ({ count, line }) =>
    noteOf(
      `days of 23 or 25 hours, because the clocks change: ${count}, the first is before line ${line}; rows are ` +
        'not evenly spaced there',
    ),
  'open candle': (noted) => leftOutWarning({ time: NaN, ...noted, kind: 'open candle' }),
  'row in the future': (noted) => leftOutWarning({ time: NaN, ...noted, kind: 'row in the future' }),
};

/** A column by its header, or by its number if that is empty. */
function nameOf(header: readonly string[], index: number): string {
  return header[index].trim() === '' ? `column ${index + 1}` : quoted(header[index]);
}

/** Notes, one line each, without the file's name. */
export function notesOf({ header, inferred, columns, foundSeries }: Reading): readonly string[] {
  const notes = inferred.map(
    ({ column, role, evidence }) => `${quoted(column)} is read as the ${role}: ${evidence}`,
  );
  if (columns.uniqueId !== undefined && foundSeries.length > 0) {
    const column = nameOf(header, columns.uniqueId);
    notes.push(`${foundSeries.length} series, one for each ${column}: ${listed(foundSeries.map(quoted))}`);
  }
  const unread = columns.unread.map(({ index }) => nameOf(header, index));
  return unread.length === 0 ? notes : [...notes, `columns not read: ${listed(unread)}`];
}

/** The first names, and how many more there are. */
function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Warnings, one line each, without the file's name. */
export function warningsOf({ columns, skipped, remarks }: Reading): readonly Warning[] {
  return [
    ...columns.ambiguous.map((key) => noteOf(`\`${key}\` is not read: several columns have that name`)),
    ...skipped.flatMap((noted) => SKIP_WARNINGS[noted.kind]?.(noted) ?? []),
    ...remarks.flatMap((noted) => REMARK_WARNINGS[noted.kind]?.(noted) ?? []),
  ];
}
