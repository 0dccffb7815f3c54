/**
 * How exchanges page, one row each: what a request may say, in the exchange's own words; which candles answer it; and
 * the form of the answer. ccxt's real class makes the request and reads the answer, so only the exchange is simulated.
 *
 * A row: `id` of ccxt; `ask`, what a request says (`start`, `end` in milliseconds, `limit`, `frame` by the exchange's own
 * name); `tell`, the answer with these rows; and `rule`:
 *
 * - `start`, `end`: whether a candle that opens at this very time belongs to the answer: `in` (default) or `out`
 * - `most`: rows of an answer at most; `few`: rows if the request does not say how many
 * - `fromStart`: which rows come when only a start is given: the `oldest` from there on (default), the `newest` until
 *   now, or those of the `window` of `limit` steps
 * - `between`: which rows come when start and end are given and there are too many: `oldest` (default) or `newest`
 * - `last`: only so many of the latest candles exist; `lastDays`: only those of the last days
 * - `tooOld`: the answer to a start before `last`, an error
 * - `sizes`: the only values of `limit`, and `wrongSize`, the answer to others
 * - `dayBegins`: hours after midnight UTC at which days open
 * - `unsure`: timeframes for which the exchange has nothing longer to compare with
 * - `before`: rows from before the start that come with an answer
 *
 * `assumed` says what no document settles; such an exchange has a row for each reading.
 */

import { CONTRACTS } from './contract-venues.mjs';

const s = (time) => (time === undefined ? undefined : 1000 * Number(time));
const ms = (time) => (time === undefined ? undefined : Number(time));
const iso = (text) => (text === undefined ? undefined : Date.parse(text));
const n = (text) => (text === undefined ? undefined : Number(text));
const text = (values) => values.map(String);

const FIELDS = {
  s: ([time]) => time / 1000,
  m: ([time]) => time,
  iso: ([time]) => new Date(time).toISOString(),
  utc: ([time]) => new Date(time).toISOString().slice(0, 19),
  o: (row) => String(row[1]),
  h: (row) => String(row[2]),
  l: (row) => String(row[3]),
  c: (row) => String(row[4]),
  v: (row) => String(row[5]),
  // Phemex scales prices and volumes by 10^8.
  oe: (row) => Math.round(row[1] * 1e8),
  he: (row) => Math.round(row[2] * 1e8),
  le: (row) => Math.round(row[3] * 1e8),
  ce: (row) => Math.round(row[4] * 1e8),
  ve: (row) => Math.round(row[5] * 1e8),
};

/** What a field of a row says: the name of one of FIELDS, or a constant. */
const speaker = (field) => FIELDS[field] ?? (() => field);

/** Rows as lists in the order of `fields`. */
function lists(fields, wrap = (rows) => rows, { isDescending = false } = {}) {
  const speakers = fields.map(speaker);
  return (rows) => {
    const told = rows.map((row) => speakers.map((say) => say(row)));
    return wrap(isDescending ? told.toReversed() : told);
  };
}

/** Rows as objects: the exchange's names for the fields. */
function objects(fields, wrap = (rows) => rows, { isDescending = false } = {}) {
  const speakers = Object.entries(fields).map(([name, field]) => [name, speaker(field)]);
  return (rows) => {
    const told = rows.map((row) => Object.fromEntries(speakers.map(([name, say]) => [name, say(row)])));
    return wrap(isDescending ? told.toReversed() : told);
  };
}

const down = { isDescending: true };
const data = (rows) => ({ data: rows });
const OHLCV = { o: 'o', h: 'h', l: 'l', c: 'c', v: 'v' };
const NAMED = { open: 'o', high: 'h', low: 'l', close: 'c', volume: 'v' };

const hitbtc = (id) => ({
  id,
  symbol: 'BTC/USDT',
  market: 'BTCUSDT',
  ask: (q) => ({
    frame: q.period,
    start: iso(q.from),
    end: iso(q.till),
    limit: n(q.limit),
    isUpward: q.sort === 'ASC',
  }),
  tell: objects({ timestamp: 'iso', open: 'o', max: 'h', min: 'l', close: 'c', volume: 'v' }),
  rule: {
    most: 1000,
    few: 100,
    fromStart: (asked) => (asked.isUpward ? 'oldest' : 'newest'),
    between: (asked) => (asked.isUpward ? 'oldest' : 'newest'),
  },
});

const htx = {
  id: 'htx',
  symbol: 'BTC/USDT',
  market: 'btcusdt',
  ask: (q) => ({ frame: q.period, start: s(q.from), end: s(q.to), limit: n(q.size) }),
  tell: objects(
    { id: 's', open: 'o', high: 'h', low: 'l', close: 'c', amount: 'v' },
    (rows) => ({ status: 'ok', data: rows }),
    down,
  ),
  rule: { most: 1000, few: 150, dayBegins: 16 },
};

/** Bithumb has taken over the answers of Upbit. */
const tellKorean = objects(
  {
    candle_date_time_utc: 'utc',
    opening_price: 'o',
    high_price: 'h',
    low_price: 'l',
    trade_price: 'c',
    candle_acc_trade_volume: 'v',
  },
  undefined,
  down,
);

const bithumb = {
  id: 'bithumb',
  symbol: 'BTC/KRW',
  market: 'BTC',
  ask: (q, path) => ({
    frame: path.split('/').at(-1),
    // Korean time, without a zone.
    end: q.to === undefined ? undefined : Date.parse(`${q.to}+09:00`),
    limit: n(q.count),
  }),
  tell: tellKorean,
  rule: { most: 200, few: 1, end: 'out', dayBegins: 15 },
};

const weex = {
  id: 'weex',
  symbol: 'BTC/USDT',
  market: 'BTCUSDT',
  ask: (q) => ({ frame: q.interval, limit: n(q.limit) }),
  tell: lists(['m', 'o', 'h', 'l', 'c', 'v']),
  rule: { most: 300, few: 100, last: 100, assumed: 'the latest 100 candles' },
};

const cryptocom = {
  id: 'cryptocom',
  symbol: 'BTC/USDT',
  market: 'BTC_USDT',
  ask: (q) => ({ frame: q.timeframe, start: ms(q.start_ts), end: ms(q.end_ts), limit: n(q.count) }),
  tell: objects({ t: 'm', ...OHLCV }, (rows) => ({ id: -1, code: 0, result: { data: rows } })),
  rule: { most: 300, few: 25, start: 'out', end: 'out', between: 'newest', assumed: 'ends exclusive' },
};

const bitrue = {
  id: 'bitrue',
  symbol: 'BTC/USDT',
  market: 'BTCUSDT',
  frames: { '1H': '1h', '1D': '1d', '1W': '1w' },
  ask: (q) => ({ frame: q.scale, end: ms(q.fromIdx), limit: n(q.limit) }),
  tell: objects({ i: 's', ...OHLCV }, data),
  rule: { most: 1440, few: 1440, assumed: '`fromIdx` is an end in milliseconds' },
};

const whitebit = {
  id: 'whitebit',
  symbol: 'BTC/USDT',
  market: 'BTC_USDT',
  ask: (q) => ({ frame: q.interval, start: s(q.start), end: s(q.end), limit: n(q.limit) }),
  tell: lists(['s', 'o', 'c', 'h', 'l', 'v', 'v'], (rows) => ({ success: true, result: rows })),
  rule: { most: 1440, few: 1440, assumed: 'the oldest candles from the start on' },
};

const xt = {
  id: 'xt',
  symbol: 'BTC/USDT',
  market: 'btc_usdt',
  ask: (q) => ({ frame: q.interval, start: ms(q.startTime), end: ms(q.endTime), limit: n(q.limit) }),
  tell: objects(
    { t: 'm', o: 'o', h: 'h', l: 'l', c: 'c', q: 'v' },
    (rows) => ({ rc: 0, mc: 'SUCCESS', result: rows }),
    down,
  ),
  rule: { most: 1000, few: 100, assumed: 'the oldest candles from the start on' },
};

const woo = {
  id: 'woo',
  symbol: 'BTC/USDT',
  market: 'SPOT_BTC_USDT',
  ask: (q) => ({ frame: q.type, start: ms(q.after), end: ms(q.before), limit: n(q.limit) }),
  tell: objects({ startTimestamp: 'm', ...NAMED }, (rows) => ({ success: true, data: { rows } }), down),
  rule: { most: 1000, few: 100, start: 'out', end: 'out', assumed: 'the oldest candles from the start on' },
};

const variant = (row, name, rule) => ({
  ...row,
  name: `${row.id}, ${name}`,
  rule: { ...row.rule, assumed: name, ...rule },
});

export const VENUES = [
  {
    id: 'binance',
    symbol: 'BTC/USDT',
    market: 'BTCUSDT',
    ask: (q) => ({ frame: q.interval, start: ms(q.startTime), end: ms(q.endTime), limit: n(q.limit) }),
    tell: lists(['m', 'o', 'h', 'l', 'c', 'v', 'm', '0', 1, '0', '0', '0']),
    rule: { most: 1000, few: 500 },
  },
  {
    id: 'kraken',
    symbol: 'BTC/USD',
    market: 'XXBTZUSD',
    ask: (q) => ({ frame: q.interval, start: s(q.since) }),
    tell: lists(['s', 'o', 'h', 'l', 'c', 'c', 'v', 1], (rows) => ({
      error: [],
      result: { XXBTZUSD: rows, last: rows.at(-2)?.[0] ?? 0 },
    })),
    rule: { most: 720, few: 720, last: 720, start: 'out' },
  },
  {
    id: 'coinbase',
    symbol: 'BTC/USD',
    market: 'BTC-USD',
    ask: (q) => ({ frame: q.granularity, start: s(q.start), end: s(q.end), limit: n(q.limit) }),
    tell: objects({ start: 's', ...NAMED }, (rows) => ({ candles: rows }), down),
    rule: { most: 350, few: 350, between: 'newest' },
  },
  {
    id: 'coinbaseexchange',
    symbol: 'BTC/USD',
    market: 'BTC-USD',
    ask: (q) => ({ frame: q.granularity, start: iso(q.start), end: iso(q.end) }),
    tell: lists(['s', 'l', 'h', 'o', 'c', 'v'], undefined, down),
    rule: { most: 300, few: 300, before: 1 },
  },
  {
    id: 'bitfinex',
    symbol: 'BTC/USD',
    market: 'tBTCUSD',
    ask: (q, path) => ({
      frame: path.split(':')[1],
      start: ms(q.start),
      end: ms(q.end),
      limit: n(q.limit),
      isUpward: q.sort === '1',
    }),
    tell: lists(['m', 'o', 'c', 'h', 'l', 'v'], (rows) => rows.map((row) => row.map(Number))),
    rule: { most: 10_000, few: 100, fromStart: (asked) => (asked.isUpward ? 'oldest' : 'newest') },
  },
  {
    id: 'kucoin',
    symbol: 'BTC/USDT',
    market: 'BTC-USDT',
    ask: (q) => ({ frame: q.type, start: s(q.startAt), end: s(q.endAt) }),
    tell: lists(
      ['s', 'o', 'c', 'h', 'l', 'v', 'v'],
      (rows) => ({ code: '200000', data: rows.map(text) }),
      down,
    ),
    rule: { most: 1500, few: 1500, end: 'out', between: 'newest' },
  },
  {
    id: 'okx',
    symbol: 'BTC/USDT',
    market: 'BTC-USDT',
    ask: (q, path) => ({
      frame: q.bar.replace('utc', ''),
      start: ms(q.before),
      end: ms(q.after),
      limit: Math.min(n(q.limit), path.includes('history') ? 100 : 300),
    }),
    tell: lists(
      ['m', 'o', 'h', 'l', 'c', 'v', 'v', 'v', '1'],
      (rows) => ({ code: '0', data: rows.map(text) }),
      down,
    ),
    rule: { most: 300, few: 100, start: 'out', end: 'out', between: 'newest' },
  },
  {
    id: 'bybit',
    symbol: 'BTC/USDT',
    market: 'BTCUSDT',
    ask: (q) => ({ frame: q.interval, start: ms(q.start), end: ms(q.end), limit: n(q.limit) }),
    tell: lists(
      ['m', 'o', 'h', 'l', 'c', 'v', 'v'],
      (rows) => ({ retCode: 0, result: { list: rows.map(text) } }),
      down,
    ),
    rule: { most: 1000, few: 200 },
  },
  {
    id: 'bitget',
    symbol: 'BTC/USDT',
    market: 'BTCUSDT',
    frames: { '1day': '1d', '1Dutc': '1d', '1Wutc': '1w', '1Mutc': '1M' },
    ask: (q, path) => ({
      frame: q.granularity,
      start: ms(q.startTime),
      end: ms(q.endTime),
      limit: Math.min(n(q.limit), path.includes('history') ? 200 : 1000),
    }),
    tell: lists(['m', 'o', 'h', 'l', 'c', 'v', 'v', 'v'], (rows) => ({
      code: '00000',
      data: rows.map(text),
    })),
    rule: { most: 1000, few: 100, end: 'out', between: 'newest' },
  },
  {
    id: 'gate',
    symbol: 'BTC/USDT',
    market: 'BTC_USDT',
    ask: (q) => ({ frame: q.interval, start: s(q.from), end: s(q.to), limit: n(q.limit) }),
    tell: lists(['s', 'v', 'c', 'h', 'l', 'o', 'v', 'true'], (rows) => rows.map(text)),
    rule: {
      most: 1000,
      few: 1000,
      last: 10_000,
      tooOld: {
        label: 'INVALID_PARAM_VALUE',
        message: 'Candlestick too long ago. Maximum 10000 points ago are allowed',
      },
    },
  },
  {
    id: 'gemini',
    symbol: 'BTC/USD',
    market: 'btcusd',
    ask: (q, path) => ({ frame: path.split('/').at(-1) }),
    tell: lists(['m', 'o', 'h', 'l', 'c', 'v'], (rows) => rows.map((row) => row.map(Number)), down),
    rule: { most: 1440, few: 1440, last: 1440, unsure: ['1d'] },
  },
  {
    id: 'coinex',
    symbol: 'BTC/USDT',
    market: 'BTCUSDT',
    ask: (q) => ({ frame: q.period, limit: n(q.limit) }),
    tell: objects({ created_at: 'm', ...NAMED, value: 'v' }, (rows) => ({ code: 0, data: rows })),
    rule: { most: 1000, few: 100, last: 1000 },
  },
  {
    id: 'poloniex',
    symbol: 'BTC/USDT',
    market: 'BTC_USDT',
    ask: (q) => ({ frame: q.interval, start: ms(q.startTime), end: ms(q.endTime), limit: n(q.limit) }),
    tell: lists(['l', 'h', 'o', 'c', 'v', 'v', '0', '0', 1, 0, 'c', 'HOUR_1', 'm', 'm']),
    rule: { most: 500, few: 100, fromStart: 'newest', between: 'newest' },
  },
  hitbtc('hitbtc'),
  hitbtc('bequant'),
  hitbtc('fmfwio'),
  variant(hitbtc('hitbtc'), 'sorts down whatever is asked', { fromStart: 'newest', between: 'newest' }),
  bithumb,
  variant(
    { ...bithumb, ask: (q, path) => ({ ...bithumb.ask(q, path), end: undefined }) },
    'does not take `to`, hours of UTC',
    { last: 200, dayBegins: 0 },
  ),
  bitrue,
  variant({ ...bitrue, ask: (q) => ({ ...bitrue.ask(q), end: undefined }) }, 'ignores `fromIdx`', {
    last: 1440,
  }),
  {
    id: 'bitteam',
    symbol: 'BTC/USDT',
    market: 'btc_usdt',
    ask: (q, path) => ({ frame: path.split('/').at(-1) }),
    tell: objects({ t: 's', ...OHLCV }, (rows) => ({ ok: true, result: { data: rows } })),
    rule: { most: 1000, few: 1000, last: 1000, assumed: 'the latest 1000 candles' },
  },
  {
    id: 'bittrade',
    symbol: 'BTC/USDT',
    market: 'btcusdt',
    ask: (q) => ({ frame: q.period, limit: n(q.size) }),
    tell: objects(
      { id: 's', open: 'o', high: 'h', low: 'l', close: 'c', amount: 'v' },
      (rows) => ({ status: 'ok', data: rows }),
      down,
    ),
    rule: { most: 2000, few: 150, last: 2000, dayBegins: 16 },
  },
  {
    id: 'deepcoin',
    symbol: 'BTC/USDT',
    market: 'BTC-USDT',
    ask: (q) => ({ frame: q.bar, end: ms(q.after), limit: n(q.limit) }),
    tell: lists(['m', 'o', 'h', 'l', 'c', 'v', 'v'], (rows) => ({ code: '0', data: rows.map(text) }), down),
    rule: { most: 300, few: 100, end: 'out' },
  },
  {
    id: 'p2b',
    symbol: 'BTC/USDT',
    market: 'BTC_USDT',
    ask: (q) => ({ frame: q.interval, limit: n(q.limit) }),
    tell: lists(['s', 'o', 'c', 'h', 'l', 'v', 'v', 'BTC_USDT'], (rows) => ({ success: true, result: rows })),
    rule: { most: 500, few: 50, last: 500 },
  },
  {
    id: 'phemex',
    symbol: 'BTC/USDT',
    market: 'sBTCUSDT',
    listed: { priceScale: 8, valueScale: 8, ratioScale: 8 },
    ask: (q) => ({ frame: q.resolution, limit: n(q.limit) }),
    tell: lists(
      ['s', 3600, 'ce', 'oe', 'he', 'le', 'ce', 've', 've', 'sBTCUSDT'],
      (rows) => ({ code: 0, msg: 'OK', data: { total: -1, rows } }),
      down,
    ),
    rule: {
      most: 1000,
      few: 100,
      last: 1000,
      sizes: [5, 10, 50, 100, 500, 1000],
      wrongSize: { code: 30_000, msg: 'Please double check input arguments', data: null },
    },
  },
  weex,
  htx,
  variant(htx, 'a start alone brings the newest', { fromStart: 'newest', between: 'newest' }),
  {
    id: 'bitopro',
    symbol: 'BTC/TWD',
    market: 'btc_twd',
    ask: (q) => ({ frame: q.resolution, start: s(q.from), end: s(q.to) }),
    tell: objects({ timestamp: 'm', ...NAMED }, data, down),
    rule: { most: 75_000, few: 500 },
  },
  {
    id: 'bitbank',
    symbol: 'BTC/JPY',
    market: 'btc_jpy',
    ask(q, path) {
      const [frame, name] = path.split('/').slice(-2);
      const isLong = ['4hour', '8hour', '12hour', '1day', '1week'].includes(frame);
      if (isLong !== (name.length === 4)) return { frame, isMissing: true };
      const [year, month, day] = [name.slice(0, 4), Number(name.slice(4, 6)) - 1, Number(name.slice(6))];
      return isLong
        ? { frame, start: Date.UTC(year, 0), end: Date.UTC(Number(year) + 1, 0) - 1 }
        : { frame, start: Date.UTC(year, month, day), end: Date.UTC(year, month, day + 1) - 1 };
    },
    tell: lists(['o', 'h', 'l', 'c', 'v', 'm'], (rows) => ({
      success: 1,
      data: { candlestick: [{ type: '1hour', ohlcv: rows }] },
    })),
    rule: { most: 3000, few: 3000, nothing: { success: 0, data: { code: 10_000 } } },
  },
  {
    id: 'deribit',
    symbol: 'BTC/USDC',
    market: 'BTC_USDC',
    ask: (q) => ({ frame: q.resolution, start: ms(q.start_timestamp), end: ms(q.end_timestamp) }),
    tell: (rows) => ({
      jsonrpc: '2.0',
      result: {
        status: rows.length > 0 ? 'ok' : 'no_data',
        ticks: rows.map(([time]) => time),
        ...Object.fromEntries(
          ['open', 'high', 'low', 'close', 'volume'].map((name, i) => [name, rows.map((row) => row[i + 1])]),
        ),
      },
    }),
    rule: { most: 5000, few: 5000 },
  },
  cryptocom,
  variant(cryptocom, 'ends inclusive, newest first', { start: 'in', end: 'in' }),
  variant(cryptocom, 'ends inclusive, oldest first', { start: 'in', end: 'in', between: 'oldest' }),
  {
    id: 'upbit',
    symbol: 'BTC/KRW',
    market: 'KRW-BTC',
    frames: { days: '1d', weeks: '1w', months: '1M', 60: '1h', 240: '4h', 1: '1m' },
    ask: (q, path) => ({ frame: path.split('/').at(-1), end: iso(q.to), limit: n(q.count) }),
    tell: tellKorean,
    rule: { most: 200, few: 1, end: 'out' },
  },
  {
    id: 'mexc',
    symbol: 'BTC/USDT',
    market: 'BTCUSDT',
    frames: { '60m': '1h', '1d': '1d', '1W': '1w' },
    ask: (q) => ({ frame: q.interval, start: ms(q.startTime), end: ms(q.endTime), limit: n(q.limit) }),
    tell: lists(['m', 'o', 'h', 'l', 'c', 'v', 'm', '0']),
    rule: { most: 500, few: 500, end: 'out' },
  },
  {
    id: 'bitstamp',
    symbol: 'BTC/USD',
    market: 'btcusd',
    ask: (q) => ({ frame: q.step, start: s(q.start), end: s(q.end), limit: n(q.limit) }),
    tell: objects({ timestamp: 's', ...NAMED }, (rows) => ({ data: { pair: 'BTC/USD', ohlc: rows } })),
    rule: { most: 1000, few: 100 },
  },
  {
    id: 'bitvavo',
    symbol: 'BTC/EUR',
    market: 'BTC-EUR',
    ask: (q) => ({ frame: q.interval, start: ms(q.start), end: ms(q.end), limit: n(q.limit) }),
    tell: lists(['m', 'o', 'h', 'l', 'c', 'v'], undefined, down),
    rule: { most: 1440, few: 1440, between: 'newest' },
  },
  {
    id: 'hyperliquid',
    symbol: 'PURR/USDC',
    market: 'PURR/USDC',
    ask: (q, path, body) => ({ frame: body.req.interval, start: body.req.startTime, end: body.req.endTime }),
    tell: objects({ t: 'm', T: 'm', s: 'PURR/USDC', i: '1h', ...OHLCV, n: 1 }),
    rule: { most: 5000, few: 5000, last: 5000, between: 'newest' },
  },
  whitebit,
  variant(whitebit, 'a start alone brings the newest', { fromStart: 'newest', between: 'newest' }),
  xt,
  variant(xt, 'a start alone brings the newest', { fromStart: 'newest', between: 'newest' }),
  woo,
  variant(woo, 'a start alone brings the newest', { fromStart: 'newest', between: 'newest' }),
  variant(xt, 'keeps hours for 90 days', { lastDays: { '1h': 90 } }),
  {
    id: 'bullish',
    symbol: 'BTC/USDC',
    market: 'BTCUSDC',
    ask: (q) => ({
      frame: q.timeBucket,
      start: iso(q['createdAtDatetime[gte]']),
      end: iso(q['createdAtDatetime[lte]']),
    }),
    tell: objects({ createdAtTimestamp: 'm', ...NAMED }, undefined, down),
    rule: { most: 100, few: 100, between: 'newest' },
  },
  {
    id: 'btcmarkets',
    symbol: 'BTC/AUD',
    market: 'BTC-AUD',
    ask: (q) => ({ frame: q.timeWindow, start: iso(q.from), end: iso(q.to), limit: n(q.limit) }),
    tell: lists(['iso', 'o', 'h', 'l', 'c', 'v']),
    rule: {
      most: 200,
      few: 10,
      fromStart: 'newest',
      between: 'newest',
      assumed: 'a start alone brings the newest',
    },
  },
  {
    id: 'bingx',
    symbol: 'BTC/USDT',
    market: 'BTC-USDT',
    ask: (q) => ({ frame: q.interval, start: ms(q.startTime), end: ms(q.endTime), limit: n(q.limit) }),
    tell: lists(['m', 'o', 'h', 'l', 'c', 'v', 'm', '0'], (rows) => ({ code: 0, data: rows }), down),
    rule: { most: 1440, few: 500, assumed: 'the oldest candles from the start on' },
  },
  {
    id: 'lbank',
    symbol: 'BTC/USDT',
    market: 'btc_usdt',
    ask: (q) => ({ frame: q.type, start: s(q.time), limit: n(q.size) }),
    tell: lists(['s', 'o', 'h', 'l', 'c', 'v'], (rows) => ({ result: 'true', error_code: 0, data: rows })),
    rule: { most: 2000, few: 100 },
  },
  {
    id: 'digifinex',
    symbol: 'BTC/USDT',
    market: 'btc_usdt',
    ask: (q) => ({ frame: q.period, start: s(q.start_time), end: s(q.end_time) }),
    tell: lists(['s', 'v', 'c', 'h', 'l', 'o'], (rows) => ({ code: 0, data: rows })),
    rule: { most: 500, few: 200 },
  },
  {
    id: 'bigone',
    symbol: 'BTC/USDT',
    market: 'BTC-USDT',
    ask: (q) => ({ frame: q.period, end: iso(q.time), limit: n(q.limit) }),
    tell: objects({ time: 'iso', ...NAMED }, (rows) => ({ code: 0, data: rows }), down),
    rule: { most: 500, few: 100, end: 'out' },
  },
  {
    id: 'zebpay',
    symbol: 'BTC/INR',
    market: 'BTC-INR',
    ask: (q) => ({ frame: q.interval, start: ms(q.startTime), end: ms(q.endTime) }),
    tell: lists(['m', 'o', 'h', 'l', 'c', 'v'], data),
    rule: { most: 1000, few: 1000, assumed: 'the oldest candles of those between start and end' },
  },
  ...CONTRACTS,
];
