/** Types of `column-checks.mjs`. */

import type { FetchOutcome, FetchWanted } from './checks.mjs';
import type { ColumnVenue } from './contract-venues.mjs';

export interface ColumnProgram {
  readonly fetch: (wanted: FetchWanted & { readonly columns?: readonly string[] }) => Promise<FetchOutcome>;
  /** Opens of the stored candles, and the values of a column. */
  readonly values: (
    wanted: Pick<FetchWanted, 'exchange' | 'symbol' | 'store'> & {
      readonly timeframe: string;
      readonly name: string;
    },
  ) => Promise<{ readonly time: readonly number[]; readonly value: readonly number[] }>;
  readonly done?: (store: string) => void;
}

export const COLUMN_TITLES: readonly string[];
export function checkColumns(
  program: ColumnProgram,
  onColumn: (result: {
    readonly venue: ColumnVenue;
    readonly name: string;
    readonly problems: readonly (string | undefined)[];
    readonly requests: number;
  }) => void,
  venues?: readonly ColumnVenue[],
): Promise<void>;
