/** Which gaps count as missing candles. */

import type { StoredGap, StoredSeries } from '../../store/store.ts';

/** Whether a gap is between the first and the last candle; confirmed gaps before the first do not count. */
export function isInner({ from }: StoredGap, { first, last }: StoredSeries): boolean {
  return from > first && from < last;
}
