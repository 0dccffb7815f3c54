/**
 * A local exchange: a real HTTP server on 127.0.0.1 that speaks the candle endpoints of Binance (with contracts), Kraken
 * and Coinbase Exchange, from simulated markets (`market.mjs`), with a clock of its own and faults on request. In tests it runs in
 * the process; `serve.mjs` runs it by itself, steered over HTTP under `/control`.
 */

import { createServer } from 'node:http';
import { coinbaseexchange } from './wire-coinbaseexchange.mjs';
import { binance } from './wire-binance.mjs';
import { kraken } from './wire-kraken.mjs';
import { BODY_FAULTS, FAULTS, ROW_FAULTS } from './faults.mjs';

/** The markets there are unless others are given. */
export const MARKETS = [
  { base: 'BTC', quote: 'USDT', listed: Date.UTC(2017, 7, 17, 4), price: 20_000, seed: 1 },
  { base: 'ETH', quote: 'USDT', listed: Date.UTC(2017, 7, 17, 4), price: 1_000, seed: 2 },
  { base: 'BTC', quote: 'USD', listed: Date.UTC(2015, 6, 20), price: 20_000, seed: 3 },
  { base: 'ETH', quote: 'USD', listed: Date.UTC(2016, 4, 18), price: 1_000, seed: 4 },
  { base: 'THIN', quote: 'USD', listed: Date.UTC(2023, 0, 10), price: 5, seed: 5, sparse: 0.4 },
  {
    base: 'OLD',
    quote: 'USDT',
    listed: Date.UTC(2018, 0, 1),
    delisted: Date.UTC(2022, 0, 1),
    price: 30,
    seed: 6,
  },
  { base: 'BTC', quote: 'USDT', settle: 'USDT', listed: Date.UTC(2019, 8, 8, 17), price: 20_000, seed: 7 },
  {
    base: 'BTC',
    quote: 'USD',
    settle: 'BTC',
    contractSize: 100,
    listed: Date.UTC(2020, 7, 11),
    price: 20_000,
    seed: 8,
  },
  {
    base: 'BTC',
    quote: 'USDT',
    settle: 'USDT',
    expiry: Date.UTC(2024, 2, 29, 8),
    listed: Date.UTC(2023, 8, 29),
    price: 20_000,
    seed: 9,
  },
].map((market) => toMarket(market));

/** `BTC/USDT`, `BTC/USDT:USDT`, `BTC/USDT:USDT-240329`. */
function symbolOf({ base, quote, settle, expiry }) {
  const date =
    expiry === undefined ? '' : `-${new Date(expiry).toISOString().slice(2, 10).replaceAll('-', '')}`;
  return `${base}/${quote}${settle === undefined ? '' : `:${settle}${date}`}`;
}

function toMarket({
  listed = 0,
  expiry,
  delisted = expiry ?? Infinity,
  sparse = 0,
  volume = 1e6,
  missing = [],
  changes = [],
  ...rest
}) {
  const lists = { missing: [...missing], changes: [...changes] };
  return { ...rest, expiry, listed, delisted, sparse, volume, ...lists };
}

const VENUES = [binance, kraken, coinbaseexchange];

export class LocalExchange {
  #server = createServer((request, response) => void this.#serve(request, response));
  #faults = [];
  #sockets = new Set();
  /** Answers of `hold` that wait for `release`. */
  #held = [];
  #onHeld = () => {};

  /** Every request to an exchange's path, oldest first: `{ venue, kind, path, query, headers, status }`. */
  requests = [];
  /** Milliseconds since 1970 UTC, or a function that tells them. */
  clock;
  markets;
  /** Rows of a page at most, whatever is asked for. */
  pageLimit = Infinity;

  constructor({ now = Date.UTC(2024, 0, 10), markets = MARKETS } = {}) {
    this.clock = now;
    this.markets = markets.map((market) => toMarket(market));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** The exchange's time. */
  now() {
    return typeof this.clock === 'function' ? this.clock() : this.clock;
  }

  /** Starts to listen; resolves to the URL for `--base-url`. */
  async listen(port = 0) {
    await new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    return this.url;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  async close() {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The market of a symbol, to be changed: `missing`, `changes`, `sparse`, `listed`, `delisted`. */
  market(symbol) {
    const found = this.markets.find((market) => symbolOf(market) === symbol);
    if (found === undefined) throw new Error(`no market ${symbol}`);
    return found;
  }

  /** From now on the candle that opens at `time` has these values, at the positions 1 open, 2 high, 3 low, 4 close, 5 volume. */
  revise(symbol, time, values, ms) {
    this.market(symbol).changes.push({ time, values, ms });
  }

  /**
   * Something goes wrong: `name` of `faults.mjs`, on requests of `kind` (`candles`, `markets`, `tickers` or `any`), `times` times
   * (for ever is Infinity) after `skip` requests that go well.
   */
  fail(name, { kind = 'candles', times = 1, skip = 0, ...options } = {}) {
    if (!FAULTS.includes(name)) throw new Error(`no fault ${name}: ${FAULTS.join(', ')}`);
    this.#faults.push({ name, kind, times, skip, options });
  }

  /** Everything goes well again. */
  heal() {
    this.#faults = [];
  }

  /** Resolves when `count` answers wait under the fault `hold`. */
  async holds(count = 1) {
    while (this.#held.length < count) await new Promise((resolve) => (this.#onHeld = resolve));
  }

  /** Sends what `hold` has kept back. */
  release() {
    for (const send of this.#held.splice(0)) send();
  }

  /** The requests for candles so far. */
  candleRequests() {
    return this.requests.filter(({ kind }) => kind === 'candles');
  }

  async #serve(request, response) {
    const url = new URL(request.url, this.url);
    response.sendDate = false;
    response.setHeader('Date', new Date(this.now()).toUTCString());
    if (url.pathname.startsWith('/control')) return this.#control(request, response, url);
    const venue = VENUES.find(({ isOurs }) => isOurs(url.pathname));
    if (venue === undefined) return sendJson(response, 404, { message: 'no such path' });
    const kind = venue.kindOf(url.pathname);
    const entry = {
      venue: venue.name,
      kind,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      at: this.now(),
    };
    this.requests.push(entry);
    const fault = this.#takeFault(kind);
    const reshape = ROW_FAULTS[fault?.name];
    const context = {
      markets: this.markets.filter(({ settle }) => settle === undefined),
      allMarkets: this.markets,
      now: this.now(),
      pageLimit: this.pageLimit,
      reshape: (rows, asked) =>
        reshape === undefined ? rows : reshape(rows, { ...asked, ...fault.options }),
    };
    const { status = 200, body } = venue.answer(url, context);
    entry.status = status;
    const breaks = BODY_FAULTS[fault?.name];
    if (breaks === undefined) return sendJson(response, status, body);
    const hold = () =>
      new Promise((resolve) => {
        this.#held.push(resolve);
        this.#onHeld();
      });
    await breaks({ response, request, body: JSON.stringify(body), options: fault.options, hold });
    entry.status = response.statusCode;
  }

  #takeFault(kind) {
    for (const fault of this.#faults) {
      if (fault.kind !== 'any' && fault.kind !== kind) continue;
      if (fault.skip > 0) {
        fault.skip--;
        continue;
      }
      if (fault.times <= 0) continue;
      fault.times--;
      return fault;
    }
    return undefined;
  }

  async #control(request, response, url) {
    if (request.method === 'GET' && url.pathname === '/control/requests')
      return sendJson(response, 200, this.requests);
    let text = '';
    for await (const chunk of request) text += chunk;
    try {
      const given = text === '' ? {} : JSON.parse(text);
      if (url.pathname === '/control/fail') this.fail(given.name, given);
      else if (url.pathname === '/control/heal') this.heal();
      else if (url.pathname === '/control/clock') this.clock = Date.parse(given.now);
      else if (url.pathname === '/control/revise')
        this.revise(given.symbol, Date.parse(given.time), given.values, given.ms);
      else return sendJson(response, 404, { message: 'no such control' });
      return sendJson(response, 200, { now: new Date(this.now()).toISOString() });
    } catch (error) {
      return sendJson(response, 400, { message: String(error) });
    }
  }
}

function sendJson(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** An exchange that listens. */
export async function startExchange(options) {
  const exchange = new LocalExchange(options);
  await exchange.listen();
  return exchange;
}
