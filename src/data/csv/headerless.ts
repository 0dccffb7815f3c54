/**
 * Tables without a header line: the first cell of every row is a time, perhaps after a symbol, and the others are a value, or
 * open, high, low, close and volumes. What could also be something else is refused.
 */

import type { DataError } from '../../errors.ts';
import { lineError } from './csv-errors.ts';
import { isAbsent } from './parse-numbers.ts';
import { areShortClocks, FULL_CLOCK, isClockCell, isNumberCell, isTimeCell } from './row-signs.ts';

const BINANCE =
  'open_time open high low close volume close_time quote_volume trades taker_buy_volume taker_buy_quote_volume ignore';
const CANDLE = ['open', 'high', 'low', 'close'];
/** `D`, `60` or `M5`. */
const PERIOD = /^[A-Z]?\d{0,3}$/i;
const DAY = /^(?:(?:19|20)\d{6}|\d{4}([-/.])\d\d?\1\d\d?)$/;

/**
 * The names of the columns that the first rows of a table without a header line show; `undefined` if they show none. A symbol,
 * and its period, may come before the time.
 */
export function assumeColumns(rows: readonly (readonly string[])[]): readonly string[] | undefined {
  const at = rows[0].findIndex(isTimeCell);
  const isLead = (row: readonly string[]): boolean => {
    const [symbol, period = ''] = row.slice(0, at);
    return /\p{L}/u.test(symbol) && isTimeCell(row[at] ?? '') && (at < 2 || PERIOD.test(period));
  };
  if (at < 0 || at > 2 || (at > 0 && !rows.every(isLead))) return undefined;
  const names = assumeTimed(rows.map((row) => row.slice(at)));
  return names === undefined ? undefined : [...['symbol', 'period'].slice(0, at), ...names];
}

function assumeTimed(rows: readonly (readonly string[])[]): readonly string[] | undefined {
  const [row] = rows;
  if (row.length < 2) return undefined;
  const hasClock = isClockCell(row[1]) || haveCompactClock(rows);
  const times = hasClock ? ['date', 'time'] : ['time'];
  const values = row.slice(times.length);
  if (!values.every((cell) => isNumberCell(cell) || isAbsent(cell)) || !values.some(isNumberCell))
    return undefined;
  const names = namesOf(values.length);
  if (names === undefined) return undefined;
  return row.length === 12 && !hasClock ? BINANCE.split(' ') : [...times, ...names];
}

/**
 * Whether the second cells are times of day such as `093000` or `930`: one starts with a zero, which no price does, or two rows
 * are of one day. Short ones need open, high, low and close after them, which would not fit otherwise.
 */
function haveCompactClock(rows: readonly (readonly string[])[]): boolean {
  const days = rows.map(([day]) => day.trim());
  const clocks = rows.map(([, clock = '']) => clock.trim());
  const isFull = clocks.every((clock) => FULL_CLOCK.test(clock));
  if (!isFull && (rows[0].length < 6 || !areShortClocks(clocks))) return false;
  if (!days.every((day) => DAY.test(day))) return false;
  return clocks.some((clock) => clock.startsWith('0')) || new Set(days).size < days.length;
}

/** The names of `count` columns of numbers. Two or three have no usual meaning. */
function namesOf(count: number): readonly string[] | undefined {
  if (count === 1) return ['close'];
  if (count < 4) return undefined;
  const extra = Array.from({ length: count - 4 }, (_, i) => (i === 0 ? 'volume' : `column ${i + 5}`));
  return [...CANDLE, ...extra];
}

type Columns = ReadonlyMap<string, Float64Array>;

/** The first of `count` rows whose high or low does not enclose the other prices; -1 if there is none. */
export function findImpossible(columns: Columns, rows: number): number {
  const [open, high, low, close] = CANDLE.map((key) => columns.get(key));
  if (open === undefined || high === undefined || low === undefined || close === undefined) return -1;
  for (let i = 0; i < rows; i++)
    if (high[i] < Math.max(open[i], low[i], close[i]) || low[i] > Math.min(open[i], close[i])) return i;
  return -1;
}

interface AssumedTable {
  readonly source: string;
  readonly delimiter: string;
  readonly header: readonly string[];
  readonly lines: ArrayLike<number>;
}

/** The prices of Yahoo's files. */
const YAHOO = ['open', 'high', 'low', 'close', 'adj close'];

/**
 * Throws unless the columns can be what they are assumed to be: high and low enclose open and close in every row, and the
 * volume is not a second close.
 */
export function checkAssumed(table: AssumedTable, columns: Columns): void {
  const { lines } = table;
  const wrong = findImpossible(columns, lines.length);
  if (wrong >= 0)
    throw assumedError(table, lines[wrong], 'a high or low between the other prices', orderOf(columns));
  const [close, volume] = [columns.get('close'), columns.get('volume')];
  if (close === undefined || volume === undefined) return;
  const negative = volume.findIndex((value) => value < 0);
  if (negative >= 0) throw assumedError(table, lines[negative], `the volume ${volume[negative]}`);
  if (isSecondClose(volume, close))
    throw assumedError(table, lines[0], 'a volume that is close to the price', YAHOO);
}

/** Whether every value is near the close, as an adjusted close is. */
function isSecondClose(volume: Float64Array, close: Float64Array): boolean {
  const isNear = (value: number, i: number): boolean => value > close[i] / 2 && value < close[i] * 1.05;
  return volume.some(isNear) && volume.every((value, i) => Number.isNaN(value) || isNear(value, i));
}

/** The four prices in the order in which high and low enclose the others in every row, with open before close. */
function orderOf(columns: Columns): readonly string[] {
  const prices = CANDLE.map((key) => columns.get(key) ?? new Float64Array());
  const bounds = (sign: number): number =>
    prices.findIndex((bound) =>
      prices.every((each) => each.every((value, i) => !(sign * value > sign * bound[i]))),
    );
  const [high, low] = [bounds(1), bounds(-1)];
  if (high < 0 || low < 0 || high === low) return ['low', 'high', 'open', 'close'];
  const others = ['open', 'close'];
  return prices.map((_, i) => (i === high ? 'high' : i === low ? 'low' : (others.shift() ?? '')));
}

function assumedError(
  { source, header, delimiter }: AssumedTable,
  line: number,
  got: string,
  order: readonly string[] = ['low', 'high', 'open', 'close'],
): DataError {
  const before = header.slice(0, header.indexOf('open'));
  return lineError(
    source,
    line,
    `expected the columns time, open, high, low, close, volume, because there is no header line, got ${got}`,
    `add a header line that names the columns in their order, such as \`${exampleHeader(header.length, delimiter, [...before, ...order, 'volume'])}\``,
  );
}

/** A header line for this many columns. */
export function exampleHeader(width: number, delimiter: string, order?: readonly string[]): string {
  const names = order ?? (width < 5 ? ['time', 'close', 'volume'] : ['time', ...CANDLE, 'volume']);
  return Array.from({ length: width }, (_, i) => names.at(i) ?? `column ${i + 1}`).join(delimiter);
}
