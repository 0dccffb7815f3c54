/** Requests every gap of a stored market again, confirmed ones too: exchanges sometimes fill outages later. */

import type { CandleSource } from '../exchange/candle-source.ts';
import type { Store } from './store.ts';
import type { MarketUpdate, UpdateOptions } from './update.ts';
import { spansOf, takePages } from './update.ts';

/** Fetches candles in a market's gaps that are available now; `update` counts them, also if this throws. */
export async function repairMarket(
  store: Store,
  source: CandleSource,
  update: MarketUpdate,
  options: Pick<UpdateOptions, 'onProgress'>,
): Promise<void> {
  for (const { from, to } of spansOf(store.gaps(update.market), source))
    await takePages(store, source, update, { since: from, until: to + source.ms, isHole: true }, options);
}
