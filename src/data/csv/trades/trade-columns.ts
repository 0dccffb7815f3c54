/** The columns of files of trades: a time, a price and perhaps a size, at no fixed step. */

import { DataError, HindcastError } from '../../../errors.ts';
import { fileError } from '../csv-errors.ts';
import type { TextReading } from '../csv-result.ts';
import { rowsOfText } from '../rows-of-text.ts';
import type { TextRows } from '../rows-of-text.ts';

/** Headers of sizes in units of the base currency, best first. */
export const SIZES = ['volume', 'qty', 'quantity', 'size', 'amount', 'trade_size', 'base_qty', 'base_amount'];

/** Where the prices and sizes of trades are, as keys of columns. */
export interface TradeColumns {
  readonly price: string;
  readonly size: string | undefined;
}

const HOUR = 3_600_000;
const PARTS_OF_CANDLES: ReadonlySet<string> = new Set(['open', 'high', 'low']);

/**
 * The columns of trades, if that is what the rows are: they have a price and no open, high or low, and their times have no step: most are
 * less than an hour apart, less than half of them the same time apart, and
 * not equally many at each time.
 */
export function tradeColumnsOf({ body, columns, values }: TextRows): TradeColumns | undefined {
  const { forecast, numbers } = columns;
  const keys = numbers.map(({ key }) => key);
  if (forecast.key !== 'close' || keys.some((key) => PARTS_OF_CANDLES.has(key))) return undefined;
  if (!hasNoStep(body.time, values.columns.get(forecast.key)!)) return undefined;
  return { price: forecast.key, size: SIZES.find((key) => keys.includes(key)) };
}

function hasNoStep(time: Float64Array, price: Float64Array): boolean {
  const order = Int32Array.from(time.keys()).toSorted((a, b) => time[a] - time[b] || a - b);
  const steps = new Map<number, number>();
  /** How many times have one row, two, …: those of a panel have as many as there are series. */
  const sizes = new Map<number, number>();
  let [all, short, size] = [0, 0, 1];
  for (let i = 1; i < order.length; i++) {
    const step = time[order[i]] - time[order[i - 1]];
    if (step === 0 && price[order[i]] === price[order[i - 1]]) continue; // perhaps a duplicate
    all++;
    if (step === 0) size++;
    else {
      if (step < HOUR) short++;
      steps.set(step, (steps.get(step) ?? 0) + 1);
      sizes.set(size, (sizes.get(size) ?? 0) + 1);
      size = 1;
    }
  }
  const later = [...steps.values()].reduce((sum, count) => sum + count, 0);
  const isPanel = [...sizes].some(([rows, count]) => rows > 1 && 2 * count >= later);
  return !isPanel && all > 1 && 2 * short > later && 2 * Math.max(...steps.values()) < all;
}

/** How a file of trades is read: with the columns of sizes. */
export function tradeReading<Options extends TextReading>(options: Options): Options & TextReading {
  return { ...options, areTrades: true, others: [...(options.others ?? []), ...SIZES] };
}

/** Lines that show whether a file is one of trades. */
const FIRST_LINES = 2200;

/** The columns of trades in a text, if its first lines show that it is one of trades. */
export function tradesIn(
  text: string,
  source: string,
  id: string,
  options: TextReading,
): TradeColumns | undefined {
  let end = 0;
  for (let line = 0; line < FIRST_LINES && end >= 0; line++) end = text.indexOf('\n', end) + 1 || -1;
  const { onProgress: _, ...quiet } = options;
  try {
    return tradeColumnsOf(rowsOfText(end < 0 ? text : text.slice(0, end), source, id, tradeReading(quiet)));
  } catch (error) {
    if (error instanceof HindcastError) return undefined; // it is read as candles, or the error says why not
    throw error;
  }
}

/**
 * What `read` makes of a text, which is given the columns of trades if candles are to be built and it is a text of trades.
 * @throws DataError that says how to build candles, if they are not to be built, and trades cannot be read without that
 */
export function unlessTrades<Value>(
  text: string,
  source: string,
  options: TextReading & { readonly id: string },
  read: (trades: TradeColumns | undefined) => Value,
): Value {
  if (options.candleLength !== undefined) return read(tradesIn(text, source, options.id, options));
  try {
    return read(undefined);
  } catch (error) {
    if (!(error instanceof DataError) || tradesIn(text, source, options.id, options) === undefined)
      throw error;
    throw fileError(
      source,
      'expected candles, or one row per step, got trades at no fixed step',
      'say which candles to build from them, by a timeframe that divides a day, for example `--timeframe 1m`',
      error,
    );
  }
}
