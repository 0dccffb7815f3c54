/** Columns of contracts at a local exchange: fetched, kept up to date, used, written and read back. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Bench } from '../helpers/fetching.ts';
import { complaint, newBench } from '../helpers/fetching.ts';
import { pointRulesOf } from '../../src/exchange/column-rules.ts';
import { checkColumn, createExchange, listVenues, loadCcxt } from '../../src/exchange/venues.ts';
import { PROGRAM, ROOT } from '../helpers/run.ts';
import { fundingAt, interestAt, PRICES, SETTLED_AFTER } from './wire-binance.mjs';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2024, 0, 10, 12, 30);
const MARKET = 'binance:BTC/USDT:USDT:1h';
const ALL = 'funding,open-interest,mark,index';
const FETCH = `fetch binance BTC/USDT:USDT --timeframe 1h`;

/** What `export` writes: a record for each row. */
async function exported(bench: Bench, market = MARKET): Promise<readonly Readonly<Record<string, string>>[]> {
  const { stdout } = await bench.run(`export ${market}`, { now: NOW + 100 * DAY });
  const [header, ...lines] = stdout.trim().split('\n');
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])));
}

/** What the columns of an hour must be: known when it closes. */
function expectedAt(row: Readonly<Record<string, string>>) {
  const close = Date.parse(row.time) + HOUR;
  // Funding is settled a moment after its hour: a candle that closes then does not know it.
  const settled = Math.floor((close - SETTLED_AFTER) / (8 * HOUR)) * 8 * HOUR;
  const price = Number(row.close);
  return {
    funding: fundingAt(settled),
    'open-interest': interestAt(close),
    mark: Number((price * PRICES.mark).toFixed(8)),
    index: Number((price * PRICES.index).toFixed(8)),
  };
}

const columnsOf = (row: Readonly<Record<string, string>>) =>
  Object.fromEntries(ALL.split(',').map((name) => [name, row[name] === '' ? NaN : Number(row[name])]));

describe('the columns of a contract', () => {
  test('are at each candle what was known when it closed', async () => {
    const bench = await newBench({ now: NOW });
    const { code, stdout } = await bench.run(`${FETCH} --since 2024-01-01 --with ${ALL}`, { now: NOW });
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('; funding: 32 new; open-interest: 229 new; mark: 229 new; index: 229 new'),
    ]);
    const rows = await exported(bench);
    expect(rows.length).toBe(228);
    for (const row of rows) expect(columnsOf(row)).toEqual(expectedAt(row));
  });

  test('are kept up to date by every later fetch, without being named', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run(`${FETCH} --since 2024-01-08 --with mark,funding`, { now: NOW });
    bench.exchange.clock = NOW + DAY;
    await bench.run('fetch --all', { now: NOW + DAY });
    bench.exchange.clock = NOW + 2 * DAY;
    const job = {
      jobs: { night: { sources: [MARKET], steps: ['fetch'], fetch: { 'base-url': bench.exchange.url } } },
    };
    await writeFile(path.join(bench.folder, 'hindcast.json'), JSON.stringify(job));
    const ran = await bench.run('run night', { now: NOW + 2 * DAY, cwd: bench.folder });
    expect([ran.code, ran.stdout]).toEqual([
      0,
      expect.stringMatching(/24 new candles.*; funding: 3 new; mark: 24 new/),
    ]);
    const rows = await exported(bench);
    expect(rows.length).toBe((4 * DAY + 12 * HOUR) / HOUR);
    for (const row of rows) {
      const { funding, mark } = expectedAt(row);
      expect([Number(row.funding), Number(row.mark), 'index' in row]).toEqual([funding, mark, false]);
    }
  });

  test('are built into larger candles as the last value of each', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run(`${FETCH} --since 2024-01-01 --with ${ALL}`, { now: NOW });
    const [hours, days] = [await exported(bench), await exported(bench, 'binance:BTC/USDT:USDT:1d')];
    expect(days.length).toBe(9);
    for (const [i, day] of days.entries()) expect(columnsOf(day)).toEqual(columnsOf(hours[24 * i + 23]));
  });

  test('are fetched back to an earlier start, and the rest is not asked for again', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run(`${FETCH} --since 2024-01-08 --with funding`, { now: NOW });
    const before = bench.exchange.requests.length;
    await bench.run(`${FETCH} --since 2023-06-01`, { now: NOW });
    const asked = bench.exchange.requests.slice(before).filter(({ kind }) => kind === 'funding');
    expect(asked.length).toBe(2); // up to what is stored, and the last day of it
    for (const row of await exported(bench)) expect(Number(row.funding)).toBe(expectedAt(row).funding);
  });

  test('of which the exchange has a part only end with 3 and say what is missing', async () => {
    const bench = await newBench({ now: NOW });
    const words = 'fetch binance BTC/USDT:USDT --since 2023-10-01 --with open-interest,funding';
    const finished = await bench.run(words, { now: NOW });
    expect([finished.code, complaint(finished).error]).toEqual([
      3,
      'binance has only the last 30 days of open-interest: it has no open-interest of `binance:BTC/USDT:USDT:1d` from 2023-10-02 until 2023-12-12',
    ]);
    const rows = await exported(bench, 'binance:BTC/USDT:USDT:1d');
    expect(rows.findIndex((row) => row['open-interest'] !== '')).toBe(71); // that of 12-11 closes on 12-12
    expect(rows.every(({ funding }) => funding !== '')).toBe(true);
    expect((await bench.run('fetch binance BTC/USDT:USDT', { now: NOW })).code).toBe(0);
    const { code, stderr } = await bench.run(`${words} --allow-partial`, { now: NOW });
    expect([code, stderr]).toEqual([0, expect.stringContaining(': binance has only the last 30 days')]);
    // After two months, there are days that nobody has any more. The next fetch does not say so again.
    bench.exchange.clock = NOW + 60 * DAY;
    const late = await bench.run('fetch binance BTC/USDT:USDT', { now: NOW + 60 * DAY });
    expect([late.code, complaint(late).error]).toEqual([
      3,
      expect.stringContaining(
        'no open-interest of `binance:BTC/USDT:USDT:1d` from 2024-01-10T12:30Z until 2024-02-10',
      ),
    ]);
    expect((await bench.run('fetch binance BTC/USDT:USDT', { now: NOW + 60 * DAY })).code).toBe(0);
    const last = await exported(bench, 'binance:BTC/USDT:USDT:1d');
    const known = new Set(last.filter((row) => row['open-interest'] !== '').map(({ time }) => time));
    expect([known.has('2024-01-09'), known.has('2024-01-20'), known.has('2024-02-20')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('that the exchange has forgotten since the last fetch are missing, and the fetch says so once', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run(`${FETCH} --since 2024-01-08 --with funding`, { now: NOW });
    const [lost, back] = [NOW, NOW + 30 * DAY];
    bench.exchange.market('BTC/USDT:USDT').missingPoints = [[lost, back]];
    bench.exchange.clock = NOW + 60 * DAY;
    const late = await bench.run(FETCH, { now: NOW + 60 * DAY });
    expect([late.code, complaint(late).error]).toEqual([
      3,
      `binance has no funding of \`${MARKET}\` from 2024-01-10T12:30Z until 2024-02-09T16:00Z`,
    ]);
    expect((await bench.run(FETCH, { now: NOW + 60 * DAY })).code).toBe(0);
    for (const row of await exported(bench)) {
      const close = Date.parse(row.time) + HOUR;
      const isLost = close > lost && close <= Date.UTC(2024, 1, 9, 16);
      expect(row.funding).toBe(isLost ? '' : String(expectedAt(row).funding));
    }
  });

  test('with new values at the exchange are replaced and counted', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run(`${FETCH} --since 2024-01-08 --with mark`, { now: NOW });
    bench.exchange.revise('BTC/USDT:USDT', Date.UTC(2024, 0, 10, 11), { 2: 40_000, 3: 30_000, 4: 35_000 });
    const { stdout } = await bench.run(FETCH, { now: NOW });
    expect(stdout).toContain('1 revised');
    expect(stdout).toContain('; mark: 0 new, 1 changed');
    expect((await exported(bench)).at(-1)).toMatchObject({ close: '35000', mark: '35035' });
  });
});

describe('a fetch of columns', () => {
  test('that is killed leaves whole pages, and the next one goes on from there', async () => {
    const bench = await newBench({ now: NOW });
    bench.exchange.pageLimit = 50;
    bench.exchange.fail('hold', { kind: 'mark', skip: 2 });
    const words = `${FETCH} --since 2024-01-01 --with funding,mark --base-url ${bench.exchange.url}`;
    const child = spawn(process.execPath, [PROGRAM, ...words.split(' '), '--store', bench.store], {
      stdio: 'ignore',
    });
    await bench.exchange.holds();
    child.kill('SIGKILL');
    await once(child, 'exit');
    bench.exchange.heal();
    const stored = bench.opened((store) =>
      store.columns({ exchange: 'binance', symbol: 'BTC/USDT:USDT', timeframe: '1h' }),
    );
    const [, mark] = stored.map(({ time }) => time.length);
    expect(mark).toBe(100); // two pages
    const before = bench.exchange.requests.length;
    const { code, stdout } = await bench.run(FETCH, { now: NOW }); // it need not be told again
    expect([code, stdout]).toEqual([0, expect.stringContaining(`mark: ${229 - mark} new`)]);
    const asked = bench.exchange.requests.slice(before).find(({ kind }) => kind === 'mark')!;
    expect(Number(asked.query.startTime)).toBeGreaterThan(Date.UTC(2024, 0, 2));
    for (const row of await exported(bench)) expect(Number(row.mark)).toBe(expectedAt(row).mark);
  });

  test('in which one column fails brings the others, and names what failed', async () => {
    const bench = await newBench({ now: NOW });
    bench.exchange.fail('403', { kind: 'funding', times: Infinity });
    const finished = await bench.run(`${FETCH} --since 2024-01-08 --with funding,mark --retries 0`, {
      now: NOW,
    });
    expect([finished.code, complaint(finished).error]).toEqual([
      20,
      'binance does not serve your IP address (HTTP 403: a web page (Just a moment...))',
    ]);
    expect(finished.stdout).toMatch(/; funding: 0 new; mark: 61 new; not up to date/);
    bench.exchange.heal();
    const again = await bench.run(`${FETCH} --with funding`, { now: NOW });
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('; funding: 11 new')]);
  });

  test.each([
    [
      'fetch binance BTC/USDT --with funding',
      2,
      '`binance:BTC/USDT` is a spot market, and only contracts have funding',
      'BTC/USDT:USDT --with funding',
    ],
    [
      'fetch --all --with funding',
      2,
      'expected markets by name for `--with`, got `--all`',
      'updates the columns that are stored',
    ],
    [
      'fetch binance --top 3 --quote USDT --with mark',
      2,
      'expected markets by name for `--with`, got `--top`',
      'spot markets',
    ],
    [
      'fetch binance BTC/USDT:USDT --with fundin',
      2,
      'expected `--with` to be one of funding, open-interest, mark, index, got `fundin`',
      'did you mean `funding`?',
    ],
    ['fetch binance BTC/USDT:USDT-240329 --with funding,index --since 2024-01-01', 0, undefined, undefined],
  ])('%s ends with %d', async (words, code, error, hint) => {
    const bench = await newBench({ now: NOW });
    const finished = await bench.run(
      words.includes('--since') || words.includes('--all') ? words : `${words} --since 2024-01-01`,
      { now: NOW },
    );
    expect(finished.code).toBe(code);
    expect(complaint(finished)).toEqual({
      error,
      hint: hint === undefined ? undefined : (expect.stringContaining(hint) as string),
    });
  });

  test('of coin-margined contracts counts open interest in the quote currency', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run('fetch binance BTC/USD:BTC --since 2024-01-08 --with open-interest,index', { now: NOW });
    const rows = await exported(bench, 'binance:BTC/USD:BTC:1d');
    const close = Date.UTC(2024, 0, 10);
    expect(Number(rows.at(-1)!['open-interest'])).toBe(100 * interestAt(close)); // contracts of 100 USD
    expect(Number(rows.at(-1)!.index)).toBeGreaterThan(1000);
  });
});

describe('a stored column', () => {
  test('is forecast by its name, and one that is not stored is an error with the way to it', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run(`${FETCH} --since 2024-01-01 --with mark,funding`, { now: NOW });
    for (const [column, target] of [
      ['mark', 'log-return'],
      ['funding', 'diff'],
    ]) {
      const words = `backtest ${MARKET} --column ${column} --target ${target} --model drift --test 20 --input-size 5 --json`;
      const { code, stdout } = await bench.run(words, { now: NOW });
      const { options, data } = JSON.parse(stdout) as { options: object; data: readonly object[] };
      expect([code, options, data]).toMatchObject([0, { column }, [{ rows: 228 }]]);
    }
    const absent = complaint(
      await bench.run(`backtest ${MARKET} --column index --model drift`, { now: NOW }),
    );
    expect(absent).toEqual({
      error: `no column \`index\` of \`${MARKET}\` is stored`,
      hint: 'fetch it with `hindcast fetch binance BTC/USDT:USDT --timeframe 1h --with index`',
    });
  });

  test('is listed with its span', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run(`${FETCH} --since 2024-01-01 --with funding`, { now: NOW });
    const { stdout } = await bench.run(`data ${MARKET}`, { now: NOW });
    expect(stdout).toMatch(/^funding +32 +2023-12-31 +2024-01-10T08:00Z +0$/m);
    const { stdout: json } = await bench.run(`data ${MARKET} --json`, { now: NOW });
    const [{ columns }] = (JSON.parse(json) as { series: readonly { columns: unknown }[] }).series;
    expect(columns).toEqual([
      {
        name: 'funding',
        points: 32,
        from: '2023-12-31T00:00:00.003Z',
        to: '2024-01-10T08:00:00.003Z',
        spans: [
          { from: '2023-12-31T00:00:00.003Z', until: expect.stringMatching(/^2024-01-10T12:30/) as string },
        ],
        digest: expect.stringMatching(/^sha256:/) as string,
      },
    ]);
  });

  test('is written by `export` and read back by `import`, to the byte', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run(`${FETCH} --since 2023-11-01 --with ${ALL} --allow-partial`, { now: NOW });
    const file = path.join(bench.folder, 'rows.csv');
    await bench.run(`export ${MARKET} --output ${file}`, { now: NOW });
    const text = readFileSync(file, 'utf8');
    expect(text.split('\n')[0]).toBe(`time,open,high,low,close,volume,${ALL},funding-paid`);
    expect(text.split('\n')[1]).toMatch(/,,[\d.]+,[\d.]+,[^,]*$/); // open interest is missing there
    const other = 'binanceusdm:BTC/USDT:USDT:1h';
    const { code, stdout } = await bench.run(`import ${file} --as ${other}`, { now: NOW });
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/; funding: 212 new; open-interest: 720 new; mark: 1,692 new/),
    ]);
    expect((await bench.run(`export ${other}`, { now: NOW })).stdout).toBe(text);
    const again = await bench.run(`import ${file} --as ${other}`, { now: NOW });
    expect(again.stdout).toContain('; funding: 0 new; open-interest: 0 new; mark: 0 new; index: 0 new');
    // Other values replace those that were fetched, at the candles of the file.
    await writeFile(file, 'time,close,funding\n2024-01-09T10:00Z,35000,0.25\n2024-01-09T11:00Z,35000,\n');
    await bench.run(`import ${file} --as ${other}`, { now: NOW });
    const rows = await exported(bench, other);
    const funding = (time: string) => rows.find((row) => row.time === time)!.funding;
    expect(funding('2024-01-09T10:00:00Z')).toBe('0.25');
  });

  test.each([
    ['index', '0', 'an index price of 0'],
    ['index', '17', '17 at a close of 35000'],
    ['mark', '-1', 'a mark price of -1'],
    ['funding', '3', 'a funding rate of 3'],
  ])('is rejected by `import` with the value %s %s', async (name, value, problem) => {
    const bench = await newBench({ now: NOW });
    const file = path.join(bench.folder, 'rows.csv');
    await writeFile(
      file,
      `time,close,${name}\n2024-01-09T10:00Z,35000,${value}\n2024-01-09T11:00Z,35000,1\n`,
    );
    const finished = await bench.run(`import ${file} --as ${MARKET}`, { now: NOW });
    expect([finished.code, complaint(finished).error]).toEqual([
      12,
      `${file}, line 2: expected a possible value of \`${name}\`, got ${problem}`,
    ]);
    expect((await bench.run(`data ${MARKET}`, { now: NOW })).code).toBe(10);
    // Of a spot market it is any other column, which is not read.
    const spot = await bench.run(`import ${file} --as binance:BTC/USDT:1h`, { now: NOW });
    expect([spot.code, spot.stdout.includes(name)]).toEqual([0, false]);
  });
});

test.each([
  ['okx', 'open-interest', 'it has only the sum over all contracts of a currency'],
  ['krakenfutures', 'open-interest', 'ccxt cannot fetch it'],
  ['bitfinex', 'funding', 'it has a value for every minute, and cannot be asked for fewer'],
  ['htx', 'index', 'ccxt has no request for it'],
] as const)(
  '%s cannot be asked for %s, and the error names exchanges that can',
  async (id, column, reason) => {
    const ccxt = await loadCcxt();
    const exchange = createExchange(ccxt, id, { withContracts: true });
    const listed = { symbol: 'BTC/USDT:USDT', id: 'X', base: 'BTC', quote: 'USDT', swap: true };
    expect(() => checkColumn(ccxt, exchange, listed, column)).toThrow(
      expect.objectContaining({
        exit: 2,
        message: `${column} cannot be fetched from ${id}: ${reason}`,
        hint: expect.stringMatching(/^these exchanges have it: .*binance.*bybit/) as string,
      }) as Error,
    );
  },
);

test('every column that an exchange offers has a method of ccxt behind it', async () => {
  const ccxt = await loadCcxt();
  const { usable } = await listVenues();
  const methods = {
    funding: 'fetchFundingRateHistory',
    'open-interest': 'fetchOpenInterestHistory',
  } as const;
  for (const { name, columns } of usable)
    for (const [column, method] of Object.entries(methods)) {
      const exchange = createExchange(ccxt, name) as unknown as Record<string, unknown>;
      const base = (ccxt.Exchange.prototype as unknown as Record<string, unknown>)[method];
      if (columns.includes(column as keyof typeof methods))
        expect([name, exchange[method] === base]).toEqual([name, false]);
    }
  const offering = (column: string) =>
    usable.filter(({ columns }) => (columns as readonly string[]).includes(column)).length;
  expect([offering('funding'), offering('open-interest')].every((count) => count >= 9)).toBe(true);
});

test('docs/data.md names the exchanges that send only their latest funding rates', async () => {
  const text = readFileSync(path.join(ROOT, 'docs', 'data.md'), 'utf8').replaceAll(/\s+/g, ' ');
  const names = /; ([\w, ]+ and \w+) only send their latest funding rates/.exec(text)?.[1];
  const { usable } = await listVenues();
  const latest = usable
    .filter(
      ({ name, columns }) =>
        columns.includes('funding') && pointRulesOf(name, 'funding', false).asks === 'once',
    )
    .map(({ name }) => name)
    .filter((name) => name !== 'krakenfutures'); // it sends all that it has
  expect(names?.split(/, | and /).toSorted()).toEqual(latest.toSorted());
});

test('`exchanges` tells which columns an exchange has', async () => {
  const bench = await newBench({ now: NOW });
  const line = async (name: string) =>
    (await bench.run(`exchanges ${name}`)).stdout.trim().split('\n').at(-1);
  expect(await line('binance')).toBe(
    'further columns of contracts (`fetch --with`): funding, open-interest (last 30 days), mark, index',
  );
  expect(await line('okx')).toBe('further columns of contracts (`fetch --with`): funding, mark, index');
  expect(await line('kraken')).toBe('further columns (`fetch --with`): none');
});
