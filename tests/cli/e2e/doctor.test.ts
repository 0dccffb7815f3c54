/** `doctor` by the built program, with the local exchange for the network. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/store/store.ts';
import { startExchange } from '../../exchange/exchange.mjs';
import { temporaryFolder } from '../../helpers/files.ts';
import { HOUR, ohlcvOf } from '../../helpers/ohlcv.ts';
import { hindcast } from '../../helpers/run.ts';

interface DoctorJson {
  readonly schema: number;
  readonly type: string;
  readonly checks: readonly {
    readonly check: string;
    readonly status: string;
    readonly detail: string;
    readonly hint: string | null;
  }[];
}

/** The program with a store of its own, and an exchange whose clock is `aheadMs` ahead of ours. */
async function clinic(aheadMs = 0) {
  const exchange = await startExchange({ now: () => Date.now() + aheadMs });
  onTestFinished(() => exchange.close());
  const store = path.join(await temporaryFolder(), 'store.sqlite');
  const run = (words: string) =>
    hindcast(['doctor', ...words.split(' ').filter(Boolean), '--store', store, '--base-url', exchange.url]);
  return {
    exchange,
    store,
    run,
    async statuses(words = '') {
      const { code, stdout } = await run(`--json ${words}`);
      const { checks } = JSON.parse(stdout) as DoctorJson;
      return { code, ...Object.fromEntries(checks.map(({ check, status }) => [check, status])) };
    },
  };
}

const WELL = { node: 'ok', sqlite: 'ok', store: 'ok', disk: expect.any(String) as string };

describe('doctor', () => {
  test('has a line for each check, and exits with 0 if all are ok', async () => {
    const { run, exchange } = await clinic();
    const { code, stdout, stderr } = await run('');
    expect([code, stderr]).toEqual([0, '']);
    const lines = Array.from(stdout.matchAll(/^(ok|warn|fail) +(\w+) +\S/gm), ([, , check]) => check);
    expect(lines).toEqual(['node', 'sqlite', 'store', 'disk', 'network', 'clock']);
    expect(exchange.requests.map(({ path: asked }) => asked)).toEqual(['/api/v3/time']);
  });

  test('sends no request with --no-network', async () => {
    const { statuses, exchange } = await clinic();
    expect(await statuses('--no-network')).toEqual({ code: 0, ...WELL });
    expect(exchange.requests).toEqual([]);
  });

  test('connects to the exchange of the stored market, or the named one', async () => {
    const { statuses, store, exchange } = await clinic();
    const opened = openStore(store);
    const from = Math.floor(Date.now() / HOUR) * HOUR - 10 * HOUR;
    opened.write({ exchange: 'kraken', symbol: 'BTC/USD', timeframe: '1h' }, ohlcvOf(10, { from }), {
      at: 0,
    });
    opened.close();
    const all = { code: 0, ...WELL, data: 'ok', network: 'ok', clock: 'ok' };
    expect(await statuses()).toEqual(all);
    expect(await statuses('--exchange coinbaseexchange')).toEqual(all);
    expect(exchange.requests.map(({ venue }) => venue)).toEqual(['kraken', 'coinbaseexchange']);
  });

  test('warns of a clock that is off by seconds, and fails for minutes', async () => {
    const [seconds, minutes] = await Promise.all([clinic(20_000), clinic(-600_000)]);
    expect(await seconds.statuses()).toMatchObject({ code: 0, network: 'ok', clock: 'warn' });
    expect(await minutes.statuses()).toMatchObject({ code: 2, network: 'ok', clock: 'fail' });
    expect((await minutes.run('')).stdout).toMatch(
      /^fail +clock +the clock of this machine is 10 min 0\d s ahead of /m,
    );
  });

  test('fails with 20 if an exchange does not answer or refuses, and with 2 for an unknown one', async () => {
    const { run, statuses, exchange } = await clinic();
    exchange.fail('451', { kind: 'any', times: Infinity });
    expect(await statuses()).toEqual({ code: 20, ...WELL, network: 'fail' });
    const { stderr } = await run('--json');
    expect(JSON.parse(stderr.trimEnd().split('\n').at(-1)!)).toMatchObject({ type: 'error', exit: 20 });
    expect((await run('--exchange binanse')).stderr).toContain('did you mean `binance`?');
    expect(await statuses('--exchange binanse')).toMatchObject({ code: 2, network: 'fail' });
  });
});

test('doctor does not advise to run doctor', async () => {
  const store = path.join(await temporaryFolder(), 'store.sqlite');
  await writeFile(store, 'this is no database, but long enough to look like a file of one '.repeat(20));
  const { code, stdout, stderr } = await hindcast(['doctor', '--no-network', '--store', store]);
  expect(code).toBe(12);
  expect(stdout).toContain('restore a backup');
  expect(stderr).toContain('hint: restore a backup');
  expect(stdout + stderr).not.toContain('hindcast doctor');
});
