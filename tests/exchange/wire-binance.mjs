/**
 * Binance: spot under `/api/v3`, contracts under `/fapi/v1` and, if they pay in their base currency, `/dapi/v1`. Newest
 * last, numbers as text, `startTime` inclusive, existing candles counted up to `limit`.
 */

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

const ROOTS = { '/api/v3': 'spot', '/fapi/v1': 'linear', '/dapi/v1': 'inverse' };
/** The kind of market that a path is of, and the rest of it. */
const rootOf = (path) => {
  const root = Object.keys(ROOTS).find((each) => path.startsWith(`${each}/`));
  return root === undefined ? undefined : { kind: ROOTS[root], rest: path.slice(root.length) };
};

export const binance = {
  name: 'binance',
  isOurs: (path) => rootOf(path) !== undefined,
  kindOf(path) {
    if (path === '/api/v3/ticker/24hr') return 'tickers';
    return rootOf(path).rest === '/klines' ? 'candles' : 'markets';
  },
  answer(url, context) {
    const get = (name) => url.searchParams.get(name);
    const { kind, rest } = rootOf(url.pathname);
    const markets = context.allMarkets.filter((market) => kindOf(market) === kind);
    const market = markets.find((each) => idOf(each) === get('symbol'));
    switch (rest) {
      case '/exchangeInfo':
        return {
          body: {
            timezone: 'UTC',
            serverTime: context.now,
            symbols: markets
              .filter(({ expiry }) => expiry === undefined || context.now < expiry)
              .map((one) => (kind === 'spot' ? symbolOf : contractOf)(one, context.now)),
          },
        };
      case '/time':
        return { body: { serverTime: context.now } };
      case '/ticker/24hr':
        return { body: context.markets.map(tickerOf) };
      case '/klines': {
        if (market === undefined) return { status: 400, body: { code: -1121, msg: 'Invalid symbol.' } };
        const minutes = MINUTES[get('interval')];
        if (minutes === undefined) return { status: 400, body: { code: -1120, msg: 'Invalid interval.' } };
        const ms = minutes * 60_000;
        const limit = Math.min(Number(get('limit') ?? 500), kind === 'spot' ? 1000 : 1500, context.pageLimit);
        const since = get('startTime') === null ? context.now - limit * ms : Number(get('startTime'));
        const until = get('endTime') === null ? Infinity : Number(get('endTime')) + 1;
        if (kind === 'inverse' && until - since > 200 * 86_400_000)
          return { status: 400, body: { code: -4088, msg: 'Maximum time interval is 200 days.' } };
        const rows = context.reshape(candlesFrom(market, ms, since, until, limit, context.now), {
          since,
          limit,
        });
        return { body: rows.map((row) => klineOf(row, ms, market)) };
      }
      default:
        return { status: 404, body: { code: -1, msg: 'no such path' } };
    }
  },
};

const kindOf = ({ base, settle }) => {
  if (settle === undefined) return 'spot';
  return settle === base ? 'inverse' : 'linear';
};

/** `BTCUSDT`, `BTCUSD_PERP`, `BTCUSDT_240329`. */
function idOf(market) {
  const { base, quote, expiry } = market;
  if (expiry !== undefined)
    return `${base}${quote}_${new Date(expiry).toISOString().slice(2, 10).replaceAll('-', '')}`;
  return `${base}${quote}${kindOf(market) === 'inverse' ? '_PERP' : ''}`;
}

const text = (value) => (value === null ? null : value.toFixed(8));

/** Contracts that pay in their base currency have it in the place of turnover, and the number of contracts as volume. */
function klineOf([open, first, high, low, last, volume], ms, market) {
  const isInverse = kindOf(market) === 'inverse';
  return [
    open,
    text(first),
    text(high),
    text(low),
    text(last),
    text(volume),
    open + ms - 1,
    isInverse ? text((volume * market.contractSize) / last) : '0',
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

function contractOf(market, now) {
  const { base, quote, settle, listed, expiry, contractSize } = market;
  return {
    symbol: idOf(market),
    pair: base + quote,
    contractType: expiry === undefined ? 'PERPETUAL' : 'CURRENT_QUARTER',
    deliveryDate: expiry ?? 4133404800000,
    onboardDate: listed,
    [settle === base ? 'contractStatus' : 'status']: now < market.delisted ? 'TRADING' : 'SETTLING',
    ...(contractSize !== undefined && { contractSize }),
    baseAsset: base,
    quoteAsset: quote,
    marginAsset: settle,
    pricePrecision: 2,
    quantityPrecision: 3,
    filters: [{ filterType: 'PRICE_FILTER', minPrice: '0.01', maxPrice: '1000000', tickSize: '0.01' }],
  };
}
