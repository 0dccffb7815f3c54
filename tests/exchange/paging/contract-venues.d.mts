/** Types of `contract-venues.mjs`. */

import type { PagedVenue } from './venues.mjs';

export interface ColumnVenue extends PagedVenue {
  readonly columns: Readonly<Record<string, { readonly rule: { readonly assumed?: string } }>>;
}

export const CONTRACTS: readonly PagedVenue[];
export const COLUMN_VENUES: readonly ColumnVenue[];
