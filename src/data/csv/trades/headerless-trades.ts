/** Files of trades without a header line. */

import { isNumberCell, isTimeCell } from '../row-signs.ts';

const TRADES = 'id price qty quote_qty time is_buyer_maker is_best_match'.split(' ');
const AGGREGATED =
  'agg_trade_id price quantity first_trade_id last_trade_id transact_time is_buyer_maker is_best_match'.split(
    ' ',
  );
const TRUTH = /^(?:true|false)$/i;
const MILLISECONDS = /^\d{13}(?:\d{3})?$/;

/** The names of the columns of a file of trades without a header line: those of Binance and Kraken; `undefined` for any other. */
export function assumeTradeColumns(rows: readonly (readonly string[])[]): readonly string[] | undefined {
  const [row] = rows;
  const truth = row.findIndex((cell) => TRUTH.test(cell.trim()));
  const binance = [TRADES, AGGREGATED].find((names) => names.indexOf('is_buyer_maker') === truth);
  if (binance !== undefined)
    return MILLISECONDS.test(row[truth - 1].trim()) && row.slice(0, truth).every(isNumberCell)
      ? binance.slice(0, row.length)
      : undefined;
  // `time, price, volume`, and perhaps a side and a kind in letters.
  const isPlain = row.length >= 3 && isTimeCell(row[0]) && isNumberCell(row[1]) && isNumberCell(row[2]);
  if (!isPlain || row.slice(3).some(isNumberCell)) return undefined;
  return ['time', 'price', 'volume', ...row.slice(3).map((_, i) => `column ${i + 4}`)];
}
