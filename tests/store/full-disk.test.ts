/** A disk of 4 MB that fills up, by the built program: exit 28, and what was stored before is whole. */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { toCandles } from '../../src/data/ohlcv.ts';
import { candlesCsv } from '../../src/report/candles.ts';
import { temporaryFolder } from '../helpers/files.ts';
import { MINUTE, ohlcvOf } from '../helpers/ohlcv.ts';
import { PROGRAM, run } from '../helpers/run.ts';

/** Runs the script behind `sh -c` where mounts are its own: no rights are needed where the kernel allows it. */
const UNSHARE = ['--user', '--map-root-user', '--mount', 'sh', '-ec'];
const MOUNT = 'mount -t tmpfs -o size=4m tmpfs "$DISK"';

function canMount(): boolean {
  try {
    execFileSync('unshare', [...UNSHARE, 'mount -t tmpfs -o size=4m tmpfs /mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** 200,000 candles are 9.6 MB. */
test.skipIf(!canMount())(
  'a store on a full disk keeps what it has, says so with 28, and goes on later',
  async () => {
    const disk = await temporaryFolder();
    const files = await temporaryFolder();
    const write = (name: string, rows: number) =>
      writeFile(
        path.join(files, name),
        [...candlesCsv([toCandles('BTC', name, ohlcvOf(rows, { step: MINUTE }))])].join(''),
      );
    await Promise.all([write('some.csv', 3000), write('more.csv', 6000), write('many.csv', 200_000)]);
    const script = `
    ${MOUNT}
    hindcast() { "${process.execPath}" "${PROGRAM}" "$@" --store "$DISK/store.sqlite"; }
    step() { "$@" && code=0 || code=$?; echo "exit $code"; }
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
    const { code, stdout, stderr } = await run('unshare', [...UNSHARE, script], {
      env: { DISK: disk, FILES: files },
    });
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    expect(Array.from(stdout.matchAll(/^exit (\d+)$/gm), ([, exit]) => exit).join(' ')).toBe(
      '0 28 0 28 28 0 0 0 0',
    );
    expect(stdout).toContain('3,000 new candles, 3,000 unchanged; now 6,000 candles');
    expect(stderr).toMatch(/^error: no space left to write the store/m);
    expect(stderr).toMatch(/^\{"type":"error","code":"disk-full","exit":28,/m);
  },
);
