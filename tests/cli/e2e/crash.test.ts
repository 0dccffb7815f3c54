/**
 * `fetch` killed, started twice and out of disk space, with the built program and the local exchange. A page is on disk
 * before the next one is requested, so the last request shows which candles must be stored.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/math/random.ts';
import type { Bench } from '../../helpers/fetching.ts';
import { complaint, newBench, steps, storedTimes } from '../../helpers/fetching.ts';
import { canMountDisk, runOnSmallDisk } from '../../helpers/disk.ts';
import { temporaryFolder } from '../../helpers/files.ts';
import { MINUTE } from '../../helpers/ohlcv.ts';
import { PROGRAM } from '../../helpers/run.ts';

const NOW = Date.UTC(2024, 0, 10);
const BTC = { exchange: 'binance', symbol: 'BTC/USDT', timeframe: '1m' };
const since = (pages: number) => NOW - pages * 1000 * MINUTE;
const fetchLine = (pages: number, symbol = 'BTC/USDT') =>
  `fetch binance ${symbol} --timeframe 1m --since ${new Date(since(pages)).toISOString().replace('.000Z', 'Z')}`;

/** Every candle that opens before this must be stored. */
function acknowledged({ exchange }: Bench): number {
  return Math.max(0, ...exchange.candleRequests().map(({ query }) => Number(query.startTime)));
}

/** Starts a fetch and kills it some milliseconds after its request number `requests`. */
async function killedAfter(bench: Bench, line: string, requests: number, ms: number): Promise<void> {
  const before = bench.exchange.candleRequests().length;
  const args = [PROGRAM, ...line.split(' '), '--base-url', bench.exchange.url, '--store', bench.store];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  const exit = once(child, 'exit');
  while (bench.exchange.candleRequests().length < before + requests && child.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await new Promise((resolve) => setTimeout(resolve, ms));
  child.kill('SIGKILL');
  await exit;
}

describe('a fetch', () => {
  test('that is killed twelve times has stored all that it acknowledged, and ends as if nothing had been', async () => {
    const bench = await newBench({ now: NOW });
    const random = new Random('fetch');
    const pages = 40;
    for (let round = 0; round < 12; round++) {
      await killedAfter(bench, fetchLine(pages), 2 + random.integer(3), 30 * random.uniform());
      const times = storedTimes(bench, BTC);
      expect(times).toEqual(steps(since(pages), times.at(-1)!, MINUTE));
      expect(times.at(-1)).toBeGreaterThanOrEqual(acknowledged(bench) - MINUTE);
    }
    expect((await bench.run(fetchLine(pages))).code).toBe(0);
    const stored = bench.opened((store) => ({ candles: store.read(BTC), damage: store.damage() }));
    expect(stored.damage).toEqual([]);

    const other = await newBench({ now: NOW });
    expect((await other.run(fetchLine(pages))).code).toBe(0);
    expect(stored.candles).toEqual(other.opened((store) => store.read(BTC)));
    expect(stored.candles.time.length).toBe(1000 * pages);
  });

  test('of a market that another process is fetching exits with 11, and the other finishes', async () => {
    const bench = await newBench({ now: NOW });
    bench.exchange.fail('hold', { skip: 3 });
    const first = bench.runProcess(fetchLine(20));
    await bench.exchange.holds();
    const second = await bench.runProcess(fetchLine(20));
    bench.exchange.release();
    expect([(await first).code, second.code]).toEqual([0, 11]);
    expect(complaint(second).error).toContain('is working on `binance:BTC/USDT:1m`');
    expect(storedTimes(bench, BTC)).toEqual(steps(since(20), NOW - MINUTE, MINUTE));
  });

  test('of another market runs at the same time in the same store', async () => {
    const bench = await newBench({ now: NOW });
    const symbols = ['BTC/USDT', 'ETH/USDT'];
    const all = await Promise.all(symbols.map((symbol) => bench.runProcess(fetchLine(10, symbol))));
    expect(all.map(({ code }) => code)).toEqual([0, 0]);
    for (const symbol of symbols)
      expect(storedTimes(bench, { ...BTC, symbol })).toEqual(steps(since(10), NOW - MINUTE, MINUTE));
  });

  test('that takes longer than its deadline exits with 3, keeps its candles, and continues from there', async () => {
    const bench = await newBench({ now: NOW });
    bench.exchange.fail('slow', { skip: 3, times: Infinity, ms: 60_000 });
    let stored: readonly number[] = [];
    // A second is enough for three pages, unless the machine is busy.
    for (const seconds of [1, 9]) {
      if (stored.length > 0) break;
      const late = await bench.run(`${fetchLine(10)} --deadline ${seconds}s`);
      expect([late.code, complaint(late).error]).toEqual([
        3,
        `stopped after ${seconds}.00 s (\`--deadline\`)`,
      ]);
      stored = storedTimes(bench, BTC);
    }
    expect(stored).toEqual(steps(since(10), stored.at(-1)!, MINUTE));
    bench.exchange.heal();
    expect((await bench.run(`${fetchLine(10)} --deadline 1h`)).code).toBe(0);
    expect(storedTimes(bench, BTC)).toEqual(steps(since(10), NOW - MINUTE, MINUTE));
  });

  test('on a disk of 4 MB that fills up exits with 28, and continues when there is space', async ({
    skip,
  }) => {
    skip(!canMountDisk(), 'no file system of 4 MB can be mounted here');
    const bench = await newBench({ now: NOW });
    const script = `
      fetch() { hindcast ${fetchLine(15)} --base-url ${bench.exchange.url}; }
      dd if=/dev/zero of="$DISK/filler" bs=1k count=3000 2>/dev/null
      step fetch
      rm -r "$DISK/filler" "$XDG_CACHE_HOME"/*
      step fetch
      step hindcast doctor --no-network
      hindcast export binance:BTC/USDT:1m`;
    const { stdout, stderr, exits } = await runOnSmallDisk(script, {
      XDG_CACHE_HOME: await temporaryFolder(),
    });
    expect(stderr).toContain('error: no space left to write the store');
    expect(exits).toEqual([28, 0, 28]); // 4 MB are too little for the doctor too
    expect(stdout).toMatch(/^ok +store +.*: intact, 15,000 candles of 1 market$/m);
    expect(stdout.match(/^20\d\d-/gm)?.length).toBe(15_000);
    // The second run starts with the last candle that the first one stored.
    const { requests } = bench.exchange;
    const second = requests.findLastIndex(({ kind }) => kind === 'markets');
    const [first, again] = [requests.slice(0, second), requests.slice(second)].map((part) =>
      part.filter(({ kind }) => kind === 'candles').map(({ query }) => Number(query.startTime)),
    );
    expect(first.length).toBeGreaterThan(1);
    expect(again[0]).toBeGreaterThanOrEqual(Math.max(...first) - MINUTE);
  });
});
