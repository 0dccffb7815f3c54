/**
 * Turns errors of ccxt and of the network into ours, and decides whether a retry can help. The classes of ccxt are not
 * enough for that: an incomplete answer has no class at all.
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

/** A call that failed. Only retries see it; its callers get `error`. */
export class ExchangeFailure extends Error {
  readonly error: HindcastError;
  readonly isWorthRetrying: boolean;
  /** Wait that the exchange asks for. */
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
  /** What was requested, to follow "while": `loading its markets`. */
  readonly task: string;
  /** The last reply of the call, if one came. */
  readonly reply: Reply | undefined;
  /** Whether anything was sent. */
  readonly wasSent: boolean;
  readonly usesProxy: boolean;
  /** The exchange's time, for a `Retry-After` with a date. */
  readonly now: number;
}

/** Status codes that no retry changes. ccxt counts 403, 404 and 451 as temporary. */
const FINAL_STATUS = new Set([401, 403, 404, 405, 410, 451]);
/** Classes of ccxt that mean "too fast" or "not now", whatever the status. */
const TEMPORARY_CLASSES = [
  'RateLimitExceeded',
  'DDoSProtection',
  'OnMaintenance',
  'InvalidNonce',
  'RequestTimeout',
];

/** The failure behind `thrown`; `undefined` if it has nothing to do with the exchange, which is a bug of ours. */
export function failureOf(thrown: unknown, context: FailureContext): ExchangeFailure | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if (!isOfClass(thrown, 'BaseError') && !context.wasSent) return undefined;
  const final = finalError(thrown, context);
  if (final !== undefined) return new ExchangeFailure(final, false);
  const { exchange, task, reply, now } = context;
  const reason =
    reply !== undefined && reply.status >= 400 ? `HTTP ${reply.status}` : reasonOf(thrown, reply);
  const error = new NetworkError(`${exchange} failed while ${task}: ${reason}`, {
    hint: 'try again later; the same command continues where this one stopped',
    cause: thrown,
  });
  return new ExchangeFailure(error, true, retryAfter(reply, now));
}

/** The error of a failure that a retry cannot change; `undefined` for one that may pass. */
function finalError(thrown: Error, context: FailureContext): HindcastError | undefined {
  const { exchange, reply, usesProxy } = context;
  const status = reply?.status ?? 0;
  const error = (message: string, hint: string) => new NetworkError(message, { hint, cause: thrown });
  if (isOfClass(thrown, 'BadSymbol'))
    return new NotFoundError(`${exchange} does not know the symbol: ${reasonOf(thrown, reply)}`, {
      hint: 'check the symbol; see `hindcast exchanges` for other exchanges',
      cause: thrown,
    });
  if (status === 403 || status === 451)
    return error(
      `${exchange} does not serve your IP address (HTTP ${status})`,
      'try another exchange, or use a proxy with `--proxy`',
    );
  if (thrown.message.includes('was not followed'))
    return error(
      `${exchange} redirected the request, which is not followed: ${reasonOf(thrown, reply)}`,
      'the network may require a login; check the network or `--proxy`',
    );
  if (usesProxy && reply === undefined && /ECONNREFUSED|Proxy response|proxy/i.test(thrown.message))
    return error(
      'the proxy cannot be reached, or refused the connection',
      'check `--proxy`, or HTTPS_PROXY and HTTP_PROXY in the environment',
    );
  if (!isRefusal(thrown, status)) return undefined;
  return error(
    `${exchange} refused the request${status >= 400 ? ` (HTTP ${status})` : ''}: ${reasonOf(thrown, reply)}`,
    'a retry would not help; if the options are right, ccxt may not support a change of the exchange yet',
  );
}

/** Whether the exchange will answer the same request in the same way. */
function isRefusal(thrown: Error, status: number): boolean {
  if (!isOfClass(thrown, 'BaseError')) return false;
  if (FINAL_STATUS.has(status)) return true;
  const isTemporary = TEMPORARY_CLASSES.some((name) => isOfClass(thrown, name));
  return !isTemporary && (status === 400 || !isOfClass(thrown, 'OperationFailed'));
}

/** The failure of a reply with status 200 that is not an answer: HTML, incomplete JSON, an empty object. */
export function unexpectedReply(exchange: string, task: string, reply: Reply | undefined): ExchangeFailure {
  const body = reply?.body.trim() ?? '';
  const got = /^<(?:!doctype|html)/i.test(body) ? 'an HTML page' : body === '' ? 'nothing' : quoted(body);
  const error = new NetworkError(`expected data from ${exchange} while ${task}, got ${got}`, {
    hint: 'the network may require a login; try again later, or check the network and `--proxy`',
  });
  return new ExchangeFailure(error, true);
}

/** `Retry-After` in milliseconds: seconds, or a date. */
function retryAfter(reply: Reply | undefined, now: number): number | undefined {
  const text = reply?.headers['Retry-After'];
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return 1000 * Number(text);
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}

/** The exchange's own message, in one line. */
function reasonOf(error: Error, reply: Reply | undefined): string {
  const body = reply?.body.trim() ?? '';
  if (body.startsWith('<')) return 'an HTML page';
  const text = reply !== undefined && reply.status >= 400 && body !== '' ? body : error.message;
  const longest = 160;
  const line = escapeControl(text.slice(0, longest));
  return text.length > longest ? `${line}…` : line;
}

/** Whether an error is of the class with this name. By name, since ccxt is loaded only when it is needed. */
function isOfClass(error: Error, name: string): boolean {
  for (
    let prototype: unknown = error;
    prototype instanceof Error;
    prototype = Object.getPrototypeOf(prototype)
  )
    if (Object.getPrototypeOf(prototype)?.constructor?.name === name) return true;
  return false;
}
