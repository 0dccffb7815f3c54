/** The volume of a candle in the base currency, where an exchange gives two volumes and it is not certain which is which. */

/**
 * Of two volumes of one candle, the one in the base currency: the other is about it times the price.
 * @param price - any price of the candle
 */
export function baseVolume(one: number, other: number, price: number): number {
  return Math.abs(one * price - other) <= Math.abs(other * price - one) ? one : other;
}
