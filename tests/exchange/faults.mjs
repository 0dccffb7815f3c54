/**
 * What can go wrong with a request, by name. Faults of the body replace the answer; faults of the rows change the
 * candles before they are written in the exchange's own format.
 */

import { once } from 'node:events';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const HTML =
  '<!DOCTYPE html>\n<html><head><title>Just a moment...</title></head><body>Attention required</body></html>';

function send(response, status, type, body, headers = {}) {
  response.writeHead(status, { 'Content-Type': type, ...headers });
  response.end(body);
}

const json = (response, status, body, headers) =>
  send(response, status, 'application/json', JSON.stringify(body), headers);

const MIB = 2 ** 20;
/** 65 MiB, which is more than is read, compressed; made once. */
const bombs = new Map();
function bomb(name, compress) {
  if (!bombs.has(name)) bombs.set(name, compress(Buffer.alloc(65 * MIB, ' ')));
  return bombs.get(name);
}

/** Sends the same again and again until nobody listens: as fast as it is read, or with a pause after each chunk. */
async function sendForEver(response, head, chunk, { headers = {}, pauseMs = 0 } = {}) {
  response.writeHead(200, { 'Content-Type': 'application/json', ...headers });
  response.write(head);
  const closed = once(response, 'close');
  while (!response.destroyed) {
    if (!response.write(chunk)) await Promise.race([once(response, 'drain'), closed]);
    if (pauseMs > 0) await wait(pauseMs);
  }
}

function sendCompressed(response, encoding, bytes) {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': encoding });
  response.end(bytes);
}

const quickBrotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const GZIP = { headers: { 'Content-Encoding': 'gzip' } };
const GZIP_HEAD = gzipSync('').subarray(0, 10);
/** A block of deflate that contains nothing. */
const EMPTY_BLOCK = Buffer.from([0, 0, 0, 0xff, 0xff]);

/** Each writes the answer, or none. */
export const BODY_FAULTS = {
  429: ({ response, options: { retryAfter } }) =>
    json(
      response,
      429,
      { code: -1003, msg: 'Too many requests.' },
      retryAfter === undefined ? {} : { 'Retry-After': retryAfter },
    ),
  418: ({ response, options: { retryAfter = 2 } }) =>
    json(
      response,
      418,
      { code: -1003, msg: 'Way too many requests; IP banned.' },
      { 'Retry-After': retryAfter },
    ),
  /** Names the end of a ban in its message alone. */
  banned: ({ response, options: { ms } }) =>
    json(response, 418, { code: -1003, msg: `Way too many requests; IP banned until ${ms}.` }),
  400: ({ response }) => json(response, 400, { message: 'malformed' }),
  401: ({ response }) => json(response, 401, { message: 'Unauthorized' }),
  403: ({ response }) => send(response, 403, 'text/html', HTML),
  404: ({ response }) => json(response, 404, { message: 'NotFound' }),
  451: ({ response }) =>
    json(response, 451, { code: 0, msg: 'Service unavailable from a restricted location.' }),
  500: ({ response }) => json(response, 500, { message: 'Internal server error' }),
  503: ({ response }) => send(response, 503, 'text/html', HTML),
  302: ({ response }) => send(response, 302, 'text/html', '', { Location: '/elsewhere' }),
  reset: ({ request }) => void request.socket.destroy(),
  'reset-mid-body': async ({ response, request, body }) => {
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
    });
    response.write(body.slice(0, Math.floor(body.length / 2)));
    await wait(20);
    request.socket.destroy();
  },
  'cut-json': ({ response, body }) =>
    send(response, 200, 'application/json', body.slice(0, Math.floor(body.length / 2))),
  html: ({ response }) => send(response, 200, 'text/html', HTML),
  'empty-object': ({ response }) => json(response, 200, {}),
  'empty-list': ({ response }) => json(response, 200, []),
  'empty-data': ({ response }) => json(response, 200, { data: [] }),
  slow: async ({ response, body, options: { ms = 1000 } }) => {
    await wait(ms);
    send(response, 200, 'application/json', body);
  },
  /** A list that never ends. */
  endless: ({ response }) => sendForEver(response, '[', Buffer.alloc(MIB, ' ')),
  'endless-values': ({ response }) => sendForEver(response, '[', Buffer.alloc(MIB, '{},{}, ')),
  /** A list that never ends, and grows so slowly that no bound is reached. */
  trickle: ({ response }) => sendForEver(response, '[', Buffer.from(' '), { pauseMs: 1 }),
  /** A few bytes that are 65 MiB once they are decompressed. */
  'gzip-bomb': ({ response }) => sendCompressed(response, 'gzip', bomb('gzip', gzipSync)),
  'brotli-bomb': ({ response }) => sendCompressed(response, 'br', bomb('br', quickBrotli)),
  /** Compressed bytes without end that contain nothing: empty blocks of deflate. */
  'hollow-gzip': ({ response }) =>
    sendForEver(response, GZIP_HEAD, Buffer.concat(Array.from({ length: 100_000 }, () => EMPTY_BLOCK)), GZIP),
  'hollow-trickle': ({ response }) => sendForEver(response, GZIP_HEAD, EMPTY_BLOCK, { ...GZIP, pauseMs: 1 }),
  'cut-gzip': ({ response, body }) => {
    const bytes = gzipSync(body);
    sendCompressed(response, 'gzip', bytes.subarray(0, bytes.length / 2));
  },
  /** Begins, and never goes on. */
  stuck: ({ response }) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.write('[');
  },
  /** Waits for the exchange's `release()`. */
  hold: async ({ response, body, hold }) => {
    await hold();
    send(response, 200, 'application/json', body);
  },
};

/** Each takes the rows of a page, ascending, and what was asked for, and gives the rows that are sent. */
export const ROW_FAULTS = {
  /** Nothing at all, in the exchange's own form. */
  'empty-page': () => [],
  /** The first row twice, as at a page border. */
  duplicate: (rows) => [...rows.slice(0, 1), ...rows],
  /** The first row twice, and the second time with another close. */
  'conflicting-duplicate': (rows) =>
    rows.length === 0 ? rows : [rows[0].with(4, rows[0][4] * 1.5).with(2, rows[0][2] * 2), ...rows],
  /** One row a second late. */
  'off-grid': (rows) =>
    rows.map((row, i) => (i === Math.floor(rows.length / 2) ? row.with(0, row[0] + 1000) : row)),
  /** One row without a close. */
  'null-close': (rows) => rows.map((row, i) => (i === Math.floor(rows.length / 2) ? row.with(4, null) : row)),
  'negative-volume': (rows) =>
    rows.map((row, i) => (i === Math.floor(rows.length / 2) ? row.with(5, -1) : row)),
  /** A low above the high. */
  crossed: (rows) =>
    rows.map((row, i) => (i === Math.floor(rows.length / 2) ? row.with(2, row[3]).with(3, row[2] + 1) : row)),
  /** The first rows are left out: the window has moved, as Bitget's does when more is asked for than it gives. */
  shifted: (rows, { limit, keep = 200 }) => rows.slice(Math.max(0, Math.min(rows.length, limit) - keep)),
  /** Some rows in the middle are left out this once. */
  holes: (rows, { every = 7 }) => rows.filter((_, i) => i === 0 || i % every !== 0),
};

export const FAULTS = [...Object.keys(BODY_FAULTS), ...Object.keys(ROW_FAULTS)];
