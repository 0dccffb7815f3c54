/**
 * What went wrong between us and an exchange, and whether asking again can help. ccxt's classes say part of it: it files
 * 403, 404 and 451 under what passes by itself, and an answer that breaks off has no class at all.
 */

import { escapeControl, quoted } from '../text/escape.ts';
import type { HindcastError } from '../errors.ts';
import { NetworkError, NotFoundError } from '../errors.ts';

/** An HTTP reply, as far as it came. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A call that failed. Only the retries see it; beyond them there is `error`. */
export class ExchangeFailure extends Error {
  readonly error: HindcastError;
  readonly isWorthRetrying: boolean;
  /** How long the exchange asked us to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(error: HindcastError, isWorthRetrying: boolean, retryAfterMs?: number) {
    super(error.message, { cause: error });
    this.error = error;
    this.isWorthRetrying = isWorthRetrying;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface FailureContext {
  readonly exchange: string;
  /** What was asked for, to follow "while": `loading the markets`. */
  readonly task: string;
  /** The reply that the call ended with, if one came. */
  readonly reply: Reply | undefined;
  /** Whether anything was sent. */
  readonly wasSent: boolean;
  readonly usesProxy: boolean;
  /** The exchange's time, from which a `Retry-After` with a date counts. */
  readonly now: number;
}

/** Refusals that stay refusals: an exchange that does not want us is not asked again. */
const FINAL = new Set([401, 403, 404, 405, 410, 451]);
/** Classes of ccxt that say "too fast" or "not now", whatever the status. */
const SLOW_DOWN = ['RateLimitExceeded', 'DDoSProtection', 'OnMaintenance', 'InvalidNonce', 'RequestTimeout'];

/** The failure that `thrown` stands for; `undefined` where it has nothing to do with the exchange: a bug of ours. */
export function failureOf(thrown: unknown, context: FailureContext): ExchangeFailure | undefined {
  const { exchange, task, reply, wasSent } = context;
  if (!(thrown instanceof Error)) return undefined;
  const isFromCcxt = isA(thrown, 'BaseError');
  if (!isFromCcxt && !wasSent) return undefined;
  const status = reply?.status ?? 0;
  const final = (message: string, hint: string) =>
    new ExchangeFailure(new NetworkError(message, { hint, cause: thrown }), false);
  if (isA(thrown, 'BadSymbol')) {
    const error = new NotFoundError(`${exchange} does not know the symbol: ${said(thrown, reply)}`, {
      hint: 'see `hindcast exchanges` for what there is',
      cause: thrown,
    });
    return new ExchangeFailure(error, false);
  }
  if (status === 403 || status === 451) {
    return final(
      `${exchange} does not serve this address (HTTP ${status})`,
      'try another exchange, or go through a proxy with `--proxy`',
    );
  }
  if (/was not followed/.test(thrown.message)) {
    return final(
      `${exchange} sends us elsewhere, which is not followed: ${said(thrown, reply)}`,
      'a page that asks to log in may be in between; check the network or `--proxy`',
    );
  }
  if (context.usesProxy && reply === undefined && /ECONNREFUSED|Proxy response|proxy/i.test(thrown.message)) {
    return final(
      'the proxy cannot be reached, or refuses',
      'check `--proxy`, or HTTPS_PROXY and HTTP_PROXY in the environment',
    );
  }
  const isSlowDown = SLOW_DOWN.some((name) => isA(thrown, name));
  const isFinal = isFromCcxt
    ? FINAL.has(status) || (!isSlowDown && (status === 400 || !isA(thrown, 'OperationFailed')))
    : false;
  if (isFinal) {
    return final(
      `${exchange} refused${status >= 400 ? ` (HTTP ${status})` : ''}: ${said(thrown, reply)}`,
      'asking again would not help; if the options are right, ccxt may be behind a change of the exchange',
    );
  }
  const how = status >= 400 ? `HTTP ${status}` : said(thrown, reply);
  const error = new NetworkError(`${exchange} could not be asked while ${task}: ${how}`, {
    hint: 'try again later; the same command goes on where this one ended',
    cause: thrown,
  });
  return new ExchangeFailure(error, true, pauseOf(reply, context.now));
}

/** The failure of a reply with status 200 that is not what was asked for: HTML, JSON that breaks off, an empty object. */
export function malformed(exchange: string, task: string, reply: Reply | undefined): ExchangeFailure {
  const body = reply?.body.trim() ?? '';
  const what = /^<(?:!doctype|html)/i.test(body) ? 'an HTML page' : body === '' ? 'nothing' : quoted(body);
  const error = new NetworkError(`expected data from ${exchange} while ${task}, got ${what}`, {
    hint: 'a page in between may ask to log in; try again later, or check the network and `--proxy`',
  });
  return new ExchangeFailure(error, true);
}

/** `Retry-After` in milliseconds: seconds, or a date. */
function pauseOf(reply: Reply | undefined, now: number): number | undefined {
  const text = reply?.headers['Retry-After'];
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return 1000 * Number(text);
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}

/** What the exchange said, in a line. */
function said(error: Error, reply: Reply | undefined): string {
  const body = reply?.body.trim() ?? '';
  if (body.startsWith('<')) return 'an HTML page';
  const text = reply !== undefined && reply.status >= 400 && body !== '' ? body : error.message;
  const longest = 160;
  const line = escapeControl(text.slice(0, longest));
  return text.length > longest ? `${line}…` : line;
}

/** Whether an error is of a class of this name. By name, since ccxt is loaded only where something is fetched. */
function isA(error: Error, name: string): boolean {
  for (
    let prototype: unknown = error;
    prototype instanceof Error;
    prototype = Object.getPrototypeOf(prototype)
  )
    if (Object.getPrototypeOf(prototype)?.constructor?.name === name) return true;
  return false;
}
