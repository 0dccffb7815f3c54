/**
 * Finds the columns of a file by their headers. Headers are compared by letters and digits only, without case and
 * accents, so that `Close Price`, `close_price` and `ClosePrice` are equal. Each column has a list of names, best first.
 */

import type { DataError } from '../../errors.ts';
import type { ColumnKind } from './column-words.ts';
import { fileError, optionText } from './csv-errors.ts';
import { isNumberCell, isTimeCell } from './row-signs.ts';
import { parseTime } from './parse-times.ts';
import { bareName, kindOf, namesOf } from './header-names.ts';
import type { RankedNames } from './header-names.ts';
import { isPrintable, quoted } from '../../text/escape.ts';

/** The columns that the caller asks for. */
export interface WantedColumns {
  /** The column to forecast: a standard name or a header, any case. */
  readonly column: string;
  readonly timeColumn: string | undefined;
  /** Header of the column that names the series. Default: `unique_id`. */
  readonly seriesColumn?: string | undefined;
  /** Names of other columns to read where there is one header of that name, any case. */
  readonly others?: readonly string[] | undefined;
  /** Whether the rows are read as trades: they are of one series, unless a column is named for it, and may lack a header line. */
  readonly areTrades?: boolean | undefined;
  /** Names of columns of any text that are the same in every row of a series, likewise. */
  readonly constants?: readonly string[] | undefined;
}

/** A column that is kept. */
export interface NumberColumn {
  /** Name in `Candles.columns`. */
  readonly key: string;
  readonly index: number;
}

export interface ColumnChoice {
  readonly time: number;
  /** A second time column, which must agree with the first. */
  readonly secondTime: number | undefined;
  readonly forecast: NumberColumn;
  /** Every column of numbers, the forecast column among them. */
  readonly numbers: readonly NumberColumn[];
  /** Columns that are the same in every row of a series. */
  readonly constants: readonly NumberColumn[];
  /** Column with the name of the series. */
  readonly uniqueId: number | undefined;
  /** Standard columns with two candidates, which are not read. */
  readonly ambiguous: readonly string[];
  /** Columns that are not read, in the order of the file. */
  readonly unread: readonly UnreadColumn[];
}

export interface UnreadColumn {
  readonly index: number;
  /** What the column is by its header, if that is known. */
  readonly kind: ColumnKind | undefined;
}

const STANDARD_NAMES = ['open', 'high', 'low', 'close', 'volume'] as const;
type StandardName = (typeof STANDARD_NAMES)[number];

const STARTS = namesOf('start');
const TIMES = namesOf('start', 'time');
const STANDARD: Readonly<Record<StandardName, RankedNames>> = {
  open: namesOf('open'),
  high: namesOf('high'),
  low: namesOf('low'),
  // An adjusted close is one if there is no other.
  close: namesOf('close', 'adjusted'),
  volume: namesOf('volume'),
};

/** `Volume BTC`, `Volume_(BTC)`, `volume_usd`. Of two, the first is in the base currency. */
const VOLUME_OF_A_COIN = /^volume[a-z]{3,5}$/;
/** The unit in `Close (USD)`. */
const UNIT = /[([（【].*?[)\]）】]/g;
/** Names of the first column of a data frame whose index had no name. */
const INDEX_NAMES: ReadonlySet<string> = new Set(['', 'index', 'unnamed0']);
/**
 * How much a record looks like a header line: 3 if it names a time and the wanted column, 2 a time only, 1 the
 * column only, 0 neither. A header below 3 is used to say what is missing.
 */
export function headerLikeness(record: readonly string[], wanted: WantedColumns): 0 | 1 | 2 | 3 {
  const { timeColumn } = wanted;
  const hasColumn = columnsNamed(record, wanted.column).length > 0;
  const hasTime =
    timesNamed(record, timeColumn).length > 0 ||
    (timeColumn === undefined && hasColumn && INDEX_NAMES.has(bareName(record[0])));
  if (hasTime && hasColumn) return 3;
  // `2020-01-02,y,2` is a row, although `y` is the name of a column.
  if (record.some(isTimeCell)) return 0;
  if (hasTime) return 2;
  return hasColumn ? 1 : 0;
}

/** The columns to read, chosen by `header`. `first` is the first row, which shows whether times are numbers. */
export function chooseColumns(
  header: readonly string[],
  first: readonly string[],
  wanted: WantedColumns,
  source: string,
): ColumnChoice {
  const { time, secondTime } = chooseTimes(header, first, wanted, source);
  const found = columnsNamed(header, wanted.column);
  if (found.length === 0) throw missing(source, header, first, `column ${quoted(wanted.column)}`, '--column');
  if (found.length > 1) throw ambiguous(source, header, found, '--column');
  const [index] = found;
  const ambiguousNames: string[] = [];
  const numbers: NumberColumn[] = [];
  for (const key of STANDARD_NAMES) {
    const columns = bareName(header[index]) === key ? found : standardColumns(header, key);
    if (columns.length === 1) numbers.push({ key, index: columns[0] });
    if (columns.length > 1) ambiguousNames.push(key);
  }
  let forecast = numbers.find((column) => column.index === index);
  if (forecast === undefined) {
    const key = header[index].trim().toLowerCase();
    if (!isPrintable(key)) throw unprintable(source, header[index]);
    forecast = { key, index };
    numbers.push(forecast);
  }
  const taken = new Set([time, secondTime, ...numbers.map((column) => column.index)]);
  const namedBy = (key: string): readonly NumberColumn[] => {
    const named = header.flatMap((each, i) => (each.trim().toLowerCase() === key ? [i] : []));
    return named.length === 1 ? [{ key, index: named[0] }] : [];
  };
  const others = (wanted.others ?? []).flatMap((key) => namedBy(key));
  numbers.push(...others.filter((column) => !taken.has(column.index)));
  const constants = (wanted.constants ?? []).flatMap((key) => namedBy(key));
  const uniqueId = chooseSeriesColumn(header, first, wanted, source);
  const kept = [...numbers, ...constants].map((column) => column.index);
  const read = new Set([time, secondTime, uniqueId, ...kept]);
  const unread = header.flatMap((name, i) => (read.has(i) ? [] : [{ index: i, kind: kindOf(name) }]));
  return { time, secondTime, forecast, numbers, uniqueId, constants, ambiguous: ambiguousNames, unread };
}

function chooseTimes(
  header: readonly string[],
  first: readonly string[],
  wanted: WantedColumns,
  source: string,
): Pick<ColumnChoice, 'time' | 'secondTime'> {
  const { timeColumn } = wanted;
  const cellOf = (i: number): string => (first.at(i) ?? '').trim();
  const isNumeric = (i: number): boolean => /^\d+(\.\d*)?$/.test(cellOf(i));
  const named = timesNamed(header, timeColumn);
  if (timeColumn !== undefined) {
    if (named.length === 0)
      throw missing(source, header, first, `time column ${quoted(timeColumn)}`, '--time-column');
    if (named.length > 1) throw ambiguous(source, header, named, '--time-column');
    return { time: named[0], secondTime: undefined };
  }
  if (named.length === 0 && INDEX_NAMES.has(bareName(header[0]))) return { time: 0, secondTime: undefined };
  // A column of row numbers may have the name of a time in some language: `Data`.
  const isRowNumber = (i: number): boolean => isNumeric(i) && Number.isNaN(parseTime(cellOf(i)));
  const best = named.find((i) => !isRowNumber(i)) ?? named.at(0);
  if (best === undefined) throw missing(source, header, first, 'a time column', '--time-column');
  const namesakes = named.filter((i) => bareName(header[i]) === bareName(header[best]));
  if (namesakes.length > 1) throw ambiguous(source, header, namesakes, '--time-column');
  // A number is unambiguous, a date may not be: prefer the number, and check the date against it.
  const isOpenTime = STARTS.has(bareName(header[best]));
  const time = isOpenTime ? best : (named.find((i) => isNumeric(i) && !isRowNumber(i)) ?? best);
  return { time, secondTime: isNumeric(time) ? named.find((i) => !isNumeric(i)) : undefined };
}

/** Columns that can be the time, best first. The open of a candle is better than `timestamp`, which may be the close. */
function timesNamed(header: readonly string[], timeColumn: string | undefined): readonly number[] {
  if (timeColumn !== undefined) return spelled(header, timeColumn);
  return header
    .map((name, index) => ({ index, rank: TIMES.get(bareName(name)) ?? -1 }))
    .filter(({ rank }) => rank >= 0)
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ index }) => index);
}

/** Columns that match `name`: by spelling, else by the standard name. */
function columnsNamed(header: readonly string[], name: string): readonly number[] {
  const found = spelled(header, name);
  if (found.length > 0) return found;
  const key = STANDARD_NAMES.find((standard) => standard === bareName(name));
  return key === undefined ? [] : standardColumns(header, key);
}

/** Headers equal to `name`: exactly if there is one, else in any case, else by letters and digits only. */
function spelled(header: readonly string[], name: string): readonly number[] {
  const wanted = name.trim();
  for (const form of [(text: string) => text.trim(), (text: string) => text.trim().toLowerCase(), bareName]) {
    const target = form(wanted);
    const found = header.flatMap((each, i) => (target !== '' && form(each) === target ? [i] : []));
    if (found.length > 0) return found;
  }
  return [];
}

/** The columns with the best name of a kind. A unit in brackets may follow the name: `Kapanış (TL)`. */
function standardColumns(header: readonly string[], key: StandardName): readonly number[] {
  const names = STANDARD[key];
  const bare = header.map(bareName);
  const best = bestNamed(bare, names);
  if (best !== undefined) return spelled(header, best);
  const traded = key === 'volume' ? bare.findIndex((name) => VOLUME_OF_A_COIN.test(name)) : -1;
  if (traded >= 0) return [traded];
  const withoutUnits = header.map((name) => bareName(name.replaceAll(UNIT, '')));
  const name = bestNamed(withoutUnits, names);
  return name === undefined ? [] : withoutUnits.flatMap((each, i) => (each === name ? [i] : []));
}

/** The one of `bare` that ranks first in `names`. */
function bestNamed(bare: readonly string[], names: RankedNames): string | undefined {
  const rank = (name: string): number => names.get(name) ?? Infinity;
  return bare
    .filter((name) => names.has(name))
    .toSorted((a, b) => rank(a) - rank(b))
    .at(0);
}

function chooseSeriesColumn(
  header: readonly string[],
  first: readonly string[],
  { seriesColumn }: WantedColumns,
  source: string,
): number | undefined {
  const found = spelled(header, seriesColumn ?? 'unique_id');
  if (found.length > 1) throw ambiguous(source, header, found, '--series-column');
  if (found.length === 0 && seriesColumn !== undefined)
    throw missing(source, header, first, `series column ${quoted(seriesColumn)}`, '--series-column');
  return found.at(0);
}

/** What cells look like in a column that an option can name. */
const LOOKS: Readonly<Record<ColumnFlag, (cell: string) => boolean>> = {
  '--time-column': isTimeCell,
  '--column': (cell) => isNumberCell(cell) && !isTimeCell(cell),
  '--series-column': (cell) => cell.trim() !== '' && !isNumberCell(cell) && !isTimeCell(cell),
};
/** In the names of columns that can be the price of a row. */
const PRICE = /close|last|price/i;
type ColumnFlag = '--time-column' | '--column' | '--series-column';

function missing(
  source: string,
  header: readonly string[],
  first: readonly string[],
  what: string,
  flag: ColumnFlag,
): DataError {
  const shown = header.slice(0, 20).map(quoted).join(', ');
  const more = header.length > 20 ? ` and ${header.length - 20} more` : '';
  const fitting = header.filter((name, i) => name.trim() !== '' && LOOKS[flag](first.at(i) ?? ''));
  const likely = fitting.find((name) => flag === '--column' && PRICE.test(name)) ?? fitting.at(0);
  return fileError(
    source,
    `expected ${what}, got the columns ${shown}${more}`,
    `name one of them${likely === undefined ? ` with \`${flag}\`` : `, for example ${optionText(flag, likely)}`}`,
  );
}

function ambiguous(
  source: string,
  header: readonly string[],
  found: readonly number[],
  flag: ColumnFlag,
): DataError {
  const numbers = found.map((i) => i + 1).join(' and ');
  const spellings = [...new Set(found.map((i) => header[i].trim()))];
  return fileError(
    source,
    `expected one column ${quoted(header[found[0]])}, got ${found.length}: columns ${numbers}`,
    spellings.length === found.length
      ? `choose one with ${spellings.map((name) => optionText(flag, name)).join(' or ')}`
      : `rename all but one in the header line, for example column ${found[1] + 1} to ${quoted(`${header[found[1]].trim()} 2`)}`,
  );
}

function unprintable(source: string, name: string): DataError {
  return fileError(
    source,
    `expected the name of a column without control or invisible characters, got ${quoted(name)}`,
    'rename it in the header line',
  );
}
