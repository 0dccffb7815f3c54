/** Which exchanges can be fetched, and what is said of the others. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { stepMs } from '../../src/exchange/timeframes.ts';
import { createExchange, listVenues, loadCcxt } from '../../src/exchange/venues.ts';
import { temporaryFolder } from '../helpers/files.ts';
import { hindcast, ROOT } from '../helpers/run.ts';

const ccxt = await loadCcxt();
const { usable, unusable } = await listVenues();

test('every exchange of ccxt can be fetched, or has a reason why not', () => {
  const names = [...usable, ...unusable].map(({ name }) => name);
  expect(names.toSorted()).toEqual(ccxt.exchanges.toSorted());
  for (const { reason } of unusable) expect(reason).toMatch(/^\S.{15,}[^.]$/);
  for (const { timeframes, defaultTimeframe } of usable) expect(timeframes).toContain(defaultTimeframe);
});

describe('a timeframe that is asked for as a number is asked for in its length', () => {
  const asNumbers = usable.flatMap(({ name }) => {
    const frames = Object.entries(createExchange(ccxt, name).timeframes);
    const numbers = frames.flatMap(([frame, asked]) =>
      /^\d+$/.test(String(asked)) && /^\d+[mhdw]$/.test(frame) ? [stepMs(frame) / Number(asked)] : [],
    );
    return numbers.length === 0 ? [] : [[name, numbers] as const];
  });

  test.each(asNumbers)('%s', (_, units) => {
    expect(new Set(units).size).toBe(1);
  });
});

test('README and the docs give their number', () => {
  const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8').replaceAll(/\s+/g, ' ');
  expect(read('README.md')).toContain(`from ${usable.length} exchanges`);
  expect(read('docs/data.md')).toContain(`${usable.length} of the ${ccxt.exchanges.length} exchanges`);
});

test('`exchanges` lists them, and those that cannot be fetched with the reason', async () => {
  const { stdout } = await hindcast(['exchanges']);
  for (const { name } of usable) expect(stdout).toMatch(new RegExp(`^${name} `, 'm'));
  for (const { name, reason } of unusable) expect(stdout).toMatch(new RegExp(`^${name} .*${reason}`, 'm'));
  const json = JSON.parse((await hindcast(['exchanges', '--json'])).stdout) as Record<string, unknown>;
  expect(json).toMatchObject({ exchanges: usable, unusable });
});

test.each(unusable.map(({ name, reason }) => [name, reason]))(
  '%s is refused with its reason: %s',
  async (name, reason) => {
    expect(() => createExchange(ccxt, name)).toThrow(
      expect.objectContaining({ exit: 2, message: `${name} cannot be fetched: ${reason}` }) as Error,
    );
    expect((await hindcast(['exchanges', name])).code).toBe(2);
  },
);

describe('a name that ccxt had before', () => {
  test.each([
    ['huobi', '`huobi` is now called `htx`', 'use `htx`'],
    ['okex', '`okex` is now called `okx`', 'use `okx`'],
    ['GateIO', '`GateIO` is now called `gate`', 'use `gate`'],
    ['coinbasepro', '`coinbasepro` is now called `coinbaseexchange`', 'use `coinbaseexchange`'],
    ['ftx', '`ftx` closed in 2022', 'see `hindcast exchanges`'],
    ['bittrex', '`bittrex` closed in 2023', 'see `hindcast exchanges`'],
    ['liquid', '`liquid` has closed', 'see `hindcast exchanges`'],
    ['bitmex', 'ccxt does not have `bitmex` any more', 'see `hindcast exchanges`'],
  ])('is answered by what became of it: %s', async (name, message, hint) => {
    const env = { HINDCAST_STORE: path.join(await temporaryFolder(), 'store.sqlite') };
    const { code, stderr } = await hindcast(['fetch', name, 'BTC/USDT', '--since', '2024-01-01'], { env });
    expect(code).toBe(2);
    expect(stderr).toContain(`error: ${message}`);
    expect(stderr).toContain(`hint: ${hint}`);
  });

  test('is not one that ccxt has now, and what it is called now can be fetched', async () => {
    const { formerNames, formerName } = await import('../../src/exchange/former-names.ts');
    for (const name of formerNames) {
      expect(ccxt.exchanges).not.toContain(name);
      const now = /`(\w+)`$/.exec(formerName(name)!.hint)?.[1];
      if (formerName(name)!.message.includes('is now called'))
        expect(usable.map((one) => one.name)).toContain(now);
    }
  });
});
