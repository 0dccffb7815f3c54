/**
 * Loads lists of markets in which ccxt cannot read every entry. For some exchanges a single entry of an unexpected form is
 * an error of the whole list; here, such entries are left out and the others are read.
 */

import type { Exchange } from 'ccxt';

type Replies = Map<string, unknown>;
type Key = string | number;

/** A list, or an object of entries by their names, somewhere in a reply. */
interface Collection {
  /** The request that it was the reply to. */
  readonly request: string;
  readonly path: readonly Key[];
  readonly keys: readonly Key[];
}

/** Makes `fetchMarkets` leave out the entries that it cannot read. */
export function readWhatCanBeRead(exchange: Exchange): void {
  const request = exchange.request.bind(exchange);
  const fetchMarkets = exchange.fetchMarkets.bind(exchange);
  let replies: Replies | undefined;
  let hasFailed = false;
  exchange.request = async (...given) => {
    const name = JSON.stringify(given);
    if (replies?.has(name) === true) return replies.get(name) as object;
    try {
      const reply: object = await request(...given);
      replies?.set(name, reply);
      return reply;
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  };
  exchange.fetchMarkets = async (...given) => {
    const received: Replies = new Map();
    const read = async (all: Replies) => {
      replies = all;
      try {
        return await fetchMarkets(...given);
      } finally {
        replies = undefined;
      }
    };
    hasFailed = false;
    try {
      return await read(received);
    } catch (error) {
      if (hasFailed) throw error; // of the exchange, not of what it sent
      const readable = await readableReplies(received, read, String(error));
      if (readable === undefined) throw error;
      return read(readable);
    }
  };
}

type Read = (replies: Replies) => Promise<readonly unknown[]>;

/**
 * `replies` without the entries that make `read` fail; `undefined` if that leaves nothing, or does not help.
 * @param failure - how it fails with all of them
 */
async function readableReplies(replies: Replies, read: Read, failure: string): Promise<Replies | undefined> {
  let best: { readonly replies: Replies; readonly markets: number } | undefined;
  for (const collection of collectionsIn(replies)) {
    const only = (keys: readonly Key[]): Replies => withOnly(replies, collection, keys);
    const attempt: Attempt = async (keys) => {
      try {
        return (await read(only(keys))).length;
      } catch (error) {
        return String(error);
      }
    };
    if ((await attempt([])) === failure) continue; // what cannot be read is elsewhere
    const keys = await readableKeys(collection.keys, attempt);
    const markets = keys.length === 0 ? 0 : await attempt(keys);
    if (typeof markets === 'number' && markets > (best?.markets ?? 0))
      best = { replies: only(keys), markets };
  }
  return best?.replies;
}

/** Reads a collection with only these entries: the number of markets, or how that fails. */
type Attempt = (keys: readonly Key[]) => Promise<number | string>;

/** The keys of entries that can be read: halves with one that cannot are divided further. */
async function readableKeys(keys: readonly Key[], attempt: Attempt): Promise<readonly Key[]> {
  if (typeof (await attempt(keys)) === 'number') return keys;
  if (keys.length < 2) return [];
  const half = keys.length >> 1;
  return [
    ...(await readableKeys(keys.slice(0, half), attempt)),
    ...(await readableKeys(keys.slice(half), attempt)),
  ];
}

/** How deep a list of markets lies in a reply at most: `{ result: { data: [] } }`. */
const DEEPEST = 3;
/** The list of markets is one of the largest. */
const MOST = 8;

/** What may be the list of markets, largest first. */
function collectionsIn(replies: Replies): readonly Collection[] {
  const found: Collection[] = [];
  const visit = (value: unknown, request: string, path: readonly Key[]): void => {
    if (typeof value !== 'object' || value === null) return;
    const keys: readonly Key[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    if (keys.length > 0) found.push({ request, path, keys });
    if (path.length < DEEPEST && keys.length < 10)
      for (const key of keys) visit(childOf(value, key), request, [...path, key]);
  };
  for (const [request, reply] of replies) visit(reply, request, []);
  return found.toSorted((a, b) => b.keys.length - a.keys.length).slice(0, MOST);
}

/** `replies` with only these entries of a collection. */
function withOnly(replies: Replies, { request, path }: Collection, keys: readonly Key[]): Replies {
  const reduced = (value: unknown, rest: readonly Key[]): unknown => {
    const [key, ...deeper] = rest;
    if (key !== undefined) {
      const child = reduced(childOf(value, key), deeper);
      return Array.isArray(value) ? value.with(Number(key), child) : { ...(value as object), [key]: child };
    }
    if (Array.isArray(value)) return keys.map((one) => childOf(value, one));
    return Object.fromEntries(keys.map((one) => [one, childOf(value, one)]));
  };
  return new Map(replies).set(request, reduced(replies.get(request), path));
}

const childOf = (value: unknown, key: Key): unknown => (value as Readonly<Record<Key, unknown>>)[key];
