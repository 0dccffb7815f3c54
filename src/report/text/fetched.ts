/** A line per fetched market. */

import { formatMarket } from '../../data/market.ts';
import { formatCount, formatTime, plural } from '../format/units.ts';
import type { FetchedMarket } from '../inputs.ts';
import { renderCandleUpdate } from './candle-update.ts';

/** What was written, and what the store contains now. */
export function renderFetched(markets: readonly FetchedMarket[]): string {
  return markets
    .map(({ market, update, series, error }) => {
      if (series === undefined) return `${formatMarket(market)}: nothing is stored`;
      const notes = [
        renderCandleUpdate({ market, written: update, series }),
        ...(update.isFromStart && update.historyLimit === undefined ? ['this is the full history'] : []),
        ...(update.missing === 0
          ? []
          : [`${plural(update.missing, 'candle')} missing, confirmed by a second request`]),
        ...(error === undefined ? [] : ['not up to date']),
      ];
      return notes.join('; ');
    })
    .join('\n');
}

/** A warning if the exchange's history is shorter than requested; else `undefined`. */
export function limitWarning({ market, update, series }: FetchedMarket): string | undefined {
  const limit = update.historyLimit;
  if (limit === undefined) return undefined;
  const { candles, first, wanted } = limit;
  const name = formatMarket(market);
  const only = `${market.exchange} offers only its latest ${formatCount(candles)} candles of ${market.timeframe}`;
  return series !== undefined && series.first < first
    ? `${only}: missing candles of \`${name}\` from ${formatTime(wanted)} to ${formatTime(first)} are not available`
    : `${only}: \`${name}\` starts at ${formatTime(first)}, not at ${formatTime(wanted)}`;
}
