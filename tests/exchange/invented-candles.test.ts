/** ccxt passes on what an exchange sends: it neither fills gaps nor adds candles before the first. */
import type { Exchange } from 'ccxt';
import { describe, expect, test } from 'vitest';
import { candleSource, createConduct } from '../../src/exchange/candle-requests.ts';
import type { CandleSource } from '../../src/exchange/candle-source.ts';
import { createClock } from '../../src/exchange/clock.ts';
import type { Requests } from '../../src/exchange/requests.ts';
import type { MarketKind } from '../../src/exchange/venue-rules.ts';
import { marketKinds } from '../../src/exchange/venue-rules.ts';
import { createExchange, listVenues, loadCcxt } from '../../src/exchange/venues.ts';

const SYMBOL = 'BTC/USDT';
const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
/** Hours 20 and 21, then 25 to 29: nothing at the start that is asked for, and a gap. */
const SENT = [20, 21, 25, 26, 27, 28, 29].map((n) => [START + n * HOUR, 100, 110, 90, 100 + n, 5]);

const { usable } = await listVenues();
const namesOf = (kind: MarketKind) =>
  usable.filter(({ markets }) => markets.includes(kind)).map(({ name }) => name);
const names = namesOf('spot');
const everyKind = marketKinds.flatMap((kind) => namesOf(kind).map((name) => [name, kind] as const));
const symbolOf = (kind: MarketKind) => (kind === 'spot' ? SYMBOL : `${SYMBOL}:USDT`);

/** An exchange that sends nothing, with one market. */
async function exchangeOf(name: string, kind: MarketKind = 'spot') {
  const exchange = createExchange(await loadCcxt(), name, { withContracts: kind === 'contract' });
  const pair = { id: 'BTCUSDT', symbol: symbolOf(kind), base: 'BTC', quote: 'USDT' };
  const contract = { settle: 'USDT', settleId: 'USDT', linear: true, inverse: false, contractSize: 1 };
  const market =
    kind === 'spot'
      ? { ...pair, type: 'spot', spot: true }
      : { ...pair, ...contract, type: 'swap', swap: true, contract: true, spot: false };
  exchange.setMarkets([exchange.safeMarketStructure({ ...market, info: {} })]);
  Object.assign(exchange, { loadMarkets: () => exchange.markets });
  return exchange;
}

/** What comes of the timeframe that is fetched by default, or a shorter one. */
function sourceOf(
  exchange: Exchange,
  isAnswer: (is: boolean) => void,
  kind: MarketKind = 'spot',
): CandleSource {
  const requests: Requests = {
    async send(_, call, check) {
      const value = await call();
      isAnswer(check(value));
      return value;
    },
    replies: () => 1,
    status: () => 200,
  };
  const clock = createClock(() => START + 40 * HOUR);
  const timeframe = '1h' in exchange.timeframes ? '1h' : Object.keys(exchange.timeframes)[0];
  return candleSource(createConduct(kind, exchange, requests, clock), symbolOf(kind), timeframe);
}

describe('ccxt gives the candles that came and no others, and needs no key', () => {
  test.each(everyKind)('%s, %s', async (name, kind) => {
    const exchange = await exchangeOf(name, kind);
    const groups: unknown[] = [];
    Object.assign(exchange, {
      parseOHLCVs: () => SENT,
      request: (_: string, api: unknown) => {
        groups.push(api);
        return Promise.resolve([]);
      },
    });
    const source = sourceOf(exchange, () => {}, kind);
    // A volume in a unit that is not known is left out.
    const textOf = (row: readonly unknown[]) => String(source.hasVolume === false ? row.slice(0, 5) : row);
    expect(new Set((await source.fetchRows(START, 40)).map(textOf))).toEqual(new Set(SENT.map(textOf)));
    const before = await source.fetchBefore?.(START + 30 * HOUR);
    expect((before ?? SENT).map(textOf)).toEqual(SENT.map(textOf));
    expect(groups.flat().join(' ')).not.toMatch(/private/i);
  });
});

test('candles that come twice push out no others', async () => {
  const exchange = await exchangeOf('phemex');
  const rows = SENT.map(([time]) => [time / 1000, 3600, 1e8, 1e8, 1e8, 1e8, 1e8, 1e8]);
  Object.assign(exchange, { request: () => Promise.resolve({ data: { rows: [...rows, ...rows] } }) });
  const times = (await sourceOf(exchange, () => {}).fetchRows(START, 5)).map(([time]) => time);
  expect(new Set(times)).toEqual(new Set(SENT.map(([time]) => time)));
});

describe('an empty list is an answer only where ccxt looks for candles', () => {
  test.each(names)('%s', async (name) => {
    const answers: boolean[] = [];
    for (const json of [[], [[START, '1', '1', '1', '1', '1']]]) {
      const exchange = await exchangeOf(name);
      let isTop = false;
      const parse = exchange.parseOHLCVs.bind(exchange);
      Object.assign(exchange, {
        request() {
          exchange.last_json_response = json;
          return Promise.resolve(json);
        },
        // Whether the list itself is where the candles are.
        parseOHLCVs(candles: object[], ...rest: never[]) {
          isTop ||= Array.isArray(candles) && candles[0] === json[0];
          return parse(candles, ...rest);
        },
      });
      let is: boolean | undefined;
      const source = sourceOf(exchange, (given) => (is = given));
      await source.fetchRows(START, 40).catch(() => {}); // some do not accept it at all
      if (json.length === 0) answers.push(is === true);
      else answers.push(isTop);
    }
    expect(answers[0]).toBe(answers[1]);
  });
});
