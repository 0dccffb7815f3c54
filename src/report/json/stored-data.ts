/** Stored markets as JSON. */

import type { Market } from '../../data/market.ts';
import type { ColumnHistory } from '../../data/market-columns.ts';
import { digestOf } from '../../text/digest.ts';
import { formatMarket } from '../../data/market.ts';
import type { StoredSeries } from '../../store/store.ts';
import { isInner } from '../format/gaps.ts';
import { formatTime } from '../format/units.ts';
import type { DamagedData, StoredData } from '../inputs.ts';
import { revisionJson } from './candle-update.ts';
import { SCHEMA } from './document.ts';

export function dataListJson(data: readonly (StoredData | DamagedData)[], file: string): object {
  const series = data.map((one) =>
    'error' in one ? { ...marketJson(one.series), damaged: one.error.message } : summaryJson(one),
  );
  return { schema: SCHEMA, type: 'data', store: file, series };
}

export function dataOfMarketJson(data: StoredData, file: string): object {
  return {
    schema: SCHEMA,
    type: 'data',
    store: file,
    series: [
      {
        ...summaryJson(data),
        runs: data.runs,
        gapLedger: data.gaps.map((gap) => ({
          from: formatTime(gap.from),
          to: formatTime(gap.to),
          candles: gap.candles,
          asked: gap.asked,
          firstAskedAt: isoOrNull(gap.firstAskedAt),
          lastAskedAt: isoOrNull(gap.lastAskedAt),
        })),
        revisionList: data.revisions.map(revisionJson),
      },
    ],
  };
}

function summaryJson({ series, columns, gaps, revisions, repeats, digest }: StoredData): object {
  const inner = gaps.filter((gap) => isInner(gap, series));
  return {
    ...marketJson(series),
    gaps: inner.length,
    missing: inner.reduce((sum, { candles }) => sum + candles, 0),
    unconfirmed: inner.filter(({ asked }) => asked === 0).reduce((sum, { candles }) => sum + candles, 0),
    duplicates: repeats,
    revisions: revisions.length,
    updatedAt: new Date(series.updatedAt).toISOString(),
    digest,
    columns: columns.map(columnJson),
  };
}

/** A column: its points, and the spans of time of which all of them are stored. */
function columnJson({ name, time, value, spans }: ColumnHistory): object {
  return {
    name,
    points: time.length,
    from: time.length === 0 ? null : formatTime(time[0]),
    to: time.length === 0 ? null : formatTime(time[time.length - 1]),
    spans: spans.map(({ from, to }) => ({ from: formatTime(from), until: formatTime(to) })),
    digest: digestOf(time, value),
  };
}

function marketJson({ exchange, symbol, timeframe, rows, first, last }: StoredSeries): object {
  const market: Market = { exchange, symbol, timeframe };
  return { id: formatMarket(market), ...market, rows, from: formatTime(first), to: formatTime(last) };
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
