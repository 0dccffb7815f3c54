/** Types of what tests read of `wire-binance.mjs`. */

export function fundingAt(time: number): number;
export function interestAt(time: number): number;
export const PRICES: { readonly mark: number; readonly index: number };
export const SETTLED_AFTER: number;
