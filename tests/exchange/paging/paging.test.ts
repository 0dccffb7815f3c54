/**
 * Fetching from simulated exchanges that page in their own ways. Here the parts of `fetch` run below the command line,
 * with one store for each exchange; `node tests/exchange/paging/table.mjs` runs the same checks with the built program.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ccxt from 'ccxt';
import { expect, test } from 'vitest';
import type { FetchResult } from '../../../src/cli/fetch-markets.ts';
import { throwIfFailed } from '../../../src/cli/fetch-failures.ts';
import { fetchMarkets } from '../../../src/cli/fetch-markets.ts';
import type { MarketColumn } from '../../../src/data/market-columns.ts';
import { parseTimeframe } from '../../../src/data/timeframe.ts';
import { HindcastError } from '../../../src/errors.ts';
import { rulesOf } from '../../../src/exchange/venue-rules.ts';
import { findVenue } from '../../../src/exchange/venues.ts';
import { renderFetched } from '../../../src/report/text/fetched.ts';
import { readHistory } from '../../../src/store/history.ts';
import type { Store } from '../../../src/store/store.ts';
import { openStore } from '../../../src/store/store.ts';
import { updateColumns } from '../../../src/store/update-columns.ts';
import { updateMarket } from '../../../src/store/update.ts';
import { hostOf, ROOT } from '../../helpers/run.ts';
import type { CheckedProgram } from './checks.mjs';
import { checkVenues, TITLES } from './checks.mjs';
import type { ColumnProgram } from './column-checks.mjs';
import { checkColumns, COLUMN_TITLES } from './column-checks.mjs';
import { COLUMN_VENUES } from './contract-venues.mjs';
import { VENUES } from './venues.mjs';

class Parts implements CheckedProgram, ColumnProgram {
  #store: Store | undefined;

  fetch: ColumnProgram['fetch'] = async ({ exchange, symbol, since, until, now, url, store, ...rest }) => {
    const host = hostOf({ now });
    const timeframe = rest.timeframe ?? (await findVenue(exchange)).defaultTimeframe;
    const task = {
      markets: [{ exchange, symbol, timeframe }],
      work: async (
        ...[open, source, update, { onProgress, column }]: Parameters<
          Parameters<typeof fetchMarkets>[2]['work']
        >
      ) => {
        const stored = open.columns(update.market).map(({ name }) => name);
        const names = (rest.columns as readonly MarketColumn[] | undefined) ?? stored;
        await updateMarket(open, source, update, { since, until, onProgress });
        await updateColumns(open, names.map(column), update, { since, until, onProgress });
      },
    };
    const context = { signal: new AbortController().signal, show: () => {} };
    this.#store ??= openStore(store);
    let result: FetchResult | undefined;
    try {
      result = await fetchMarkets(
        host,
        this.#store,
        task,
        { baseUrl: url, retries: '0', ifBusy: 'fail' },
        context,
      );
      throwIfFailed(result, { allowPartial: false });
      return { exit: 0, error: '', hint: '', output: renderFetched(result.markets) };
    } catch (error) {
      if (!(error instanceof HindcastError)) throw error;
      const output = renderFetched(result?.markets ?? []);
      return { exit: error.exit, error: error.message, hint: error.hint ?? '', output };
    }
  };

  stored: CheckedProgram['stored'] = ({ exchange, symbol, timeframe }) => {
    const market = { exchange, symbol, timeframe };
    const own = Array.from(this.#store!.read(market).time);
    if (own.length > 0) return Promise.resolve(own);
    const parts = this.#store!.list().filter((one) => one.exchange === exchange && one.symbol === symbol);
    const { ms } = parseTimeframe(timeframe)!;
    return Promise.resolve(
      parts.filter((one) => ms % parseTimeframe(one.timeframe)!.ms === 0).map(({ first }) => first),
    );
  };

  values: ColumnProgram['values'] = ({ name, ...market }) => {
    const { candles } = readHistory(this.#store!, market) ?? {};
    const time = [...(candles?.time ?? [])];
    const value = [...(candles?.columns[name] ?? time.map(() => NaN))];
    return Promise.resolve({ time, value });
  };

  done = (): void => {
    this.#store?.close();
    this.#store = undefined;
  };
}

test.each(VENUES.map((venue) => [venue.name ?? venue.id, venue] as const))(
  '%s: a fetch stores exactly the closed candles, or says truly how far back the exchange goes',
  async (_, venue) => {
    const wrong: string[] = [];
    await checkVenues(
      new Parts(),
      ({ problems }) => {
        expect(problems.length).toBe(TITLES.length);
        for (const [i, problem] of problems.entries())
          if (problem !== undefined) wrong.push(`${TITLES[i]}: ${problem}`);
      },
      [venue],
    );
    expect(wrong).toEqual([]);
  },
);

test.each(COLUMN_VENUES.map((venue) => [venue.id, venue] as const))(
  '%s: a candle has the last value of a column that was known when it closed, or the fetch says what is missing',
  async (_, venue) => {
    const wrong: string[] = [];
    const seen: string[] = [];
    await checkColumns(
      new Parts(),
      ({ name, problems }) => {
        seen.push(name);
        expect(problems.length).toBe(COLUMN_TITLES.length);
        for (const [i, problem] of problems.entries())
          if (problem !== undefined) wrong.push(`${name}: ${COLUMN_TITLES[i]}: ${problem}`);
      },
      [venue],
    );
    expect([seen, wrong]).toEqual([Object.keys(venue.columns), []]);
  },
);

test('the README says how many exchanges are simulated, and how many rest on assumptions', () => {
  const text = readFileSync(path.join(ROOT, 'README.md'), 'utf8').replaceAll(/\s+/g, ' ');
  const counts = /simulations of (\d+) exchanges; for (\d+) of them, it relies on a rule/.exec(text);
  const assumed = VENUES.filter(({ rule }) => rule.assumed !== undefined);
  expect(counts?.slice(1).map(Number)).toEqual([countOf(VENUES), countOf(assumed)]);
});

const countOf = (venues: typeof VENUES): number => new Set(venues.map(({ id }) => id)).size;

const ruled = ccxt.exchanges.filter((id) => {
  const { history, asks, dayBegins, files } = rulesOf(id, 'spot');
  return history !== 'all' && (history ?? asks ?? dayBegins ?? files) !== undefined;
});

test.each(ruled)('docs/data.md says how %s is asked, or how far back it goes', (id) => {
  const text = readFileSync(path.join(ROOT, 'docs', 'data.md'), 'utf8').replaceAll(/\s+/g, ' ');
  const { history } = rulesOf(id, 'spot');
  const number = typeof history === 'number' ? ` ${history.toLocaleString('en')}\\b` : '';
  expect(text).toMatch(new RegExp(`\\b${id}\\b[^.;]*${number}`));
});
