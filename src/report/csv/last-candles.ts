/** The last candles of a run of one series, which its report draws; and the way back. */

import type { Candles } from '../../data/candles.ts';
import { filterRows } from '../../data/ohlcv.ts';
import type { KeptCandles } from '../inputs.ts';
import { candlesCsv } from './candles.ts';

/** Candles that are kept. */
const KEPT = 150;
const COLUMNS = ['open', 'high', 'low', 'close'] as const;

/** As CSV; `undefined` for several series, or without open, high, low and close. */
export function lastCandlesCsv(series: readonly Candles[]): string | undefined {
  const [first] = series;
  if (series.length !== 1 || !COLUMNS.every((name) => Object.hasOwn(first.columns, name))) return undefined;
  const last = filterRows(first, (row) => row >= first.time.length - KEPT);
  const columns = Object.fromEntries(COLUMNS.map((name) => [name, last.columns[name]]));
  return [...candlesCsv([{ ...last, columns }])].join('');
}

/** The candles of a text that was written so. */
export function readLastCandles(csv: string): KeptCandles {
  const rows = csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const column = (k: number): Float64Array =>
    Float64Array.from(rows, (cells) => (cells[k] === '' ? NaN : Number(cells[k])));
  return {
    time: Float64Array.from(rows, ([time]) => Date.parse(time)),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
  };
}
