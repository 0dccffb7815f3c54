/** ccxt passes on what an exchange sends: it neither fills gaps nor adds candles before the first. */
import ccxt from 'ccxt';
import { describe, expect, test } from 'vitest';
import { createExchange, listVenues, loadCcxt } from '../../src/exchange/venues.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
/** Hours 20 and 21, then 25 to 29: nothing at the start that is asked for, and a gap. */
const SENT = [20, 21, 25, 26, 27, 28, 29].map((n) => [START + n * HOUR, 100, 110, 90, 100 + n, 5]);

const names = (await listVenues()).map(({ name }) => name);

describe('a gap stays a gap', () => {
  test.each(names)('%s', async (name) => {
    const exchange = createExchange(await loadCcxt(), name);
    const symbol = 'BTC/USDT';
    const market = exchange.safeMarketStructure({
      id: 'BTCUSDT',
      symbol,
      base: 'BTC',
      quote: 'USDT',
      type: 'spot',
      spot: true,
      info: {},
    });
    // Whatever the exchange answers, these are its candles.
    const answers = { loadMarkets: () => exchange.markets, fetch2: () => [], request: () => [] };
    Object.assign(exchange, answers, { parseOHLCVs: () => SENT });
    exchange.setMarkets([market]);
    for (const [since, until] of [
      [START, undefined],
      [undefined, undefined],
      [START, START + 30 * HOUR],
    ]) {
      const params = { ...(until !== undefined && { until }) };
      const rows = await exchange
        .fetchOHLCV(symbol, '1h', since, 40, params)
        .catch((error: unknown) => error);
      // Some want credentials or other parameters; they give no candles at all.
      if (rows instanceof ccxt.BaseError) expect(rows).toBeInstanceOf(ccxt.ExchangeError);
      else expect(rows).toEqual(SENT);
    }
  });
});
