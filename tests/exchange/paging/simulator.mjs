/**
 * A local HTTP server that answers candle requests as one row of `venues.mjs` says. ccxt's real class of the exchange
 * makes the requests and reads the answers; only its list of markets is given here.
 */

import { createServer } from 'node:http';
import ccxt from 'ccxt';

const DAY = 86_400_000;
const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: DAY, w: 7 * DAY };
/** Weeks open on Mondays. */
const MONDAY = 4 * DAY;

export const stepOf = (timeframe) => Number(timeframe.slice(0, -1)) * (UNITS[timeframe.at(-1)] ?? 30 * DAY);

export class PagingSimulator {
  venue;
  now = 0;
  /** First trade. */
  listed = 0;
  /** Outages: no candle opens from the first time on, before the second. */
  missing = [];
  requests = [];
  #server = createServer((request, response) => void this.#serve(request, response));
  #opens = new Map();
  #frames = new Map();
  #restore = [];

  async listen() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  close() {
    this.#unpatch();
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  /** From now on this is the exchange. */
  become(venue) {
    this.venue = venue;
    this.#unpatch();
    const Class = ccxt[venue.id];
    const exchange = new Class();
    const listed = symbolsOf(venue).map((symbol, i) => marketOf(exchange, venue, symbol, i));
    this.#patch(Class.prototype, { fetchMarkets: async () => listed, fetchCurrencies: async () => ({}) });
    const kind = venue.symbol.includes(':') ? 'swap' : 'spot';
    const names = { ...exchange.timeframes, ...exchange.options?.timeframes?.[kind] };
    this.#frames = new Map(Object.entries(names).map(([timeframe, name]) => [String(name), timeframe]));
    for (const [name, timeframe] of Object.entries(venue.frames ?? {})) this.#frames.set(name, timeframe);
  }

  /** Whether ccxt knows a timeframe of the exchange. */
  has(timeframe) {
    return [...this.#frames.values()].includes(timeframe);
  }

  /** A market that is traded from `listed` on, but not within `missing`. */
  trade({ now, listed, missing = [] }) {
    Object.assign(this, { now, listed, missing });
    this.#opens.clear();
  }

  /** Opens of all candles that the exchange has had, the running one included, ascending. */
  traded(timeframe) {
    const key = `${timeframe} ${this.now}`;
    if (!this.#opens.has(key)) {
      const opens = gridOf(timeframe, this.listed, this.now, this.venue.rule.dayBegins ?? 0);
      this.#opens.set(
        key,
        opens.filter((open) => !this.missing.some(([from, to]) => open >= from && open < to)),
      );
    }
    return this.#opens.get(key);
  }

  /** Those that it still has. */
  kept(timeframe) {
    const { last = Infinity, lastDays = {} } = this.venue.rule;
    const oldest = this.now - (lastDays[timeframe] ?? Infinity) * DAY;
    return this.traded(timeframe)
      .slice(-Math.min(last, 1e9))
      .filter((open) => open >= oldest);
  }

  async #serve(request, response) {
    const url = new URL(request.url, 'http://127.0.0.1');
    let body = '';
    for await (const chunk of request) body += chunk;
    response.setHeader('Date', new Date(this.now).toUTCString());
    response.setHeader('Content-Type', 'application/json');
    // Gate is asked for its time first, by which it decides what is too old.
    if (url.pathname.endsWith('/time')) return response.end(JSON.stringify({ server_time: this.now }));
    const query = Object.fromEntries(url.searchParams);
    const path = decodeURIComponent(url.pathname);
    const json = body === '' ? undefined : JSON.parse(body);
    const column = columnOf(this.venue, query, path, json);
    if (column !== undefined)
      return response.end(JSON.stringify(this.#answerColumn(column, query, path, json)));
    const asked = this.venue.ask(query, path, json);
    this.requests.push({ path: url.pathname, query, asked });
    const answer = this.#answer(asked);
    response.statusCode = answer.status ?? 200;
    response.end(JSON.stringify(answer.json));
  }

  /** When the values of a column that the exchange has had were known, ascending. */
  points(name) {
    const { step = 8 * UNITS.h, after = 0 } = this.venue.columns[name].rule;
    const first = Math.ceil((this.listed + 1) / step) * step;
    const times = [];
    for (let time = first; time + after <= this.now; time += step) times.push(time + after);
    return times;
  }

  /** Those that it still has. */
  keptPoints(name) {
    const { last = Infinity, lastDays = Infinity } = this.venue.columns[name].rule;
    const oldest = this.now - lastDays * DAY;
    return this.points(name)
      .slice(-Math.min(last, 1e9))
      .filter((time) => time >= oldest);
  }

  #answerColumn(name, query, path, json) {
    const { ask, tell, rule } = this.venue.columns[name];
    const asked = ask(query, path, json);
    this.requests.push({ path, query, asked });
    if (rule.tooOld !== undefined && asked.start < this.now - rule.lastDays * DAY) return rule.tooOld;
    const kept = this.keptPoints(name);
    const size = Math.min(asked.limit ?? rule.few, rule.most);
    const end = asked.page === undefined ? kept.length : Math.max(0, kept.length - asked.page * size);
    const times =
      asked.page === undefined
        ? answerOf(kept, asked, rule, rule.step ?? 8 * UNITS.h)
        : kept.slice(Math.max(0, end - size), end);
    return tell(
      times.map((time) => [time, valueAt(name, time)]),
      asked,
    );
  }

  #answer(asked) {
    const { rule, tell } = this.venue;
    const timeframe = this.#frames.get(String(asked.frame));
    if (timeframe === undefined) return { status: 400, json: { message: `no candles of ${asked.frame}` } };
    const { limit } = asked;
    if (rule.sizes !== undefined && limit !== undefined && !rule.sizes.includes(limit))
      return { json: rule.wrongSize };
    const kept = this.kept(timeframe);
    const running = Math.floor(this.now / stepOf(timeframe)) * stepOf(timeframe);
    const isTooOld = asked.start < running - (rule.last - 1) * stepOf(timeframe);
    if (rule.tooOld !== undefined && isTooOld) return { status: 400, json: rule.tooOld };
    const opens = asked.isMissing === true ? [] : answerOf(kept, asked, rule, stepOf(timeframe));
    if (opens.length === 0 && rule.nothing !== undefined) return { status: 404, json: rule.nothing };
    return { json: tell(opens.map((open) => rowAt(open, stepOf(timeframe), this.now))) };
  }

  #patch(target, methods) {
    for (const [name, method] of Object.entries(methods)) {
      const own = Object.getOwnPropertyDescriptor(target, name);
      Object.defineProperty(target, name, { value: method, configurable: true, writable: true });
      this.#restore.push(() => {
        if (own === undefined) delete target[name];
        else Object.defineProperty(target, name, own);
      });
    }
  }

  #unpatch() {
    for (const restore of this.#restore.splice(0)) restore();
  }
}

/** Which column a request is for; `undefined` for candles of trades. */
function columnOf({ columns = {} }, query, path, json) {
  return Object.keys(columns).find((name) => columns[name].isAsked(path, query, json));
}

/** The value of a column at a time. */
export function valueAt(name, time) {
  const wave = Math.sin(time / (3 * DAY));
  return {
    funding: Number((1e-4 * wave).toFixed(9)),
    'open-interest': round(5000 + 1000 * wave),
    mark: round(100 + 20 * wave),
    index: round(99 + 20 * wave),
  }[name];
}

/** The opens that answer a request. */
function answerOf(kept, { start, end, limit, ...asked }, rule, step) {
  const ruled = (value) => (typeof value === 'function' ? value(asked) : value);
  const count = Math.min(limit ?? rule.few, rule.most);
  const isFromStart = start !== undefined && end === undefined;
  const which = isFromStart
    ? (ruled(rule.fromStart) ?? 'oldest')
    : start === undefined
      ? 'newest'
      : (ruled(rule.between) ?? 'oldest');
  const isAfter = (open) => start === undefined || (rule.start === 'out' ? open > start : open >= start);
  const isBefore = (open) => end === undefined || (rule.end === 'out' ? open < end : open <= end);
  const fitting = kept.filter((open) => isAfter(open) && isBefore(open));
  const chosen = {
    oldest: () => fitting.slice(0, count),
    newest: () => fitting.slice(-count),
    window: () => fitting.filter((open) => open < start + count * step),
  }[which]();
  const before = kept.filter((open) => start !== undefined && open < start).slice(-(rule.before ?? 0));
  return rule.before === undefined ? chosen : [...before, ...chosen];
}

/** Opens of all candles that contain a moment between `listed` and `now`. */
function gridOf(timeframe, listed, now, dayBegins) {
  const opens = [];
  if (timeframe.endsWith('M')) {
    const first = new Date(listed);
    for (let month = first.getUTCMonth(); ; month++) {
      const open = Date.UTC(first.getUTCFullYear(), month);
      if (open > now) return opens;
      opens.push(open);
    }
  }
  const step = stepOf(timeframe);
  const offset = (timeframe.endsWith('w') ? MONDAY : dayBegins * UNITS.h) % step;
  for (let open = Math.floor((listed - offset) / step) * step + offset; open <= now; open += step)
    opens.push(open);
  return opens;
}

const round = (value) => Number(value.toFixed(4));
const priceAt = (time) => 100 + 20 * Math.sin(time / (9 * DAY)) + 3 * Math.sin(time / 7_000_000);

/** The candle that opens at `open`, as far as it is known. */
export function rowAt(open, step, now) {
  const [first, last] = [round(priceAt(open)), round(priceAt(Math.min(open + step, now)))];
  const volume = round(1 + ((open / step) % 7)) * (open + step > now ? 0.25 : 1);
  return [open, first, round(Math.max(first, last) + 0.5), round(Math.min(first, last) - 0.5), last, volume];
}

/** Names of one and the same market, so that checks can share a store. */
export const symbolsOf = ({ symbol }) =>
  Array.from({ length: 12 }, (_, i) => (i === 0 ? symbol : symbol.replace('/', `${i}/`)));

function marketOf(exchange, { market, listed = {} }, symbol, i) {
  const [base, quote, settle] = symbol.split(/[/:]/);
  const isContract = settle !== undefined;
  // Answers about contracts name them.
  const id = isContract && i > 0 ? market.replace(/BTC|XBT/, (name) => `${name}${i}`) : market;
  return exchange.safeMarketStructure({
    id,
    symbol,
    base,
    quote,
    baseId: base,
    quoteId: quote,
    ...(isContract
      ? {
          type: 'swap',
          swap: true,
          contract: true,
          linear: true,
          inverse: false,
          settle,
          settleId: settle.toLowerCase(),
          contractSize: 1,
        }
      : { type: 'spot', spot: true }),
    active: true,
    precision: { amount: 1e-8, price: 1e-8 },
    info: {},
    ...listed,
  });
}
