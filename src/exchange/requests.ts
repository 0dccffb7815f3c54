/** Sends one request at a time to an exchange, with retries, and tells failures from answers. */

import type { Exchange } from 'ccxt';
import { hidePath } from './base-url.ts';
import type { ExchangeClock } from './clock.ts';
import type { Reply } from './reply-message.ts';
import { failureOf, unexpectedReply } from './failure.ts';
import type { BodyBound, StreamedReply } from './read-body.ts';
import { CANDLES_BOUND, readBody } from './read-body.ts';
import type { Patience } from './retry.ts';
import { withRetries } from './retry.ts';

/** A whole call may take this long, including its wait in the queue and a slow connection. */
const DEADLINE_MS = 180_000;

export interface Requests {
  /**
   * What `call` resolves to, tried again after failures that may pass.
   * @param task - what is asked for, to follow "while"
   * @param isAnswer - whether a value is what was asked for
   * @param bound - how much of a reply is read; by default as much as candles need
   */
  readonly send: <T>(
    task: string,
    call: () => Promise<T>,
    isAnswer: (value: T) => boolean,
    bound?: BodyBound,
  ) => Promise<T>;
  /** Replies so far. */
  readonly replies: () => number;
  /** HTTP status of the last reply to the current call; `undefined` if none came. */
  readonly status: () => number | undefined;
}

export interface RequestOptions extends Patience {
  readonly clock: ExchangeClock;
  readonly usesProxy: boolean;
  /** What the requests are sent to instead of the exchange. */
  readonly baseUrl?: string | undefined;
  /** Ends the current call. */
  readonly signal: AbortSignal;
}

export function createRequests(exchange: Exchange, options: RequestOptions): Requests {
  const { clock, usesProxy, baseUrl, signal } = options;
  let reply: Reply | undefined;
  let replies = 0;
  let ending = new AbortController();
  let most = CANDLES_BOUND;
  exchange.undiciBody = async (streamed: StreamedReply, isBinary = false) => {
    const body = await readBody(streamed, most, ending.signal);
    return isBinary ? body : body.toString('utf8');
  };
  onReply(exchange, (received) => {
    replies++;
    reply = received;
    clock.note(received.headers.Date);
  });

  const sendOnce = async <T>(
    task: string,
    call: () => Promise<T>,
    isAnswer: (value: T) => boolean,
    bound: BodyBound,
  ): Promise<T> => {
    most = bound;
    reply = undefined;
    exchange.last_json_response = undefined;
    exchange.last_response_headers = undefined;
    exchange.last_request_url = undefined;
    ending = new AbortController();
    try {
      const value = await withDeadline(call(), signal);
      if (isAnswer(value)) return value;
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      if (baseUrl !== undefined) hidePath(thrown, baseUrl);
      const context = {
        exchange: exchange.id,
        task,
        reply,
        wasSent: exchange.last_request_url !== undefined,
        isJson: exchange.last_json_response !== undefined,
        usesProxy,
        now: clock.now(),
      };
      throw failureOf(thrown, context);
    } finally {
      ending.abort(); // of a call that took too long, the body may still be read
    }
    throw unexpectedReply(exchange.id, task, reply);
  };
  return {
    send: (task, call, isAnswer, bound = CANDLES_BOUND) =>
      withRetries(() => sendOnce(task, call, isAnswer, bound), options),
    replies: () => replies,
    status: () => reply?.status,
  };
}

/** Passes on every reply to `exchange` as it came: status, headers and body. */
function onReply(exchange: Exchange, receive: (reply: Reply) => void): void {
  const before = exchange.onRestResponse.bind(exchange);
  exchange.onRestResponse = (status: number, ...rest: unknown[]) => {
    const [, , , headers, body] = rest as [unknown, unknown, unknown, Record<string, string>, string];
    receive({ status, headers, body });
    return before(status, ...(rest as [string, string, string, string, string, string, string])) as string;
  };
}

/** `work`, unless `signal` or the deadline comes first: ccxt does not notice a body that stops halfway. */
async function withDeadline<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let stop = () => {};
  const other = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    timer = setTimeout(
      () => reject(new Error(`no complete reply within ${DEADLINE_MS / 1000} s`)),
      DEADLINE_MS,
    );
  });
  work.catch(() => {}); // its failure after the deadline is of no interest
  try {
    return await Promise.race([work, other]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
