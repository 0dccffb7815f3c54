/** Binance spot: `/api/v3`, newest last, numbers as text, `startTime` inclusive, existing candles counted up to `limit`. */

import { candlesFrom } from './market.mjs';

const MINUTES = {
  '1m': 1,
  '3m': 3,
  '5m': 5,
  '15m': 15,
  '30m': 30,
  '1h': 60,
  '2h': 120,
  '4h': 240,
  '6h': 360,
  '8h': 480,
  '12h': 720,
  '1d': 1440,
};

export const binance = {
  name: 'binance',
  isOurs: (path) => path.startsWith('/api/v3/'),
  kindOf(path) {
    if (path === '/api/v3/ticker/24hr') return 'tickers';
    return path === '/api/v3/klines' ? 'candles' : 'markets';
  },
  answer(url, context) {
    const get = (name) => url.searchParams.get(name);
    switch (url.pathname) {
      case '/api/v3/exchangeInfo':
        return {
          body: {
            timezone: 'UTC',
            serverTime: context.now,
            symbols: context.markets.map((one) => symbolOf(one, context.now)),
          },
        };
      case '/api/v3/time':
        return { body: { serverTime: context.now } };
      case '/api/v3/ticker/24hr':
        return { body: context.markets.map(tickerOf) };
      case '/api/v3/klines': {
        const market = context.markets.find(({ base, quote }) => base + quote === get('symbol'));
        if (market === undefined) return { status: 400, body: { code: -1121, msg: 'Invalid symbol.' } };
        const minutes = MINUTES[get('interval')];
        if (minutes === undefined) return { status: 400, body: { code: -1120, msg: 'Invalid interval.' } };
        const ms = minutes * 60_000;
        const limit = Math.min(Number(get('limit') ?? 500), 1000, context.pageLimit);
        const since = get('startTime') === null ? context.now - limit * ms : Number(get('startTime'));
        const until = get('endTime') === null ? Infinity : Number(get('endTime')) + 1;
        const rows = context.reshape(candlesFrom(market, ms, since, until, limit, context.now), {
          since,
          limit,
        });
        return { body: rows.map((row) => klineOf(row, ms)) };
      }
      default:
        return { status: 404, body: { code: -1, msg: 'no such path' } };
    }
  },
};

const text = (value) => (value === null ? null : value.toFixed(8));

function klineOf([open, first, high, low, last, volume], ms) {
  return [
    open,
    text(first),
    text(high),
    text(low),
    text(last),
    text(volume),
    open + ms - 1,
    '0',
    1,
    '0',
    '0',
    '0',
  ];
}

function tickerOf({ base, quote, price, volume }) {
  return {
    symbol: base + quote,
    weightedAvgPrice: text(price),
    lastPrice: text(price),
    volume: text(volume / price),
    quoteVolume: text(volume),
  };
}

function symbolOf({ base, quote, delisted }, now) {
  return {
    symbol: base + quote,
    status: now < delisted ? 'TRADING' : 'BREAK',
    baseAsset: base,
    baseAssetPrecision: 8,
    quoteAsset: quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [{ filterType: 'PRICE_FILTER', minPrice: '0.01', maxPrice: '1000000', tickSize: '0.01' }],
    permissions: ['SPOT'],
    permissionSets: [['SPOT']],
  };
}
