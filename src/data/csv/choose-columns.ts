/**
 * Finds the columns of a file by their headers. Headers are compared by letters and digits only, without case and
 * accents, so that `Close Price`, `close_price` and `ClosePrice` are equal. Each column has a list of names, best first.
 */

import type { DataError } from '../../errors.ts';
import { fileError } from './csv-errors.ts';
import { quoted } from '../../text/escape.ts';

/** The columns that the caller asks for. */
export interface WantedColumns {
  /** The column to forecast: a standard name or a header, any case. */
  readonly column: string;
  readonly timeColumn: string | undefined;
}

/** A column of numbers that is kept. */
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
  /** Column with the name of the series. */
  readonly uniqueId: number | undefined;
  /** Columns with the name of the market, which must not change within a series. */
  readonly markets: readonly number[];
  /** Standard columns with two candidates, which are not read. */
  readonly ambiguous: readonly string[];
}

const STANDARD = {
  open: words('open openprice openingprice priceopen openusd openpriceusd 24hopenusd apertura o'),
  high: words('high highprice pricehigh highusd highpriceusd 24hhighusd maximo h'),
  low: words('low lowprice pricelow lowusd lowpriceusd 24hlowusd minimo l'),
  close: words(
    `close closeprice closingprice priceclose closeusd closepriceusd closingpriceusd
    price priceusd last lastprice cierre ultimo precio y c adjclose adjustedclose adjcloseprice`,
  ),
  volume: words('volume vol basevolume totalvolume volumen volumefrom v'),
};
type StandardName = keyof typeof STANDARD;
const STANDARD_NAMES = Object.keys(STANDARD) as readonly StandardName[];

/** `Volume BTC`, `Volume_(BTC)`, `volume_usd`. Of two, the first is in the base currency. */
const VOLUME_OF_A_COIN = /^volume[a-z]{3,5}$/;

/** Names that mean the open of a candle; preferred to `timestamp`, which may be the close. */
const OPEN_TIMES = words('opentime timeopen opentimestamp start starttime timeperiodstart periodstart');
const TIMES = words(
  `unix unixtimestamp unixtime epoch timestamp datetime ds date fecha fechahora time snappedat eventdate
  dateutc datetimeutc timestamputc timeutc gmttime day`,
);
/** Names of the first column of a data frame whose index had no name. */
const INDEX_NAMES: ReadonlySet<string> = new Set(['', 'index', 'unnamed0']);
const MARKETS: ReadonlySet<string> = new Set(words('symbol ticker pair coin asset currency crypto name'));

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}

/** A header reduced to letters and digits, lower case, without accents. */
export function bareName(header: string): string {
  return header
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

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
  if (hasTime) return hasColumn ? 3 : 2;
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
  if (found.length === 0) throw missing(source, header, `column ${quoted(wanted.column)}`, '--column');
  if (found.length > 1) throw ambiguous(source, header, found);
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
    forecast = { key: header[index].trim().toLowerCase(), index };
    numbers.push(forecast);
  }
  return {
    time,
    secondTime,
    forecast,
    numbers,
    uniqueId: uniqueIdColumn(header, source),
    markets: header.flatMap((name, i) =>
      MARKETS.has(bareName(name)) && i !== index && i !== time ? [i] : [],
    ),
    ambiguous: ambiguousNames,
  };
}

function chooseTimes(
  header: readonly string[],
  first: readonly string[],
  wanted: WantedColumns,
  source: string,
): Pick<ColumnChoice, 'time' | 'secondTime'> {
  const { timeColumn } = wanted;
  const named = timesNamed(header, timeColumn);
  if (timeColumn !== undefined) {
    if (named.length === 0)
      throw missing(source, header, `time column ${quoted(timeColumn)}`, '--time-column');
    if (named.length > 1) throw ambiguous(source, header, named);
    return { time: named[0], secondTime: undefined };
  }
  if (named.length === 0 && INDEX_NAMES.has(bareName(header[0]))) return { time: 0, secondTime: undefined };
  const [best] = named;
  if (best === undefined) throw missing(source, header, 'a time column', '--time-column');
  const namesakes = named.filter((i) => bareName(header[i]) === bareName(header[best]));
  if (namesakes.length > 1) throw ambiguous(source, header, namesakes);
  const isNumeric = (i: number): boolean => /^\d+(\.\d*)?$/.test((first.at(i) ?? '').trim());
  // A number is unambiguous, a date may not be: prefer the number, and check the date against it.
  const isOpenTime = OPEN_TIMES.includes(bareName(header[best]));
  const time = isOpenTime ? best : (named.find(isNumeric) ?? best);
  return { time, secondTime: isNumeric(time) ? named.find((i) => !isNumeric(i)) : undefined };
}

/** Columns that can be the time, best first. */
function timesNamed(header: readonly string[], timeColumn: string | undefined): readonly number[] {
  if (timeColumn !== undefined) return spelled(header, timeColumn);
  const bare = header.map(bareName);
  return [...OPEN_TIMES, ...TIMES].flatMap((name) => bare.flatMap((each, i) => (each === name ? [i] : [])));
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

function standardColumns(header: readonly string[], key: StandardName): readonly number[] {
  for (const name of STANDARD[key]) {
    const found = spelled(header, name);
    if (found.length > 0) return found;
  }
  if (key !== 'volume') return [];
  const traded = header.findIndex((name) => VOLUME_OF_A_COIN.test(bareName(name)));
  return traded < 0 ? [] : [traded];
}

function uniqueIdColumn(header: readonly string[], source: string): number | undefined {
  const found = spelled(header, 'unique_id');
  if (found.length > 1) throw ambiguous(source, header, found);
  return found.at(0);
}

function missing(source: string, header: readonly string[], what: string, flag: string): DataError {
  const shown = header.slice(0, 20).map(quoted).join(', ');
  const more = header.length > 20 ? ` and ${header.length - 20} more` : '';
  return fileError(
    source,
    `expected ${what}, got the columns ${shown}${more}`,
    `name one of them with \`${flag}\``,
  );
}

function ambiguous(source: string, header: readonly string[], found: readonly number[]): DataError {
  const numbers = found.map((i) => i + 1).join(' and ');
  return fileError(
    source,
    `expected one column ${quoted(header[found[0]])}, got ${found.length}: columns ${numbers}`,
    'rename all but one in the header line',
  );
}
