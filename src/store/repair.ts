/** Asks an exchange again for every hole of a stored market, confirmed ones too: outages are sometimes filled later. */

import type { CandleSource } from '../exchange/candle-source.ts';
import type { Store } from './store.ts';
import type { MarketUpdate, UpdateOptions } from './update.ts';
import { spansOf, takePages } from './update.ts';

/** Fetches what has come to be of a market's holes; `update` counts it, also when this throws. */
export async function repairMarket(
  store: Store,
  source: CandleSource,
  update: MarketUpdate,
  options: Pick<UpdateOptions, 'onProgress'>,
): Promise<void> {
  for (const { from, to } of spansOf(store.gaps(update.market), source))
    await takePages(store, source, update, { since: from, until: to + source.ms, isHole: true }, options);
}
