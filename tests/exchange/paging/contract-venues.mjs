/**
 * How exchanges page their contracts, in the form of `venues.mjs`: candles, and under `columns` what there is besides. A column
 * has `isAsked`, whether a request is for it; `ask`, as for candles, or with a `page` from 0; `tell`, the answer with points of
 * time and value; and a `rule` with these fields more:
 *
 * - `step`: milliseconds between points (default: 8 hours); `after`: how long after its hour a point is known
 * - `lastDays`: only those of the last days exist, and `tooOld`, the answer to an older start
 */

const HOUR = 3_600_000;
const n = (text) => (text === undefined ? undefined : Number(text));
const s = (time) => (time === undefined ? undefined : 1000 * Number(time));
const iso = (text) => (text === undefined ? undefined : Date.parse(text));
const down = (rows) => rows.toReversed();
const toIso = (time) => new Date(time).toISOString();
const texts = (rows) => rows.map((row) => row.map(String));
const common = { symbol: 'BTC/USDT:USDT', market: 'BTCUSDT' };

/** Candles of a price: the value of the column is the close, known when the candle has closed. */
const priceCandle = ([time, value]) => [time - HOUR, value, value + 1, value - 1, value];

const binanceCandle = (row) => [
  ...row.slice(0, 6).map((value, i) => (i === 0 ? value : String(value))),
  row[0] + HOUR - 1,
  '0',
  1,
  '0',
  '0',
  '0',
];
const between = (q) => ({ start: n(q.startTime), end: n(q.endTime), limit: n(q.limit), id: q.symbol });
/** Points of a price: asked for by the opens of candles. */
const byOpen = ({ start, end, ...rest }) => ({
  ...rest,
  start: start === undefined ? undefined : start + HOUR,
  end: end === undefined ? undefined : end + HOUR,
});

const binancePrice = (name) => ({
  isAsked: (path) => path.endsWith(`/${name}PriceKlines`),
  ask: (q) => byOpen(between(q)),
  tell: (points) => points.map((point) => binanceCandle([...priceCandle(point), 0])),
  rule: { most: 1500, few: 500, step: HOUR },
});

const binance = {
  ...common,
  id: 'binance',
  name: 'binance, contracts',
  ask: (q) => ({ frame: q.interval, ...between(q) }),
  tell: (rows) => rows.map(binanceCandle),
  rule: { most: 1000, few: 500 },
  columns: {
    funding: {
      isAsked: (path) => path.endsWith('/fundingRate'),
      ask: between,
      tell: (points, { id }) =>
        points.map(([time, value]) => ({ symbol: id, fundingTime: time, fundingRate: String(value) })),
      rule: { most: 1000, few: 100, after: 3 },
    },
    'open-interest': {
      isAsked: (path) => path.endsWith('/openInterestHist'),
      ask: between,
      tell: (points, { id }) =>
        points.map(([time, value]) => ({ symbol: id, sumOpenInterest: String(value), timestamp: time })),
      rule: {
        most: 500,
        few: 30,
        step: HOUR,
        lastDays: 30,
        tooOld: { code: -1130, msg: 'startTime is invalid.' },
      },
    },
    mark: binancePrice('mark'),
    index: binancePrice('index'),
  },
};

const bybitRows = (list) => ({ retCode: 0, result: { category: 'linear', list } });
const bybitPrice = (name) => ({
  isAsked: (path) => path.endsWith(`/${name}-price-kline`),
  ask: (q) => byOpen({ start: n(q.start), end: n(q.end), limit: n(q.limit) }),
  tell: (points) => bybitRows(down(texts(points.map(priceCandle)))),
  rule: { most: 1000, few: 200, between: 'newest', step: HOUR },
});
const bybit = {
  ...common,
  id: 'bybit',
  name: 'bybit, contracts',
  ask: (q) => ({ frame: q.interval, start: n(q.start), end: n(q.end), limit: n(q.limit) }),
  tell: (rows) => bybitRows(down(texts(rows.map((row) => [...row, row[5]])))),
  rule: { most: 1000, few: 200 },
  columns: {
    funding: {
      isAsked: (path) => path.endsWith('/funding/history'),
      ask: between,
      tell: (points, { id }) =>
        bybitRows(
          down(points).map(([time, value]) => ({
            symbol: id,
            fundingRate: String(value),
            fundingRateTimestamp: String(time),
          })),
        ),
      rule: { most: 200, few: 200, between: 'newest' },
    },
    'open-interest': {
      isAsked: (path) => path.endsWith('/open-interest'),
      ask: between,
      tell: (points) =>
        bybitRows(
          down(points).map(([time, value]) => ({ openInterest: String(value), timestamp: String(time) })),
        ),
      rule: { most: 200, few: 50, between: 'newest', step: HOUR },
    },
    mark: bybitPrice('mark'),
    index: bybitPrice('index'),
  },
};

const okx = {
  ...common,
  id: 'okx',
  name: 'okx, contracts',
  market: 'BTC-USDT-SWAP',
  listed: { info: { instFamily: 'BTC-USDT' } },
  ask: (q, path) => ({
    frame: q.bar.replace('utc', ''),
    start: n(q.before),
    end: n(q.after),
    limit: Math.min(n(q.limit), path.includes('history') ? 100 : 300),
  }),
  tell: (rows) => ({ code: '0', data: down(texts(rows.map((row) => [...row, row[5], row[5], 1]))) }),
  rule: { most: 300, few: 100, start: 'out', end: 'out', between: 'newest' },
  columns: {
    funding: {
      isAsked: (path) => path.endsWith('/funding-rate-history'),
      ask: (q) => ({ start: n(q.before), end: n(q.after), limit: n(q.limit), id: q.instId }),
      tell: (points, { id }) => ({
        code: '0',
        data: down(points).map(([time, value]) => ({
          instId: id,
          fundingRate: '0.5',
          realizedRate: String(value),
          fundingTime: String(time),
        })),
      }),
      rule: {
        most: 100,
        few: 100,
        start: 'out',
        end: 'out',
        fromStart: 'newest',
        between: 'newest',
        lastDays: 93,
      },
    },
    mark: {
      isAsked: (path) => path.includes('mark-price-candles'),
      ask: (q) => byOpen({ start: n(q.before), end: n(q.after), limit: n(q.limit) }),
      tell: (points) => ({ code: '0', data: down(texts(points.map((point) => [...priceCandle(point), 1]))) }),
      rule: { most: 100, few: 100, start: 'out', end: 'out', between: 'newest', step: HOUR },
    },
  },
};

const bitget = {
  ...common,
  id: 'bitget',
  name: 'bitget, contracts',
  frames: { '1H': '1h', '1Dutc': '1d' },
  ask: (q, path) => ({
    frame: q.granularity,
    start: n(q.startTime),
    end: n(q.endTime),
    limit: Math.min(n(q.limit), path.includes('history') ? 200 : 1000),
  }),
  tell: (rows) => ({ code: '00000', data: texts(rows.map((row) => [...row, row[5]])) }),
  rule: { most: 1000, few: 100, end: 'out', between: 'newest' },
  columns: {
    funding: {
      isAsked: (path) => path.endsWith('/history-fund-rate'),
      ask: (q) => ({ page: n(q.pageNo) - 1, limit: n(q.pageSize), id: q.symbol }),
      tell: (points, { id }) => ({
        code: '00000',
        data: down(points).map(([time, value]) => ({
          symbol: id,
          fundingRate: String(value),
          fundingTime: String(time),
        })),
      }),
      rule: { most: 100, few: 20 },
    },
  },
};

const gate = {
  ...common,
  id: 'gate',
  name: 'gate, contracts',
  market: 'BTC_USDT',
  ask: (q) => ({ frame: q.interval, start: s(q.from), end: s(q.to), limit: n(q.limit) }),
  tell: (rows) =>
    rows.map(([time, o, h, l, c, v]) => ({ t: time / 1000, o: `${o}`, h: `${h}`, l: `${l}`, c: `${c}`, v })),
  rule: { most: 2000, few: 100 },
  columns: {
    funding: {
      isAsked: (path) => path.endsWith('/funding_rate'),
      ask: (q) => ({ start: s(q.from), end: s(q.to), limit: n(q.limit) }),
      tell: (points) => down(points).map(([time, value]) => ({ t: time / 1000, r: String(value) })),
      rule: { most: 1000, few: 100, between: 'newest', assumed: 'the newest of those between start and end' },
    },
    'open-interest': {
      isAsked: (path) => path.endsWith('/contract_stats'),
      ask: (q) => ({ start: s(q.from), limit: n(q.limit) }),
      tell: (points) => points.map(([time, value]) => ({ time: time / 1000, open_interest: value })),
      rule: { most: 100, few: 30, step: HOUR, assumed: 'the oldest from the start on' },
    },
  },
};

const kucoin = {
  ...common,
  id: 'kucoinfutures',
  market: 'XBTUSDTM',
  ask: (q) => ({ frame: q.granularity, start: n(q.from), end: n(q.to) }),
  tell: (rows) => ({ code: '200000', data: rows }),
  rule: { most: 500, few: 500 },
  columns: {
    funding: {
      isAsked: (path) => path.endsWith('/funding-rates'),
      ask: (q) => ({ start: n(q.from), end: n(q.to), id: q.symbol }),
      tell: (points, { id }) => ({
        code: '200000',
        data: down(points).map(([time, value]) => ({ symbol: id, fundingRate: value, timepoint: time })),
      }),
      rule: {
        most: 100,
        few: 100,
        between: 'newest',
        assumed: 'the newest 100 of those between start and end',
      },
    },
    'open-interest': {
      isAsked: (path) => path.endsWith('/open-interest'),
      ask: (q) => ({ start: n(q.startAt), end: n(q.endAt), limit: n(q.pageSize), id: q.symbol }),
      tell: (points, { id }) => ({
        code: '200000',
        data: down(points).map(([time, value]) => ({ symbol: id, openInterest: String(value), ts: time })),
      }),
      // Seconds after the hour, as in the example of its documents.
      rule: {
        most: 200,
        few: 200,
        between: 'newest',
        step: HOUR,
        after: 467_050,
        assumed: 'the newest of those between',
      },
    },
  },
};

const krakenfutures = {
  ...common,
  id: 'krakenfutures',
  symbol: 'BTC/USD:USD',
  market: 'PF_XBTUSD',
  ask: (q, path) => ({ frame: path.split('/').at(-1), start: s(q.from), end: s(q.to) }),
  tell: (rows) => ({
    candles: rows.map(([time, open, high, low, close, volume]) => ({ time, open, high, low, close, volume })),
  }),
  rule: { most: 2000, few: 2000 },
  columns: {
    funding: {
      isAsked: (path) => path.endsWith('/historicalfundingrates'),
      ask: () => ({}),
      tell: (points) => ({
        rates: points.map(([time, value]) => ({
          timestamp: toIso(time),
          fundingRate: 9,
          relativeFundingRate: value,
        })),
      }),
      rule: { most: 1e6, few: 1e6, step: HOUR },
    },
  },
};

const htx = {
  ...common,
  id: 'htx',
  name: 'htx, contracts',
  market: 'BTC-USDT',
  ask: (q) => ({ frame: q.period, limit: n(q.size), start: s(q.from), end: s(q.to) }),
  tell: (rows) => ({
    status: 'ok',
    data: rows.map(([time, open, high, low, close, amount]) => ({
      id: time / 1000,
      open,
      high,
      low,
      close,
      amount,
    })),
  }),
  rule: { most: 2000, few: 150, dayBegins: 16 },
  columns: {
    funding: {
      isAsked: (path) => path.includes('funding'),
      ask: (q) => ({ start: n(q.start_time), end: n(q.end_time), limit: n(q.limit), id: q.contract_code }),
      tell: (points, { id }) => ({
        code: 200,
        data: points.map(([time, value]) => ({
          contract_code: id,
          funding_rate: String(value),
          funding_time: String(time),
        })),
      }),
      rule: { most: 100, few: 10, assumed: 'the oldest from the start on' },
    },
    'open-interest': {
      isAsked: (path) => path.endsWith('/swap_his_open_interest'),
      ask: (q) => ({ limit: n(q.size) }),
      tell: (points) => ({
        status: 'ok',
        data: {
          tick: points.map(([time, value]) => ({
            volume: String(value),
            amount_type: 2,
            ts: time,
            value: '1',
          })),
        },
      }),
      rule: { most: 200, few: 48, step: HOUR, last: 200 },
    },
  },
};

const deribit = {
  ...common,
  id: 'deribit',
  name: 'deribit, contracts',
  symbol: 'BTC/USDC:USDC',
  market: 'BTC_USDC-PERPETUAL',
  ask: (q) => ({ frame: q.resolution, start: n(q.start_timestamp), end: n(q.end_timestamp) }),
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
  columns: {
    funding: {
      isAsked: (path) => path.endsWith('/get_funding_rate_history'),
      ask: (q) => ({ start: n(q.start_timestamp), end: n(q.end_timestamp) }),
      tell: (points) => ({
        jsonrpc: '2.0',
        result: points.map(([time, value]) => ({ timestamp: time, interest_8h: value, interest_1h: 9 })),
      }),
      rule: { most: 744, few: 744, between: 'newest', step: HOUR },
    },
  },
};

const mexc = {
  ...common,
  id: 'mexc',
  name: 'mexc, contracts',
  market: 'BTC_USDT',
  ask: (q) => ({ frame: q.interval, start: s(q.start), end: s(q.end) }),
  tell: (rows) => ({
    success: true,
    code: 0,
    data: Object.fromEntries(
      ['time', 'open', 'high', 'low', 'close', 'vol'].map((name, i) => [
        name,
        rows.map((row) => (i === 0 ? row[0] / 1000 : row[i])),
      ]),
    ),
  }),
  rule: { most: 2000, few: 2000 },
  columns: {
    funding: {
      isAsked: (path) => path.includes('funding_rate/history'),
      ask: (q) => ({ page: n(q.page_num) - 1, limit: n(q.page_size), id: q.symbol }),
      tell: (points, { id }) => ({
        success: true,
        code: 0,
        data: {
          resultList: down(points).map(([time, value]) => ({
            symbol: id,
            fundingRate: value,
            settleTime: time,
          })),
        },
      }),
      rule: { most: 100, few: 20 },
    },
  },
};

const dydx = {
  ...common,
  id: 'dydx',
  symbol: 'BTC/USDC:USDC',
  market: 'BTC-USD',
  frames: { '1HOUR': '1h', '1DAY': '1d' },
  ask: (q) => ({ frame: q.resolution, start: iso(q.fromIso), end: iso(q.toIso), limit: n(q.limit) }),
  tell: (rows) => ({
    candles: down(rows).map(([time, open, high, low, close, volume]) => ({
      startedAt: toIso(time),
      open: `${open}`,
      high: `${high}`,
      low: `${low}`,
      close: `${close}`,
      baseTokenVolume: `${volume}`,
    })),
  }),
  rule: { most: 1000, few: 100 },
  columns: {
    funding: {
      isAsked: (path) => path.includes('historicalFunding'),
      ask: (q, path) => ({ end: iso(q.effectiveBeforeOrAt), limit: n(q.limit), id: path.split('/').at(-1) }),
      tell: (points, { id }) => ({
        historicalFunding: down(points).map(([time, value]) => ({
          ticker: id,
          rate: String(value),
          effectiveAt: toIso(time),
        })),
      }),
      rule: { most: 100, few: 100, step: HOUR },
    },
  },
};

const hyperliquid = {
  ...common,
  id: 'hyperliquid',
  name: 'hyperliquid, contracts',
  symbol: 'BTC/USDC:USDC',
  market: '0',
  listed: { baseName: 'BTC' },
  ask: (q, path, body) => ({ frame: body.req.interval, start: body.req.startTime, end: body.req.endTime }),
  tell: (rows) => rows.map(([t, o, h, l, c, v]) => ({ t, T: t, s: 'BTC', i: '1h', o, h, l, c, v, n: 1 })),
  rule: { most: 5000, few: 5000, last: 5000, between: 'newest' },
  columns: {
    funding: {
      isAsked: (path, q, body) => body?.type === 'fundingHistory',
      ask: (q, path, body) => ({ start: body.startTime, end: body.endTime }),
      tell: (points) =>
        points.map(([time, value]) => ({ coin: 'BTC', fundingRate: String(value), premium: '0', time })),
      rule: { most: 500, few: 500, step: HOUR },
    },
  },
};

/** Those whose candles are checked as those of spot markets are. */
export const CONTRACTS = [binance, bybit, okx];

/** Those whose columns are checked. */
export const COLUMN_VENUES = [
  binance,
  bybit,
  okx,
  bitget,
  gate,
  kucoin,
  krakenfutures,
  htx,
  deribit,
  mexc,
  dydx,
  hyperliquid,
];
