/**
 * Finds out why nothing came before a market's first candle: it was listed then, the exchange only keeps its latest
 * candles, or it gives older ones only to those who ask by an end.
 *
 * A limit is never taken for a listing. Before "nothing is older" is believed, a request with an earlier end is made,
 * and the longer candles are looked at: if there are some from before the first candle, the market was traded then.
 */

import type { PageReader, RequestedPage } from './page-reader.ts';
import { unlessRefused } from './page-reader.ts';

/** The exchange has nothing older than `first`. */
export interface HistoryLimit {
  /** Candles from there to now, the running one included. */
  readonly candles: number;
  readonly first: number;
  /** Whether it always gives the latest so many, as far as is known. */
  readonly isCount: boolean;
}

/** What a page without candles at its start leaves open. */
export interface LatePage {
  readonly page: RequestedPage;
  /** What was wanted, and did not come: from the first open to the first candle. */
  readonly from: number;
  readonly first: number;
  /** Whether there were candles just before `from`. */
  readonly isResumed: boolean;
}

/** Whether an exchange has candles before `first`: some in `hole`, only older ones, or none when asked. */
export async function lookBefore(
  { source }: PageReader,
  { from, first }: Pick<LatePage, 'from' | 'first'>,
): Promise<'hidden' | 'older' | 'none'> {
  const rows = await unlessRefused(async () => source.fetchBefore?.(first));
  const times = (rows ?? []).map(([time]) => time ?? NaN).filter((time) => time < first);
  if (times.some((time) => time >= from)) return 'hidden';
  return times.length > 0 ? 'older' : 'none';
}

/** The limit of the history, if nothing came before `first` because of one. */
export async function findLimit(reader: PageReader, late: LatePage): Promise<HistoryLimit | undefined> {
  const { ms, history } = reader.source;
  const { page, first } = late;
  if (history === 'all') return undefined;
  const isLatest = page.last + ms >= reader.running();
  const candles = (reader.running() - first) / ms + 1;
  // The running candle may be missing, and one may have opened since the request.
  const isKnown = (count: number): boolean => typeof history === 'number' && count >= history - 2;
  if (isKnown(candles) || (isLatest && isKnown(page.rows)))
    return { candles: Number(history), first, isCount: true };
  const isWhole = page.isFull && isLatest;
  const limit: HistoryLimit = { candles: isWhole ? page.rows : candles, first, isCount: isWhole };
  const wasTraded = await tradedBefore(reader, late);
  if (wasTraded ?? (history === 'recent' || isWhole)) return limit;
  return late.isResumed && isWhole ? limit : undefined;
}

/** Whether longer candles show trades before the first candle; `undefined` if there are no longer candles. */
async function tradedBefore(
  reader: PageReader,
  { from, first, isResumed }: LatePage,
): Promise<boolean | undefined> {
  const { longer } = reader.source;
  if (longer === undefined) return undefined;
  // Where older candles are known, only those within the hole count.
  const start = isResumed ? from : first - (longer.pageSize - 2) * longer.ms;
  const times = await reader.longerTimes(Math.max(0, reader.longerStart(start)));
  if (times === undefined || times.length === 0) return undefined;
  return times.some((time) => time + longer.ms <= first && (!isResumed || time >= from));
}
