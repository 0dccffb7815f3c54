/** A store keeps every acknowledged write intact when processes are killed or write at the same time. */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from '@photostructure/sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ohlcvColumns } from '../../src/data/candles.ts';
import { Random } from '../../src/math/random.ts';
import { openStore } from '../../src/store/store.ts';
import { temporaryFolder } from '../helpers/files.ts';
import { CHUNK, HOUR, START, valueOf } from './chunks.mjs';

const WRITER = fileURLToPath(new URL('writer.mjs', import.meta.url));
const OPENER = fileURLToPath(new URL('opener.mjs', import.meta.url));
const market = (symbol: string) => ({ exchange: 'binance', symbol, timeframe: '1h' });

function startWriter(...args: readonly (string | number)[]) {
  const child = spawn(process.execPath, [WRITER, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: number[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    acknowledged.push(...text.trimEnd().split('\n').map(Number));
  });
  return { child, acknowledged };
}

/** Number of stored chunks, each of which must be complete. */
function chunksOf(file: string, symbol: string): number {
  const store = openStore(file);
  const candles = store.read(market(symbol));
  store.close();
  const rows = candles.time.length;
  expect(rows % CHUNK).toBe(0);
  expect(candles.time).toEqual(Float64Array.from({ length: rows }, (_, row) => START + row * HOUR));
  for (const [i, name] of ohlcvColumns.entries()) {
    expect(candles[name]).toEqual(Float64Array.from({ length: rows }, (_, row) => valueOf(row, i + 1)));
  }
  return rows / CHUNK;
}

function integrityOf(file: string): unknown {
  const database = new DatabaseSync(file);
  try {
    return database.prepare('PRAGMA integrity_check').all();
  } finally {
    database.close();
  }
}

describe('a writer', () => {
  test('that is killed twelve times during a write loses nothing that it acknowledged', async () => {
    const file = path.join(await temporaryFolder(), 'store.sqlite');
    const random = new Random('crash');
    let chunks = 0;
    let unacknowledged = 0;
    for (let round = 0; round < 12; round++) {
      const { child, acknowledged } = startWriter(file, 'BTC/USDT', chunks);
      await once(child.stdout, 'data');
      // A write takes a few milliseconds, so the kill comes during a write or between two.
      await new Promise((resolve) => setTimeout(resolve, 40 * random.uniform()));
      child.kill('SIGKILL');
      await once(child, 'close');
      const stored = chunksOf(file, 'BTC/USDT');
      expect(acknowledged).toEqual(Array.from(acknowledged, (_, i) => chunks + i));
      expect(stored).toBeGreaterThanOrEqual(chunks + acknowledged.length);
      unacknowledged += stored - chunks - acknowledged.length;
      chunks = stored;
    }
    expect(chunks).toBeGreaterThanOrEqual(12);
    expect(unacknowledged).toBeLessThanOrEqual(12); // at most the write in progress at each kill
    expect(integrityOf(file)).toEqual([{ integrity_check: 'ok' }]);
  });

  test('can create a new store while others create the same one', async () => {
    const file = path.join(await temporaryFolder(), 'store.sqlite');
    const symbols = ['A/B', 'C/D', 'E/F', 'G/H', 'I/J', 'A/B'];
    const writers = symbols.map((symbol) => startWriter(file, symbol, 0, 3));
    const codes = await Promise.all(
      writers.map(async ({ child }) => (await once(child, 'close'))[0] as number),
    );
    expect(codes).toEqual(symbols.map(() => 0));
    expect(symbols.map((symbol) => chunksOf(file, symbol))).toEqual(symbols.map(() => 3));
    expect(integrityOf(file)).toEqual([{ integrity_check: 'ok' }]);
  });
});

test('six processes can open one new store at the same time, sixty times in a row', async () => {
  const openers = Array.from({ length: 6 }, () => fork(OPENER));
  onTestFinished(() => openers.forEach((opener) => void opener.kill()));
  await Promise.all(openers.map((opener) => once(opener, 'message')));
  const folder = await temporaryFolder();
  for (let round = 0; round < 60; round++) {
    const answers = openers.map(async (opener) => (await once(opener, 'message'))[0] as string);
    for (const opener of openers)
      opener.send({ file: path.join(folder, `${round}.sqlite`), at: Date.now() + 10 });
    expect(await Promise.all(answers)).toEqual(openers.map(() => 'ok'));
  }
});
