/** Types of `venues.mjs`. */

export interface PagedVenue {
  readonly id: string;
  readonly name?: string;
  readonly symbol: string;
  readonly rule: { readonly assumed?: string };
}

export const VENUES: readonly PagedVenue[];
