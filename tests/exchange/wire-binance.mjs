/**
 * Binance: spot under `/api/v3`, contracts under `/fapi/v1` and, if they pay in their base currency, `/dapi/v1`. Contracts
 * have funding rates, a few milliseconds after they are settled, open interest of the last 30 days, and candles of two prices. Newest
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

const ROOTS = { '/api/v3': 'spot', '/fapi/v1': 'linear', '/dapi/v1': 'inverse', '/futures/data': 'data' };
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
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
    const { rest } = rootOf(path);
    if (rest === '/klines') return 'candles';
    return rest in COLUMNS ? COLUMNS[rest] : 'markets';
  },
  answer(url, context) {
    const get = (name) => url.searchParams.get(name);
    const { kind, rest } = rootOf(url.pathname);
    if (rest in COLUMNS) return columnAnswer(rest, kind, get, context);
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

/** What there is besides candles, by its path. */
const COLUMNS = {
  '/fundingRate': 'funding',
  '/openInterestHist': 'open-interest',
  '/markPriceKlines': 'mark',
  '/indexPriceKlines': 'index',
};

/** Points from `first` on, `step` apart. */
function pointsFrom({ listed, delisted, missingPoints = [] }, step, since, until, limit, now) {
  const rows = [];
  const start = Math.ceil(Math.max(since, listed + 1) / step) * step;
  for (let time = start; time < Math.min(until, now + 1, delisted) && rows.length < limit; time += step)
    if (!missingPoints.some(([from, to]) => time >= from && time < to)) rows.push(time);
  return rows;
}

/** The funding rate that is settled at a time, and the open interest at a time. */
export const fundingAt = (time) =>
  Number((1e-4 * Math.sin(time / (9 * DAY)) + 1e-8 * ((time / HOUR) % 97)).toFixed(8));
export const interestAt = (time) => 5000 + ((time / 300_000) % 1000);
/** What the mark and the index price are of the price of a trade. */
export const PRICES = { mark: 1.001, index: 0.999 };
/** Funding is settled so many milliseconds after its hour. */
export const SETTLED_AFTER = 3;

function columnAnswer(rest, kind, get, context) {
  const name = COLUMNS[rest];
  const isFit = (market) => kindOf(market) !== 'spot' && (kind === 'data' || kindOf(market) === kind);
  const named = get('symbol');
  const market = context.allMarkets.find(
    (each) =>
      isFit(each) && (named === null ? `${each.base}${each.quote}` === get('pair') : idOf(each) === named),
  );
  if (market === undefined) return { status: 400, body: { code: -1121, msg: 'Invalid symbol.' } };
  const since = get('startTime') === null ? 0 : Number(get('startTime'));
  const until = get('endTime') === null ? Infinity : Number(get('endTime')) + 1;
  const limit = Math.min(Number(get('limit') ?? 100), context.pageLimit);
  if (name === 'funding') {
    const late = [since, until].map((time) => time - SETTLED_AFTER);
    const times = pointsFrom(market, 8 * HOUR, ...late, Math.min(limit, 1000), context.now - SETTLED_AFTER);
    const body = times.map((time) => ({
      symbol: idOf(market),
      fundingTime: time + SETTLED_AFTER,
      fundingRate: text(fundingAt(time)),
    }));
    return { body };
  }
  const ms = MINUTES[get(name === 'open-interest' ? 'period' : 'interval')] * 60_000;
  if (name === 'open-interest') {
    if (since < context.now - 30 * DAY)
      return { status: 400, body: { code: -1130, msg: 'startTime is invalid.' } };
    const times = pointsFrom(market, ms, since, until, Math.min(limit, 500), context.now);
    const body = times.map((time) => ({
      symbol: idOf(market),
      sumOpenInterest: text(interestAt(time)),
      timestamp: time,
    }));
    return { body };
  }
  const rows = candlesFrom(market, ms, since, until, Math.min(limit, 1500), context.now);
  const body = rows.map(([open, ...prices]) => [
    open,
    ...prices.slice(0, 4).map((price) => text(price * PRICES[name])),
    '0',
    open + ms - 1,
    '0',
    1,
    '0',
    '0',
    '0',
  ]);
  return { body };
}

const kindOf = ({ base, settle }) => {
  if (settle === undefined) return 'spot';
  return settle === base ? 'inverse' : 'linear';
};

/** Its own, or `BTCUSDT`, `BTCUSD_PERP`, `BTCUSDT_240329`. */
function idOf(market) {
  const { base, quote, expiry, id } = market;
  if (id !== undefined) return id;
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

function symbolOf(market, now) {
  const { base, quote, delisted } = market;
  return {
    symbol: idOf(market),
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
