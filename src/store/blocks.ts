/**
 * The stored form of candles: blocks of up to 1024 candles, each the six columns one after another as 64-bit floats.
 * SQLite reads 500,000 candles in 0.04 s; with one row per candle it took 0.7 s (measured). A checksum detects damage.
 */

import { crc32 } from 'node:zlib';
import type { Ohlcv } from '../data/candles.ts';
import { ohlcvColumns } from '../data/candles.ts';

/** Candles of a full block. */
export const BLOCK_ROWS = 1024;
const COLUMNS = ['time', ...ohlcvColumns] as const;

export interface PackedBlock {
  readonly checksum: number;
  readonly columns: Uint8Array;
}

export function pack(candles: Ohlcv): PackedBlock {
  const rows = candles.time.length;
  const values = new Float64Array(COLUMNS.length * rows);
  for (const [i, name] of COLUMNS.entries()) values.set(candles[name], i * rows);
  const columns = new Uint8Array(values.buffer);
  return { checksum: crc32(columns), columns };
}

/** The candles of a block; `undefined` if they have changed since they were written. */
export function unpack(rows: number, { checksum, columns }: PackedBlock): Ohlcv | undefined {
  if (columns.byteLength !== 8 * COLUMNS.length * rows || crc32(columns) !== checksum) return undefined;
  const isAligned = columns.byteOffset % 8 === 0;
  const { buffer, byteOffset } = isAligned ? columns : columns.slice();
  const values = new Float64Array(buffer, byteOffset, COLUMNS.length * rows);
  return columnsOf((_, i) => values.subarray(i * rows, (i + 1) * rows));
}

/** Rows `from` to `to` (excluded), a view of the same memory. */
export function slice(candles: Ohlcv, from: number, to: number): Ohlcv {
  return columnsOf((name) => candles[name].subarray(from, to));
}

/** All rows of all `parts`, copied one part after another. */
export function concatenate(parts: readonly Ohlcv[]): Ohlcv {
  const rows = parts.reduce((sum, { time }) => sum + time.length, 0);
  const out = columnsOf(() => new Float64Array(rows));
  let row = 0;
  for (const part of parts) {
    for (const name of COLUMNS) out[name].set(part[name], row);
    row += part.time.length;
  }
  return out;
}

/** `rows` empty rows to fill. */
export function allocate(rows: number): Ohlcv {
  return columnsOf(() => new Float64Array(rows));
}

/** Copies row `from` of `source` into row `to` of `out`. */
export function copyRow(out: Ohlcv, to: number, source: Ohlcv, from: number): void {
  for (const name of COLUMNS) out[name][to] = source[name][from];
}

/** The first row at or after `time`. */
export function rowAt({ time: times }: Ohlcv, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function columnsOf(column: (name: (typeof COLUMNS)[number], i: number) => Float64Array): Ohlcv {
  const [time, open, high, low, close, volume] = COLUMNS.map(column);
  return { time, open, high, low, close, volume };
}
