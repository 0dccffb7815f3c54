/** The store: 500,000 candles of one market in and out, by itself and by the whole program. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../dist/store/store.js';
import { measure } from './measure.mjs';
import { checksum, figure, number, table } from './table.mjs';

const program = fileURLToPath(new URL('../../bin/hindcast.js', import.meta.url));
const MINUTE = 60_000;
const market = (symbol) => ({ exchange: 'binance', symbol, timeframe: '1m' });

export async function storage({ quick, ...settings }) {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-bench-'));
  const store = openStore(join(folder, 'store.sqlite'));
  try {
    const rows = quick ? 5000 : 500_000;
    const candles = candlesOf(rows);
    const one = candlesOf(1, rows);
    const file = join(folder, 'candles.csv');
    store.write(market('A/B'), candles, { at: 0 });
    hindcast(['export', 'binance:A/B:1m', '--store', store.file, '--output', file]);
    let count = 0;
    const sum = ({ close }) => close.reduce((total, value) => total + value, 0);
    const cases = [
      {
        name: 'write, of a new market',
        run: () => store.write(market(`N${count++}/B`), candles, { at: 0 }).inserted,
      },
      {
        name: 'write again, nothing new',
        run: () => store.write(market('A/B'), candles, { at: 0 }).unchanged,
      },
      { name: 'read', run: () => sum(store.read(market('A/B'))) },
      {
        name: 'write one candle more',
        before: () => (one.time[0] += MINUTE),
        run: () => store.write(market('A/B'), one, { at: 0 }).inserted,
      },
      {
        name: '`import`, the whole program',
        run: () =>
          hindcast(['import', file, '--as', `binance:I${count++}/B:1m`, '--store', store.file, '--quiet']),
      },
      {
        name: '`export --output`, the whole program',
        run: () => hindcast(['export', 'binance:A/B:1m', '--store', store.file, '--output', file]),
      },
    ].map((each) => ({ work: 1, once: true, ...each }));
    const check = checksum(sum(store.read(market('A/B'))));
    const results = await measure(cases, settings);
    const lines = results.map(({ name, rates }) => [
      name,
      figure(
        rates.map((rate) => 1000 / rate),
        1,
      ),
    ]);
    return `${table([`store (${number(rows)} candles)`, 'ms'], lines)}

Check: sum of the closes, ${check}.`;
  } finally {
    store.close();
    rmSync(folder, { recursive: true });
  }
}

/** Candles that wander without a random number: a price on three waves. */
function candlesOf(rows, first = 0) {
  const column = (value) => Float64Array.from({ length: rows }, (_, i) => value(first + i));
  const price = (i) => 30_000 + 5000 * Math.sin(i / 9000) + 700 * Math.sin(i / 130) + 20 * Math.sin(i / 3);
  return {
    time: column((i) => i * MINUTE),
    open: column(price),
    high: column((i) => Math.max(price(i), price(i + 1)) * 1.0001),
    low: column((i) => Math.min(price(i), price(i + 1)) * 0.9999),
    close: column((i) => price(i + 1)),
    volume: column((i) => 50 + 40 * Math.sin(i / 700)),
  };
}

function hindcast(args) {
  const { status, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`expected ${args[0]} to succeed, got exit code ${status}: ${stderr}`);
  return status;
}
