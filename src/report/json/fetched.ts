/** Fetched markets as JSON. */

import { formatTime } from '../format/units.ts';
import type { FetchedMarket } from '../inputs.ts';
import { revisionJson } from './candle-update.ts';
import { SCHEMA, toText } from './document.ts';

export function fetchedJson(
  type: string,
  {
    markets,
    requests,
    warnings,
  }: { markets: readonly FetchedMarket[]; requests: number; warnings: readonly string[] },
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
      error:
        error === undefined
          ? null
          : { code: error.code, exit: error.exit, message: error.message, hint: error.hint ?? null },
    })),
    warnings,
  });
}
