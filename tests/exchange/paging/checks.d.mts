/** Types of `checks.mjs`. */

import type { PagedVenue } from './venues.mjs';

export interface FetchWanted {
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe?: string;
  readonly since?: number;
  readonly until?: number;
  readonly now: number;
  readonly url: string;
  /** Path of the store. */
  readonly store: string;
}

export interface FetchOutcome {
  readonly exit: number;
  readonly error: string;
  readonly hint: string;
  readonly output: string;
}

export interface CheckedProgram {
  readonly fetch: (wanted: FetchWanted) => Promise<FetchOutcome>;
  /** Opens that are stored, or can be built. */
  readonly stored: (
    wanted: Pick<FetchWanted, 'exchange' | 'symbol' | 'store'> & { readonly timeframe: string },
  ) => Promise<readonly number[]>;
  readonly done?: (store: string) => void;
}

export const TITLES: readonly string[];
export function checkVenues(
  program: CheckedProgram,
  onVenue: (result: {
    readonly venue: PagedVenue;
    readonly problems: readonly (string | undefined)[];
    readonly requests: number;
  }) => void,
  venues?: readonly PagedVenue[],
): Promise<void>;
