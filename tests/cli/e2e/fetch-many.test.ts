/** `fetch` of several markets and exchanges at once. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startExchange } from '../../exchange/exchange.mjs';
import { complaint, newBench } from '../../helpers/fetching.ts';
import { temporaryFolder } from '../../helpers/files.ts';

/** The exchange's clock, half an hour into a candle. */
const NOW = Date.UTC(2024, 0, 10, 0, 30);
const BOTH = 'fetch binance:BTC/USDT:1d kraken:BTC/USD:1h binance:ETH/USDT:1d --since 2023-12-20';

const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n');
/** `binance:BTC/USDT:1d: 21 new` of each line. */
const counts = (text: string): readonly string[] =>
  linesOf(text).map((line) => line.replace(/ candles?.*/, ''));

describe('several exchanges', () => {
  test('are fetched side by side, and shown in the order of the words', async () => {
    const bench = await newBench({ now: NOW });
    bench.exchange.fail('hold', { kind: 'candles', times: 2 });
    const running = bench.run(BOTH);
    await bench.exchange.holds(2); // neither waits for the other
    const venues = bench.exchange.candleRequests().map(({ venue }) => venue);
    expect(venues.toSorted()).toEqual(['binance', 'kraken']);
    bench.exchange.release();
    const { code, stdout } = await running;
    expect(code).toBe(0);
    expect(counts(stdout)).toEqual([
      'binance:BTC/USDT:1d: 21 new',
      'kraken:BTC/USD:1h: 504 new',
      'binance:ETH/USDT:1d: 21 new',
    ]);
  });

  test('are asked one request at a time each, and for their markets once', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run(BOTH);
    const ofBinance = bench.exchange.requests.filter(({ venue }) => venue === 'binance');
    expect(ofBinance.map(({ query, kind }) => query.symbol ?? kind)).toEqual([
      'markets',
      'BTCUSDT',
      'ETHUSDT',
    ]);
  });

  test('do not affect each other: one that fails is named, with 3', async () => {
    const bench = await newBench({ now: NOW });
    const down = await startExchange({ now: NOW });
    onTestFinished(() => down.close());
    down.fail('500', { kind: 'any', times: Infinity });
    const urls = `--base-url ${bench.exchange.url} --base-url kraken=${down.url}`;
    const finished = await bench.run(`${BOTH} ${urls} --retries 0`);
    expect(finished.code).toBe(3);
    expect(complaint(finished).error).toBe(
      '1 of 3 markets failed, the others are up to date: kraken:BTC/USD:1h',
    );
    expect(finished.stderr).toContain(
      'warning: kraken:BTC/USD:1h: kraken failed while loading its markets: HTTP 500',
    );
    expect(counts(finished.stdout)).toEqual([
      'binance:BTC/USDT:1d: 21 new',
      'kraken:BTC/USD:1h: nothing is stored',
      'binance:ETH/USDT:1d: 21 new',
    ]);
    expect(down.requests.length).toBe(1);
  });

  test('that is unknown does not stop the others', async () => {
    const bench = await newBench({ now: NOW });
    const finished = await bench.run('fetch binance:BTC/USDT krakne:BTC/USD --since 2024-01-01');
    expect([finished.code, complaint(finished)]).toEqual([
      3,
      {
        error: '1 of 2 markets failed, the others are up to date: krakne:BTC/USD:1d',
        hint: 'did you mean `kraken`?',
      },
    ]);
  });

  test('that all fail end with the code of the first, and each reason is told once', async () => {
    const bench = await newBench({ now: NOW });
    bench.exchange.fail('500', { kind: 'any', times: Infinity });
    const finished = await bench.run(`${BOTH} --retries 0`);
    expect([finished.code, finished.stdout]).toEqual([20, '']);
    expect(finished.stderr).toContain('warning: binance:BTC/USDT:1d, binance:ETH/USDT:1d: binance failed');
    const unknown = await bench.run('fetch binanc BTC/USDT ETH/USDT --since 2024-01-01');
    expect([unknown.code, linesOf(unknown.stderr)]).toEqual([
      2,
      ['error: unknown exchange `binanc`', 'hint: did you mean `binance`?'],
    ]);
  });

  test('have addresses of their own with --base-url NAME=URL, and a wrong name is refused', async () => {
    const bench = await newBench({ now: NOW });
    const other = await startExchange({ now: NOW });
    onTestFinished(() => other.close());
    const words = `${BOTH} --base-url binance=${bench.exchange.url},kraken=${other.url}`;
    expect((await bench.run(words)).code).toBe(0);
    expect(new Set(bench.exchange.requests.map(({ venue }) => venue))).toEqual(new Set(['binance']));
    expect(new Set(other.requests.map(({ venue }) => venue))).toEqual(new Set(['kraken']));
    const wrong = await bench.run(`fetch binance BTC/USDT --base-url binanc=${other.url}`);
    expect([wrong.code, complaint(wrong).error]).toEqual([2, 'unknown exchange `binanc`']);
  });

  test('stop together at the deadline; what was fetched is kept, and the same command continues', async () => {
    const bench = await newBench({ now: NOW });
    bench.exchange.fail('hold', { kind: 'candles', skip: 2, times: Infinity });
    const finished = await bench.run(`${BOTH} --deadline 2s --json`);
    expect([finished.code, complaint(finished).error]).toEqual([3, 'stopped after 2.00 s (`--deadline`)']);
    const { unfinished } = JSON.parse(finished.stdout) as { readonly unfinished: readonly string[] };
    expect(unfinished).toContain('binance:ETH/USDT:1d');
    expect(finished.stderr).toMatch(/not up to date, because the fetch was stopped: .*binance:ETH\/USDT:1d/);
    bench.exchange.heal();
    bench.exchange.release();
    expect((await bench.run(BOTH)).code).toBe(0);
  });

  test('are described in one JSON, an object per market', async () => {
    const bench = await newBench({ now: NOW });
    const { code, markets } = await bench.runJson(BOTH);
    expect(code).toBe(0);
    expect(markets).toMatchObject([
      { exchange: 'binance', symbol: 'BTC/USDT', timeframe: '1d', inserted: 21, error: null },
      { exchange: 'kraken', symbol: 'BTC/USD', timeframe: '1h', inserted: 504, error: null },
      { exchange: 'binance', symbol: 'ETH/USDT', timeframe: '1d', inserted: 21, error: null },
    ]);
  });
});

const market = (symbol: string, volume: number, rest: object = {}) => {
  const [base, quote] = symbol.split('/');
  return { base, quote, volume, price: 10, seed: volume, ...rest };
};
const TOP = 'fetch binance --top 2 --quote USDT --since 2024-01-01';
const benchWithVolumes = () =>
  newBench({
    now: NOW,
    markets: [
      market('ETH/USDT', 500),
      market('XRP/USDT', 300),
      market('BTC/USDT', 900),
      market('USDC/USDT', 950),
      market('EUR/USDT', 400),
      market('BTCUP/USDT', 700),
      market('SOL3L/USDT', 600),
      market('SOL/USDT', 200),
      market('JUP/USDT', 250),
      market('OLD/USDT', 990, { delisted: Date.UTC(2023, 0) }),
      market('BTC/EUR', 2000),
      market('FDUSD/USDT', 10),
    ],
  });
const symbolsOf = (text: string): readonly string[] => linesOf(text).map((line) => line.split(':')[1]);

describe('--top', () => {
  test('fetches the markets with the largest volume, and says which, and which it leaves out', async () => {
    const bench = await benchWithVolumes();
    const { code, stdout, stderr } = await bench.run(TOP);
    expect([code, symbolsOf(stdout)]).toEqual([0, ['BTC/USDT', 'ETH/USDT']]);
    expect(stderr).toContain(
      'note: binance: the 2 markets in USDT, of 10, with the largest volume of the last 24 hours: BTC/USDT, ETH/USDT; without USDC/USDT, which follow a currency; BTCUP/USDT, SOL3L/USDT, which are leveraged\n',
    );
    const five = await bench.run(TOP.replace('2', '5'));
    expect(symbolsOf(five.stdout)).toEqual(['BTC/USDT', 'ETH/USDT', 'XRP/USDT', 'JUP/USDT', 'SOL/USDT']);
  });

  test('is described in JSON', async () => {
    const bench = await benchWithVolumes();
    const { stdout } = await bench.run(`${TOP} --json`);
    expect(JSON.parse(stdout)).toMatchObject({
      markets: [{ symbol: 'BTC/USDT' }, { symbol: 'ETH/USDT' }],
      chosen: [
        {
          exchange: 'binance',
          timeframe: '1d',
          quote: 'USDT',
          of: 10,
          markets: [
            { symbol: 'BTC/USDT', volume: 900 },
            { symbol: 'ETH/USDT', volume: 500 },
          ],
          leftOut: [
            { symbol: 'USDC/USDT', volume: 950, why: 'stable' },
            { symbol: 'BTCUP/USDT', volume: 700, why: 'leveraged' },
            { symbol: 'SOL3L/USDT', volume: 600, why: 'leveraged' },
          ],
          error: null,
        },
      ],
    });
  });

  test('chooses from several exchanges, and adds what is named', async () => {
    const bench = await benchWithVolumes();
    const { code, stdout } = await bench.run(
      'fetch binance kraken binance:SOL/USDT binance:BTC/USDT --top 1 --quote usdt --since 2024-01-01',
    );
    expect([code, counts(stdout)]).toEqual([
      0,
      ['binance:SOL/USDT:1d: 9 new', 'binance:BTC/USDT:1d: 9 new', 'kraken:BTC/USDT:1d: 9 new'],
    ]);
  });

  test('finds what was listed after the kept list, and uses that list otherwise', async () => {
    const bench = await benchWithVolumes();
    await bench.run(TOP);
    bench.exchange.requests = [];
    await bench.run(TOP);
    expect(bench.exchange.requests.map(({ kind }) => kind)).toEqual(['tickers', 'candles', 'candles']);
    bench.exchange.markets = [
      ...bench.exchange.markets,
      { ...bench.exchange.market('BTC/USDT'), base: 'NEW' },
    ];
    expect(symbolsOf((await bench.run(TOP)).stdout)).toEqual(['BTC/USDT', 'NEW/USDT']);
  });

  test.each([
    ['fetch binance --top 2', 2, 'expected `--quote` with `--top`'],
    ['fetch --top 2 --quote USDT', 2, 'expected exchanges that `--top` chooses from'],
    ['fetch binance BTC/USDT --top 2 --quote USDT', 2, 'got the symbol `BTC/USDT`'],
    ['fetch binance --all --top 2 --quote USDT', 2, 'expected `--all` or `--top`, got both'],
    ['fetch binance BTC/USDT --quote USDT', 2, '`--quote` is for `--top` and `--all`'],
    ['fetch binance --top 0 --quote USDT', 2, 'expected `--top` to be a whole number from 1 to 10000'],
    ['fetch binance --top 2 --quote XYZ', 10, 'binance has no spot market with the quote `XYZ`'],
    ['fetch coinbaseexchange --top 2 --quote USDT', 2, 'coinbaseexchange publishes no volumes'],
    ['fetch bitso --top 2 --quote USDT', 2, 'bitso publishes no volumes'],
  ])('%s ends with %i', async (words, code, message) => {
    const bench = await benchWithVolumes();
    const finished = await bench.run(words);
    expect(complaint(finished).error).toContain(message);
    expect([finished.code, finished.stdout]).toEqual([code, '']);
  });

  test('that cannot choose from one exchange fetches from the others, with 3', async () => {
    const bench = await benchWithVolumes();
    const finished = await bench.run(TOP.replace('binance', 'coinbaseexchange binance'));
    expect([finished.code, symbolsOf(finished.stdout)]).toEqual([3, ['BTC/USDT', 'ETH/USDT']]);
    expect(complaint(finished).error).toBe(
      'not everything could be fetched, the rest is up to date: --top of coinbaseexchange',
    );
    expect(finished.stderr).toContain('warning: --top of coinbaseexchange: `--top` cannot choose');
  });
});

describe('--all', () => {
  async function filled() {
    const bench = await newBench({ now: NOW - 86_400_000 });
    await bench.run('fetch binance:BTC/USDT:1d binance:BTC/USDT:1h kraken:BTC/USD:4h --since 2024-01-01');
    bench.exchange.clock = NOW;
    return bench;
  }

  test('brings every stored market up to date, each with its own exchange and timeframe', async () => {
    const bench = await filled();
    const { code, stdout } = await bench.run('fetch --all');
    expect([code, counts(stdout)]).toEqual([
      0,
      ['binance:BTC/USDT:1d: 1 new', 'binance:BTC/USDT:1h: 24 new', 'kraken:BTC/USD:4h: 6 new'],
    ]);
  });

  test.each([
    ['fetch binance --all', ['binance:BTC/USDT:1d', 'binance:BTC/USDT:1h']],
    ['fetch --all --timeframe 1h', ['binance:BTC/USDT:1h']],
    ['fetch --all --quote USD', ['kraken:BTC/USD:4h']],
    ['fetch kraken binance:ETH/USDT --all --since 2024-01-01', ['binance:ETH/USDT:1d', 'kraken:BTC/USD:4h']],
  ])('%s fetches a part', async (words, names) => {
    const bench = await filled();
    const { code, stdout } = await bench.run(words);
    expect([code, linesOf(stdout).map((line) => line.split(': ')[0])]).toEqual([0, names]);
  });

  test('without a market that fits is an error', async () => {
    const bench = await filled();
    const none = await bench.run('fetch okx --all --quote USDT');
    expect([none.code, complaint(none).error]).toEqual([
      10,
      `no market in the store \`${bench.store}\` fits okx, \`--quote USDT\``,
    ]);
    const empty = await newBench({ now: NOW });
    expect((await empty.run('fetch --all')).code).toBe(10);
  });

  test('leaves out markets that were imported and no exchange has, and says so', async () => {
    const bench = await filled();
    const file = path.join(bench.folder, 'own.csv');
    await writeFile(file, 'time,close\n2024-01-01,1\n2024-01-02,2\n');
    await bench.run(`import ${file} --as ours:ABC/USD:1d`);
    const { code, stdout, stderr } = await bench.run('fetch --all --json');
    const { markets, leftOut } = JSON.parse(stdout) as Record<string, object[]>;
    expect([code, markets.length]).toEqual([0, 3]);
    expect(leftOut).toEqual([
      { exchange: 'ours', symbol: 'ABC/USD', timeframe: '1d', why: 'unknown exchange `ours`' },
    ]);
    expect(stderr).toContain('note: ours:ABC/USD:1d is not fetched: unknown exchange `ours`');
  });

  test('is what a job of hindcast.json may do, without sources', async () => {
    const bench = await filled();
    const jobs = {
      all: { steps: ['fetch'], fetch: { all: true, 'base-url': bench.exchange.url } },
      top: {
        steps: ['fetch'],
        sources: ['binance'],
        fetch: { top: 1, quote: 'USDT', since: '2024-01-05', 'base-url': bench.exchange.url },
      },
    };
    await writeFile(path.join(bench.folder, 'hindcast.json'), JSON.stringify({ jobs }));
    const run = async (words: string) => bench.run(words, { cwd: bench.folder });
    expect((await run('run')).stdout).toBe('all: fetch of the store\ntop: fetch of binance\n');
    const all = await run('run all --json');
    expect([all.code, JSON.parse(all.stdout)]).toMatchObject([0, { steps: [{ markets: [{}, {}, {}] }] }]);
    const top = await run('run top --json');
    expect([top.code, JSON.parse(top.stdout)]).toMatchObject([
      0,
      { steps: [{ markets: [{ market: 'binance:BTC/USDT:1d' }] }] },
    ]);
  });
});

describe('several markets', () => {
  test('without --since: those that are stored are brought up to date, the others are named', async () => {
    const bench = await newBench({ now: NOW });
    await bench.run('fetch binance ETH/USDT --since 2024-01-01');
    const finished = await bench.run('fetch binance BTC/USDT ETH/USDT');
    expect(finished.code).toBe(3);
    expect(complaint(finished).error).toBe(
      '1 of 2 markets failed, the others are up to date: binance:BTC/USDT:1d',
    );
    expect(finished.stderr).toContain('so `--since` is required');
  });

  test('named twice are refused, also if a timeframe is named once and default once', async () => {
    const bench = await newBench({ now: NOW });
    for (const words of ['binance BTC/USDT BTC/USDT', 'binance BTC/USDT binance:BTC/USDT:1d']) {
      const finished = await bench.run(`fetch ${words} --since 2024-01-01`);
      expect([finished.code, complaint(finished).error]).toEqual([2, '`binance:BTC/USDT:1d` is named twice']);
    }
  });

  test('of a job are fetched in one command', async () => {
    const bench = await newBench({ now: NOW });
    const job = {
      sources: ['binance:BTC/USDT:1d', 'kraken:BTC/USD:4h'],
      steps: ['fetch'],
      fetch: { since: '2024-01-01', 'base-url': bench.exchange.url },
    };
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'hindcast.json'), JSON.stringify({ jobs: { both: job } }));
    const { code, stdout } = await bench.run('run both --json', { cwd: folder });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      steps: [
        { markets: [{ market: 'binance:BTC/USDT:1d' }, { market: 'kraken:BTC/USD:4h', inserted: 54 }] },
      ],
    });
  });
});
