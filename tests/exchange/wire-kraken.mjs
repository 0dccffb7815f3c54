/**
 * Kraken spot: `/0/public`, seconds, numbers as text, `since` exclusive. Whatever `since` says, there are only the last
 * 720 candles, the running one among them.
 */

import { lastCandles } from './market.mjs';

const INTERVALS = new Set([1, 5, 15, 30, 60, 240, 1440]);
const HISTORY = 720;

export const kraken = {
  name: 'kraken',
  isOurs: (path) => path.startsWith('/0/public/'),
  kindOf(path) {
    if (path === '/0/public/Ticker') return 'tickers';
    return path === '/0/public/OHLC' ? 'candles' : 'markets';
  },
  answer(url, context) {
    const get = (name) => url.searchParams.get(name);
    const ok = (result) => ({ body: { error: [], result } });
    const refused = (message) => ({ body: { error: [message] } });
    switch (url.pathname) {
      case '/0/public/Assets':
        return ok(Object.fromEntries(assetsOf(context.markets).map((code) => [idOf(code), assetOf(code)])));
      case '/0/public/AssetPairs':
        return ok(
          Object.fromEntries(
            context.markets.map((market) => [pairOf(market), pairEntry(market, context.now)]),
          ),
        );
      case '/0/public/Time':
        return ok({ unixtime: Math.floor(context.now / 1000) });
      case '/0/public/Ticker':
        return ok(Object.fromEntries(context.markets.map((market) => [pairOf(market), tickerOf(market)])));
      case '/0/public/OHLC': {
        const market = context.markets.find((one) => pairOf(one) === get('pair'));
        if (market === undefined) return refused('EQuery:Unknown asset pair');
        const minutes = Number(get('interval') ?? 1);
        if (!INTERVALS.has(minutes)) return refused('EGeneral:Invalid arguments');
        const ms = minutes * 60_000;
        const since = 1000 * Number(get('since') ?? 0);
        const served = lastCandles(market, ms, Math.min(HISTORY, context.pageLimit), context.now);
        const rows = context.reshape(
          served.filter(([time]) => time > since),
          { since, limit: HISTORY },
        );
        const last = served.at(-2)?.[0] ?? 0;
        return ok({ [pairOf(market)]: rows.map(rowOf), last: last / 1000 });
      }
      default:
        return refused('EGeneral:Unknown method');
    }
  },
};

const text = (value) => (value === null ? null : value.toFixed(5));

function rowOf([time, open, high, low, close, volume]) {
  return [time / 1000, text(open), text(high), text(low), text(close), text(close), text(volume), 1];
}

/** Volumes are in base units. */
function tickerOf({ price, volume }) {
  const [last, traded] = [text(price), text(volume / price)];
  return { c: [last, '1'], v: [traded, traded], p: [last, last] };
}

/** Kraken's own codes: X for old coins, Z for money. */
function idOf(code) {
  if (code === 'BTC') return 'XXBT';
  if (code === 'ETH') return 'XETH';
  return code === 'USD' ? 'ZUSD' : code;
}

const pairOf = ({ base, quote }) => idOf(base) + idOf(quote);
const assetsOf = (markets) => [...new Set(markets.flatMap(({ base, quote }) => [base, quote]))];

function assetOf(code) {
  return {
    aclass: 'currency',
    altname: code === 'BTC' ? 'XBT' : code,
    decimals: 8,
    display_decimals: 5,
    status: 'enabled',
  };
}

function pairEntry({ base, quote, delisted }, now) {
  return {
    altname: `${base === 'BTC' ? 'XBT' : base}${quote}`,
    wsname: `${base === 'BTC' ? 'XBT' : base}/${quote}`,
    aclass_base: 'currency',
    base: idOf(base),
    aclass_quote: 'currency',
    quote: idOf(quote),
    lot: 'unit',
    cost_decimals: 5,
    pair_decimals: 2,
    lot_decimals: 8,
    lot_multiplier: 1,
    leverage_buy: [],
    leverage_sell: [],
    fees: [[0, 0.26]],
    fees_maker: [[0, 0.16]],
    fee_volume_currency: 'ZUSD',
    margin_call: 80,
    margin_stop: 40,
    ordermin: '0.0001',
    costmin: '0.5',
    tick_size: '0.01',
    status: now < delisted ? 'online' : 'cancel_only',
  };
}
