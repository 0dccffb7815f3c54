/**
 * Reads the body of a reply, decompressed, up to a bound, so that neither memory nor time has to be feared. ccxt reads
 * bodies of any length, and waits for ever if one that is compressed breaks off.
 */

import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ZlibOptions } from 'node:zlib';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** How much of a reply is read. */
export interface BodyBound {
  readonly bytes: number;
  /** Values, lists and objects of its JSON: millions of tiny ones take minutes and gigabytes to parse. */
  readonly values: number;
}

/** The longest pages have 75,000 candles. */
export const CANDLES_BOUND: BodyBound = { bytes: 16 * 2 ** 20, values: 1_500_000 };
/** The longest lists of markets have about 30 MB. */
export const MARKETS_BOUND: BodyBound = { bytes: 64 * 2 ** 20, values: 4_000_000 };

/** A body that exceeds its bound, as it was sent or when it is decompressed. */
export class BodyTooLong extends Error {
  constructor(most: string) {
    super(`more than ${most}`);
    this.name = 'BodyTooLong';
  }
}

/** A reply as undici gives it; only the fields that are used here. */
export interface StreamedReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Readable;
}

const DECOMPRESSORS = new Map<string, (options?: ZlibOptions) => NodeJS.ReadWriteStream>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['br', createBrotliDecompress],
  ['deflate', createInflate],
]);

/**
 * The whole body.
 * @param signal - ends the reading, and closes the connection
 * @throws BodyTooLong once more has come than the bound allows
 */
export async function readBody(
  { statusCode, headers, body }: StreamedReply,
  bound: BodyBound,
  signal: AbortSignal,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const collect = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) chunks.push(chunk);
  };
  const encoding = String(headers['content-encoding'] ?? '').toLowerCase();
  const decompress = statusCode === 204 || statusCode === 304 ? undefined : DECOMPRESSORS.get(encoding);
  if (decompress === undefined) await pipeline(body, upTo(bound), collect, { signal });
  // A compressed body may go on for ever and contain nothing.
  else
    await pipeline(body, upTo({ ...bound, values: Infinity }), decompress(), upTo(bound), collect, {
      signal,
    });
  return Buffer.concat(chunks);
}

/** Passes on what the bound allows. */
function upTo(most: BodyBound): Transform {
  let bytes = 0;
  let values = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (most.values < Infinity) values += countValues(chunk);
      if (bytes > most.bytes) done(new BodyTooLong(`${most.bytes / 2 ** 20} MiB`));
      else if (values > most.values) done(new BodyTooLong(`${most.values / 1e6} million values`));
      else done(null, chunk);
    },
  });
}

const [COMMA, LIST, OBJECT] = Buffer.from(',[{');

/** About how many values JSON has: each follows one of these characters. */
function countValues(chunk: Buffer): number {
  let count = 0;
  for (let i = 0; i < chunk.length; i++) {
    const byte = chunk[i]; // by index: `for of` is several times slower
    if (byte === COMMA || byte === LIST || byte === OBJECT) count++;
  }
  return count;
}
