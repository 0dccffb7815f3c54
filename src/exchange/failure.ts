/**
 * Turns errors of ccxt and of the network into ours, and decides whether a retry can help. The classes of ccxt are not
 * enough for that: an incomplete answer has no class at all, and ccxt's code throws TypeErrors over answers that it does
 * not expect.
 */

import type { HindcastError } from '../errors.ts';
import { NetworkError, NotFoundError } from '../errors.ts';
import { BodyTooLong } from './read-body.ts';
import type { Reply } from './reply-message.ts';
import { inOneLine, messageOf, secondsOf, statedTime } from './reply-message.ts';

/** The exchange will answer the same request in the same way. */
export class RefusedRequest extends NetworkError {}

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
  /** Whether the reply is JSON. */
  readonly isJson: boolean;
  /** The exchange's time, for a `Retry-After` with a date. */
  readonly now: number;
}

/** JSON that says nothing. Some of ccxt's code takes it for a refusal. */
const EMPTY_JSON = /^\s*(?:\{\s*\}|\[\s*\]|null|"")\s*$/;
/** Status codes that no retry changes. ccxt counts 403, 404 and 451 as temporary. */
const FINAL_STATUS = new Set([401, 403, 404, 405, 410, 451]);
/** Status codes that mean "too fast". */
const TOO_FAST = new Set([418, 429]);
/** Classes of ccxt that mean "too fast" or "not now", whatever the status. */
const TEMPORARY_CLASSES = [
  'RateLimitExceeded',
  'DDoSProtection',
  'OnMaintenance',
  'InvalidNonce',
  'RequestTimeout',
];
/** What programs throw when they meet what they do not expect. */
const BUGS = ['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'];

/** The failure behind what a call to ccxt has thrown, whatever it is. */
export function failureOf(thrown: unknown, context: FailureContext): ExchangeFailure {
  const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { exchange, task, reply, now } = context;
  if (reply !== undefined && reply.status < 400 && (!context.isJson || EMPTY_JSON.test(reply.body)))
    return unexpectedReply(exchange, task, reply, cause);
  const final = finalError(cause, context);
  if (final !== undefined) return new ExchangeFailure(final, false);
  const retryAfterMs = retryAfter(reply, now);
  const then = 'the same command continues where this one stopped';
  const error = new NetworkError(`${exchange} failed while ${task}: ${causeOf(cause, context)}`, {
    hint:
      retryAfterMs === undefined
        ? `try again later; ${then}`
        : `try again after ${secondsOf(now + retryAfterMs)}; ${then}`,
    cause,
  });
  return new ExchangeFailure(error, true, retryAfterMs);
}

/** What failed, for a failure that may pass. */
function causeOf(thrown: Error, { reply }: FailureContext): string {
  if (reply === undefined || reply.status < 400) {
    const isBug = BUGS.some((name) => isOfClass(thrown, name)) && !isOfClass(thrown, 'BaseError');
    return isBug ? `ccxt cannot read the answer: ${inOneLine(thrown.message)}` : reasonOf(thrown, reply);
  }
  return statusOf(reply);
}

/** The HTTP status, with what the exchange said. */
function statusOf(reply: Reply): string {
  const said = messageOf(reply);
  return said === '' ? `HTTP ${reply.status}` : `HTTP ${reply.status}: ${said}`;
}

/** The error of a failure that a retry cannot change; `undefined` for one that may pass. */
function finalError(thrown: Error, context: FailureContext): HindcastError | undefined {
  const { exchange, task, reply, usesProxy } = context;
  const status = reply?.status ?? 0;
  const error = (message: string, hint: string) => new NetworkError(message, { hint, cause: thrown });
  if (thrown instanceof BodyTooLong)
    return error(
      `${exchange} sent ${thrown.message} while ${task}, which is not read any further`,
      'no exchange sends that much; check the network, `--proxy` and `--base-url`',
    );
  if (isOfClass(thrown, 'BadSymbol'))
    return new NotFoundError(`${exchange} does not know the symbol: ${reasonOf(thrown, reply)}`, {
      hint: 'check the symbol; see `hindcast exchanges` for other exchanges',
      cause: thrown,
    });
  if (status === 403 || status === 451)
    return error(
      `${exchange} does not serve your IP address (${statusOf(reply!)})`,
      'try another exchange, or use a proxy with `--proxy`',
    );
  if (thrown.message.includes('was not followed'))
    return error(
      `${exchange} redirected the request, which is not followed: ${reasonOf(thrown, reply)}`,
      'the network may require a login; check the network or `--proxy`',
    );
  if (usesProxy && reply === undefined && /ECONNREFUSED|Proxy response|proxy/i.test(thrown.message))
    return error(
      'the proxy cannot be reached, or rejected the connection',
      'check `--proxy`, or HTTPS_PROXY and HTTP_PROXY in the environment',
    );
  if (!isOfClass(thrown, 'BaseError') && !context.wasSent)
    return error(
      `ccxt failed while ${task} of ${exchange}, before it sent a request: ${inOneLine(thrown.message)}`,
      'try another symbol, timeframe or exchange; `--debug` shows where ccxt failed',
    );
  if (!isRefusal(thrown, status)) return undefined;
  return new RefusedRequest(
    `${exchange} rejected the request${status >= 400 ? ` (HTTP ${status})` : ''}: ${reasonOf(thrown, reply)}`,
    {
      hint: 'a retry would not help. If the options are right, ccxt may not support a change of the exchange yet',
      cause: thrown,
    },
  );
}

/** Whether the exchange will answer the same request in the same way. */
function isRefusal(thrown: Error, status: number): boolean {
  if (!isOfClass(thrown, 'BaseError') || TOO_FAST.has(status) || status >= 500) return false;
  if (FINAL_STATUS.has(status)) return true;
  const isTemporary = TEMPORARY_CLASSES.some((name) => isOfClass(thrown, name));
  return !isTemporary && (status === 400 || !isOfClass(thrown, 'OperationFailed'));
}

/** The failure of a reply with status 200 that is not an answer: HTML, incomplete JSON, an empty object. */
export function unexpectedReply(
  exchange: string,
  task: string,
  reply: Reply | undefined,
  cause?: Error,
): ExchangeFailure {
  const got = reply === undefined || reply.body.trim() === '' ? 'nothing' : messageOf(reply);
  const error = new NetworkError(`expected data from ${exchange} while ${task}, got ${got}`, {
    hint: 'the exchange may be in maintenance, or the network may require a login; try again later, or check the network and `--proxy`',
    ...(cause !== undefined && { cause }),
  });
  return new ExchangeFailure(error, true);
}

/** `Retry-After` in milliseconds: seconds, or a date; else until the time that the exchange names in its message. */
function retryAfter(reply: Reply | undefined, now: number): number | undefined {
  if (reply === undefined) return undefined;
  const text = reply.headers['Retry-After'] ?? '';
  const time = /^\d+(?:\.\d+)?$/.test(text)
    ? now + 1000 * Number(text)
    : /[a-z]/i.test(text)
      ? Date.parse(text)
      : TOO_FAST.has(reply.status)
        ? (statedTime(messageOf(reply)) ?? NaN)
        : NaN;
  return time < now + LONGEST_WAIT_MS ? Math.max(0, time - now) : undefined;
}

/** Longer ones are not believed. */
const LONGEST_WAIT_MS = 366 * 86_400_000;

/** ccxt's own message, or that of the exchange, in one line. */
function reasonOf(error: Error, reply: Reply | undefined): string {
  const said = reply !== undefined && reply.status >= 400 ? messageOf(reply) : '';
  return said === '' ? inOneLine(error.message) : said;
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
