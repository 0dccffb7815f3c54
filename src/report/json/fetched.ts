/** Fetched markets as JSON. */

import { formatTime } from '../format/units.ts';
import type { Market } from '../../data/market.ts';
import { formatMarket } from '../../data/market.ts';
import type { HindcastError } from '../../errors.ts';
import type { ColumnUpdate } from '../../store/update.ts';
import type { ChosenMarkets, FetchedMarket, NotFetchable } from '../inputs.ts';
import { revisionJson } from './candle-update.ts';
import { SCHEMA, toText } from './document.ts';
import type { Warning } from '../../text/warning.ts';
import { warningsJson } from './warnings.ts';

export function fetchedJson(
  type: string,
  {
    markets,
    chosen,
    leftOut,
    unfinished,
    requests,
    warnings,
  }: {
    readonly markets: readonly FetchedMarket[];
    readonly chosen: readonly ChosenMarkets[];
    readonly leftOut: readonly NotFetchable[];
    readonly unfinished: readonly Market[];
    readonly requests: number;
    readonly warnings: readonly Warning[];
  },
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
          : {
              kind: update.historyLimit.kind,
              candles: update.historyLimit.candles,
              from: formatTime(update.historyLimit.first),
            },
      columns: update.columns.map(columnJson),
      error: errorJson(error),
    })),
    chosen: chosen.map(({ exchange, timeframe, top, error }) => ({
      exchange,
      timeframe,
      quote: top?.quote ?? null,
      of: top?.of ?? 0,
      markets: top?.markets ?? [],
      leftOut: top?.leftOut ?? [],
      error: errorJson(error),
    })),
    unfinished: unfinished.map(formatMarket),
    leftOut: leftOut.map(({ market, why }) => ({ ...market, why })),
    ...warningsJson(warnings),
  });
}

function columnJson({ name, inserted, changed, limit }: ColumnUpdate): object {
  const missing = limit && { from: formatTime(limit.from), until: formatTime(limit.to) };
  return { name, inserted, changed, missing: missing ?? null };
}

function errorJson(error: HindcastError | undefined): object | null {
  if (error === undefined) return null;
  const { code, exit, message, hint = null } = error;
  return { code, exit, message, hint };
}
