/** Which gaps count as missing candles. */

import type { Gap, StoredSeries } from '../../store/store.ts';

/** Between the first and the last candle; a confirmed hole before the first is no gap in what is stored. */
export function isInner({ from }: Gap, { first, last }: StoredSeries): boolean {
  return from > first && from < last;
}
