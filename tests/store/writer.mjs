/**
 * Writes chunks of candles into a store until it is killed, and says each chunk's number once `write` has returned:
 *
 *   node tests/store/writer.mjs STORE SYMBOL FIRST_CHUNK [CHUNKS]
 */

import { openStore } from '../../dist/store/store.js';
import { CHUNK, HOUR, START, valueOf } from './chunks.mjs';

const [file, symbol, first, count = 'Infinity'] = process.argv.slice(2);
const store = openStore(file);
const market = { exchange: 'binance', symbol, timeframe: '1h' };
for (let chunk = Number(first); chunk < Number(first) + Number(count); chunk++) {
  const column = (i) => Float64Array.from({ length: CHUNK }, (_, row) => valueOf(chunk * CHUNK + row, i));
  const [time, open, high, low, close, volume] = [0, 1, 2, 3, 4, 5].map(column);
  time.forEach((row, i) => (time[i] = START + row * HOUR));
  store.write(market, { time, open, high, low, close, volume }, { at: chunk });
  process.stdout.write(`${chunk}\n`); // to a pipe, so it has left the process when this returns
}
store.close();
