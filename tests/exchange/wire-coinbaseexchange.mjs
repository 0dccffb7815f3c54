/**
 * Coinbase Exchange: `/products/ID/candles`, seconds, time low high open close volume, newest first. No candle where
 * nobody traded, one candle before `start` if there is one, and an error for more than 300 at once.
 */

import { candlesFrom } from './market.mjs';

const GRANULARITIES = new Set([60, 300, 900, 3600, 21_600, 86_400]);
const MOST = 300;

export const coinbaseexchange = {
  name: 'coinbaseexchange',
  isOurs: (path) => /^\/(?:products|currencies|time)(?:\/|$)/.test(path),
  kindOf(path) {
    if (path === '/products/spark-lines') return 'tickers';
    return path.endsWith('/candles') ? 'candles' : 'markets';
  },
  answer(url, context) {
    const get = (name) => url.searchParams.get(name);
    const path = decodeURIComponent(url.pathname);
    if (path === '/currencies') return { body: currenciesOf(context.markets) };
    if (path === '/products')
      return { body: context.markets.map((market) => productOf(market, context.now)) };
    // Prices only.
    if (path === '/products/spark-lines')
      return {
        body: Object.fromEntries(
          context.markets.map(({ base, quote }) => [`${base}-${quote}`, [[0, 1, 1, 1, 1]]]),
        ),
      };
    if (path === '/time')
      return { body: { iso: new Date(context.now).toISOString(), epoch: context.now / 1000 } };
    const id = /^\/products\/([^/]+)\/candles$/.exec(path)?.[1];
    const market = context.markets.find(({ base, quote }) => `${base}-${quote}` === id);
    if (market === undefined) return { status: 404, body: { message: 'NotFound' } };
    const seconds = Number(get('granularity'));
    if (!GRANULARITIES.has(seconds)) return { status: 400, body: { message: 'Unsupported granularity' } };
    const ms = 1000 * seconds;
    const end = get('end') === null ? context.now : Date.parse(get('end'));
    const start = get('start') === null ? end - (MOST - 1) * ms : Date.parse(get('start'));
    const limit = Math.round((end - start) / ms) + 1;
    if (limit > MOST)
      return {
        status: 400,
        body: {
          message: `granularity too small for the requested time range. Count of aggregations requested exceeds ${MOST}`,
        },
      };
    const rows = candlesFrom(market, ms, start - ms, end + 1, MOST + 1, context.now);
    const sent = context.reshape(
      rows.filter(([time]) => time >= start),
      { since: start, limit },
    );
    const before = rows.filter(([time]) => time < start);
    const all = [...before, ...sent].slice(0, context.pageLimit);
    return {
      body: all
        .toReversed()
        .map(([time, open, high, low, close, volume]) => [time / 1000, low, high, open, close, volume]),
    };
  },
};

function productOf({ base, quote, delisted }, now) {
  return {
    id: `${base}-${quote}`,
    base_currency: base,
    quote_currency: quote,
    quote_increment: '0.01',
    base_increment: '0.00000001',
    display_name: `${base}/${quote}`,
    min_market_funds: '1',
    margin_enabled: false,
    post_only: false,
    limit_only: false,
    cancel_only: false,
    trading_disabled: false,
    status: now < delisted ? 'online' : 'delisted',
    status_message: '',
    auction_mode: false,
  };
}

function currenciesOf(markets) {
  const codes = [...new Set(markets.flatMap(({ base, quote }) => [base, quote]))];
  return codes.map((id) => ({
    id,
    name: id,
    min_size: '0.00000001',
    status: 'online',
    max_precision: '0.00000001',
    details: { type: 'crypto' },
    supported_networks: [],
  }));
}
