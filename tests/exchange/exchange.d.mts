/** Types of `exchange.mjs`. */

import type { IncomingHttpHeaders } from 'node:http';

export interface MarketOptions {
  readonly base: string;
  readonly quote: string;
  /** Of a contract: what it pays in, when it ends, and what it is of if it pays in its base currency. */
  readonly settle?: string;
  readonly expiry?: number;
  readonly contractSize?: number;
  /** First trade; nothing before. */
  readonly listed?: number;
  readonly delisted?: number;
  readonly price: number;
  readonly seed: number;
  /** Share of the candles in which nobody trades. */
  readonly sparse?: number;
  /** Traded in 24 hours, in the quote currency. Default 1,000,000. */
  readonly volume?: number;
  /** Outages: no candle opens from the first moment on, before the second. */
  readonly missing?: readonly (readonly [from: number, to: number])[];
}

export interface ServedMarket extends MarketOptions {
  listed: number;
  delisted: number;
  sparse: number;
  missing: (readonly [from: number, to: number])[];
  /** Times within which no funding rate and no open interest is known any more. */
  missingPoints?: readonly (readonly [from: number, to: number])[];
}

/** What a request is for; of contracts also their columns besides candles. */
export type RequestKind = 'candles' | 'markets' | 'tickers' | 'funding' | 'open-interest' | 'mark' | 'index';

export interface LoggedRequest {
  readonly venue: string;
  readonly kind: RequestKind;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** The exchange's time. */
  readonly at: number;
  readonly status: number;
}

export interface FaultOptions {
  readonly kind?: RequestKind | 'any';
  readonly times?: number;
  readonly skip?: number;
  readonly retryAfter?: number | string;
  readonly ms?: number;
  readonly keep?: number;
  readonly every?: number;
}

export class LocalExchange {
  constructor(options?: {
    readonly now?: number | (() => number);
    readonly markets?: readonly MarketOptions[];
  });
  clock: number | (() => number);
  pageLimit: number;
  markets: ServedMarket[];
  requests: LoggedRequest[];
  readonly url: string;
  now(): number;
  market(symbol: string): ServedMarket;
  revise(symbol: string, time: number, values: Readonly<Record<number, number | null>>, ms?: number): void;
  fail(name: string, options?: FaultOptions): void;
  heal(): void;
  holds(count?: number): Promise<void>;
  release(): void;
  candleRequests(): readonly LoggedRequest[];
  listen(port?: number): Promise<string>;
  close(): Promise<void>;
}

export const MARKETS: readonly ServedMarket[];
export function startExchange(
  options?: ConstructorParameters<typeof LocalExchange>[0],
): Promise<LocalExchange>;
