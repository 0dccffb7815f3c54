/** What came of fetching markets, for people and as JSON. */

import type { Market } from '../../data/market.ts';
import { formatMarket } from '../../data/market.ts';
import type { HindcastError } from '../../errors.ts';
import type { StoredSeries } from '../../store/store.ts';
import type { Update } from '../../store/update.ts';
import { SCHEMA, toText } from '../json/backtest.ts';
import { formatCount, formatTime, plural } from '../format/units.ts';
import { renderWritten, revisionJson } from './candle-update.ts';

export interface Fetched {
  readonly market: Market;
  readonly update: Update;
  /** The series as it is now; `undefined` where nothing is stored. */
  readonly series: StoredSeries | undefined;
  readonly error: HindcastError | undefined;
}

/** A line per market with what is stored of it now. */
export function renderFetched(markets: readonly Fetched[]): string {
  return markets
    .map(({ market, update, series, error }) => {
      if (series === undefined) return `${formatMarket(market)}: nothing is stored`;
      const notes = [
        renderWritten({ market, written: update, series }),
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
export function limitWarning({ market, update, series }: Fetched): string | undefined {
  const limit = update.historyLimit;
  if (limit === undefined) return undefined;
  const { candles, first, wanted } = limit;
  const name = formatMarket(market);
  const only = `${market.exchange} gives out its last ${formatCount(candles)} candles of ${market.timeframe} only`;
  return series !== undefined && series.first < first
    ? `${only}: what is missing of \`${name}\` from ${formatTime(wanted)} to ${formatTime(first)} cannot be had there`
    : `${only}: \`${name}\` starts at ${formatTime(first)}, not at ${formatTime(wanted)}`;
}

export function fetchedJson(
  type: string,
  {
    markets,
    requests,
    warnings,
  }: { markets: readonly Fetched[]; requests: number; warnings: readonly string[] },
): string {
  return toText({
    schema: SCHEMA,
    type,
    requests,
    markets: markets.map(({ market, update, series, error }) => ({
      ...market,
      inserted: update.inserted,
      unchanged: update.unchanged,
      revisions: update.revisions.map(revisionJson),
      missing: update.missing,
      duplicates: update.duplicates,
      rows: series?.rows ?? 0,
      from: series === undefined ? null : formatTime(series.first),
      to: series === undefined ? null : formatTime(series.last),
      historyLimit:
        update.historyLimit === undefined
          ? null
          : { candles: update.historyLimit.candles, from: formatTime(update.historyLimit.first) },
      error:
        error === undefined
          ? null
          : { code: error.code, exit: error.exit, message: error.message, hint: error.hint ?? null },
    })),
    warnings,
  });
}
