/** How forecasts become positions and what trading costs: options of an evaluation, which no fit and no run depends on. */

export const positionNames = ['long-flat', 'long-short'] as const;
/** `long-flat` holds the market or cash; `long-short` sells it short where a fall is forecast. */
export type PositionName = (typeof positionNames)[number];

export const fillNames = ['close', 'next-open'] as const;
/** Where a decision is filled: at the close of the origin, or at the open of the next row. */
export type FillName = (typeof fillNames)[number];

export interface WorthOptions {
  /** Paid per unit of a change of the position, as a ratio: 0.001 is 10 bp. */
  readonly cost: number;
  readonly position: PositionName;
  /** Smallest forecast change, as a ratio of the value at the origin, that is followed. */
  readonly minEdge: number;
  readonly fill: FillName;
  /**
   * Percent: only forecasts are followed whose interval of this level excludes the value at the origin, of classes those with at least
   * this probability; `null` follows all.
   */
  readonly confident: number | null;
}
