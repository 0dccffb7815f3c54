/**
 * Candles of invented markets: any candle of any timeframe, without computing those before it, the same ones on
 * every machine. The price is fractal noise over time (octaves of value noise whose size grows with the root of
 * their period, so that it moves like a random walk), and all timeframes cut the same path: a candle opens where
 * the last one closed, and 24 candles of 1h have the open and the close of their day.
 */

const MINUTE = 60_000;
const OCTAVES = 22; // the longest wave is 2^21 minutes, four years

/** 32 bits of `a` and `b` mixed well enough for prices (the finaliser of MurmurHash3). */
function hash(a, b) {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A number in [-1, 1) that belongs to `seed`, `octave` and `index`. */
const noise = (seed, octave, index) => hash(hash(seed, octave), index) / 2 ** 31 - 1;

/** The price at a moment. */
function priceAt(market, time) {
  let level = 0;
  for (let octave = 0; octave < OCTAVES; octave++) {
    const period = MINUTE * 2 ** octave;
    const index = Math.floor(time / period);
    const share = time / period - index;
    const [left, right] = [noise(market.seed, octave, index), noise(market.seed, octave, index + 1)];
    level += Math.sqrt(2 ** octave) * (left + (right - left) * share);
  }
  return market.price * Math.exp(0.0005 * level);
}

const decimals = (value) => Number(value.toFixed(2));

/**
 * The candle that opens at `open`, as far as it is known at `now`; `undefined` where nobody traded.
 * @returns {[number, number, number, number, number, number] | undefined} time, open, high, low, close, volume
 */
export function candleAt(market, ms, open, now) {
  if (open + ms <= market.listed || open >= now || open >= market.delisted) return undefined;
  if (market.missing.some(([from, to]) => open >= from && open < to)) return undefined;
  const draw = (what) => (noise(market.seed ^ ms, 100 + what, Math.floor(open / ms)) + 1) / 2;
  if (market.sparse > 0 && draw(0) < market.sparse) return undefined;
  const end = Math.min(open + ms, now);
  const first = decimals(priceAt(market, open));
  const last = decimals(priceAt(market, end));
  const reach = 0.001 * Math.sqrt(ms / MINUTE);
  const row = [
    open,
    first,
    decimals(Math.max(first, last) * (1 + reach * draw(1))),
    decimals(Math.min(first, last) / (1 + reach * draw(2))),
    last,
    decimals((1 + 9 * draw(3)) * ((end - open) / MINUTE)),
  ];
  for (const change of market.changes) {
    if (change.time === open && (change.ms === undefined || change.ms === ms))
      Object.assign(row, change.values);
  }
  return row;
}

/** The last moment before which every candle of `candlesFrom` opens. */
const endOf = (market, now) => Math.min(now, market.delisted);

/** At most `limit` candles that open from `since` on and before `until`, ascending; the running one is the last. */
export function candlesFrom(market, ms, since, until, limit, now) {
  const rows = [];
  const start = Math.max(Math.ceil(since / ms) * ms, Math.floor(market.listed / ms) * ms);
  const end = Math.min(until, endOf(market, now));
  for (let open = start; open < end && rows.length < limit; open += ms) {
    const row = candleAt(market, ms, open, now);
    if (row !== undefined) rows.push(row);
  }
  return rows;
}

/** The last `count` candles, ascending; the running one is the last. */
export function lastCandles(market, ms, count, now) {
  const rows = [];
  const end = endOf(market, now);
  for (
    let open = Math.floor((end - 1) / ms) * ms;
    open + ms > market.listed && rows.length < count;
    open -= ms
  ) {
    const row = candleAt(market, ms, open, now);
    if (row !== undefined) rows.unshift(row);
  }
  return rows;
}
