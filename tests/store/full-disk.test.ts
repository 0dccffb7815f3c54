/** The built program on a 4 MB disk that becomes full: exit code 28, and what was stored before is intact. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { toCandles } from '../../src/data/ohlcv.ts';
import { candlesCsv } from '../../src/report/csv/candles.ts';
import { canMountDisk, runOnSmallDisk } from '../helpers/disk.ts';
import { temporaryFolder } from '../helpers/files.ts';
import { MINUTE, ohlcvOf } from '../helpers/ohlcv.ts';

/** 100,000 candles are 4.8 MB. */
test('a store on a full disk keeps its data, exits with 28, and continues later', async ({ skip }) => {
  skip(!canMountDisk(), 'no file system of 4 MB can be mounted here');
  const files = await temporaryFolder();
  const write = (name: string, rows: number) =>
    writeFile(
      path.join(files, name),
      [...candlesCsv([toCandles('BTC', name, ohlcvOf(rows, { step: MINUTE }))])].join(''),
    );
  await Promise.all([write('some.csv', 3000), write('more.csv', 6000), write('many.csv', 100_000)]);
  const script = `
    step hindcast import "$FILES/some.csv" --as binance:BTC/USDT:1m --quiet
    step hindcast import "$FILES/many.csv" --as binance:BTC/USDT:1m
    step hindcast export binance:BTC/USDT:1m --output "$FILES/after.csv"
    dd if=/dev/zero of="$DISK/filler" bs=1k 2>/dev/null || true
    step hindcast import "$FILES/more.csv" --as binance:BTC/USDT:1m --json
    step hindcast import "$FILES/some.csv" --as binance:ETH/USDT:1m
    rm "$DISK/filler"
    step hindcast export binance:BTC/USDT:1m --output "$FILES/later.csv"
    step hindcast import "$FILES/more.csv" --as binance:BTC/USDT:1m
    step cmp "$FILES/some.csv" "$FILES/after.csv"
    step cmp "$FILES/some.csv" "$FILES/later.csv"`;
  const { code, stdout, stderr, exits } = await runOnSmallDisk(script, { FILES: files });
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  expect(exits).toEqual([0, 28, 0, 28, 28, 0, 0, 0, 0]);
  expect(stdout).toContain('3,000 new candles, 3,000 unchanged; now 6,000 candles');
  expect(stderr).toMatch(/^error: no space left to write the store/m);
  expect(stderr).toMatch(/^\{"type":"error","code":"disk-full","exit":28,/m);
});
