/** What came of fetching markets, for people and as JSON. */

import { formatMarket } from '../../data/market.ts';
import { formatCount, formatTime, plural } from '../format/units.ts';
import type { FetchedMarket } from '../inputs.ts';
import { renderCandleUpdate } from './candle-update.ts';

/** A line per market with what is stored of it now. */
export function renderFetched(markets: readonly FetchedMarket[]): string {
  return markets
    .map(({ market, update, series, error }) => {
      if (series === undefined) return `${formatMarket(market)}: nothing is stored`;
      const notes = [
        renderCandleUpdate({ market, written: update, series }),
        ...(update.isFromStart && update.historyLimit === undefined ? ['nothing is older'] : []),
        ...(update.missing === 0
          ? []
          : [`${plural(update.missing, 'candle')} missing in between, asked for twice`]),
        ...(error === undefined ? [] : ['not up to date']),
      ];
      return notes.join('; ');
    })
    .join('\n');
}

/** That an exchange does not go back as far as was asked; `undefined` where it does. */
export function limitWarning({ market, update, series }: FetchedMarket): string | undefined {
  const limit = update.historyLimit;
  if (limit === undefined) return undefined;
  const { candles, first, wanted } = limit;
  const name = formatMarket(market);
  const only = `${market.exchange} gives out its last ${formatCount(candles)} candles of ${market.timeframe} only`;
  return series !== undefined && series.first < first
    ? `${only}: what is missing of \`${name}\` from ${formatTime(wanted)} to ${formatTime(first)} cannot be had there`
    : `${only}: \`${name}\` starts at ${formatTime(first)}, not at ${formatTime(wanted)}`;
}
