/**
 * Finds out why nothing came before a market's first candle: it was listed then, the exchange keeps only its latest
 * candles, or it sends older ones only if asked by an end.
 *
 * A limit is never taken for a listing. Before "nothing is older" is believed, candles up to an earlier end are
 * requested, and longer candles are checked: if some are from before the first candle, the market was traded then.
 */

import type { PageReader, RequestedPage } from './page-reader.ts';
import { unlessRefused } from './page-reader.ts';

/** The exchange does not have candles that it once had. */
export interface HistoryLimit {
  /**
   * `count`: it always has the latest so many, as far as is known; `time`: it has none from before a time; `gone`: it has
   * none of those that were wanted.
   */
  readonly kind: 'count' | 'time' | 'gone';
  /** Open of the first candle that it has; if all are gone, the first open that was not wanted any more. */
  readonly first: number;
  /** Candles from there to now, including the open one. */
  readonly candles: number;
}

/** A page without candles at its start. */
export interface LatePage {
  readonly page: RequestedPage;
  /** The wanted candles that did not come: from the first open to the first candle. */
  readonly from: number;
  readonly first: number;
  /** Whether there were candles just before `from`. */
  readonly isResumed: boolean;
}

/**
 * What comes when the candles before `first` are asked for: some in the hole, only older ones, none, or others, since the
 * exchange takes no such request.
 */
export async function lookBefore(
  { source }: PageReader,
  { from, first }: Pick<LatePage, 'from' | 'first'>,
): Promise<'hidden' | 'older' | 'none' | 'others'> {
  const timesFrom = async (since?: number): Promise<readonly number[]> => {
    const rows = await unlessRefused(async () => source.fetchBefore?.(first, since));
    return (rows ?? []).map(([time]) => time ?? NaN);
  };
  const times = await timesFrom();
  if (times.length === 0) return 'none';
  const isHidden = (time: number): boolean => time >= from && time < first;
  if (times.some(isHidden)) return 'hidden';
  if (!times.some((time) => time < first)) return 'others';
  // A short page may end before the hole.
  return (await timesFrom(from)).some(isHidden) ? 'hidden' : 'older';
}

/** The limit of the history, if nothing came before `first` because of one. */
export async function findLimit(
  reader: PageReader,
  late: LatePage,
  before: 'hidden' | 'none' | 'others',
): Promise<HistoryLimit | undefined> {
  const { ms, history } = reader.source;
  const { page, first } = late;
  if (history === 'all') return undefined;
  const isLatest = page.last + ms >= reader.running();
  const candles = (reader.running() - first) / ms + 1;
  // The open candle may be missing, and one may have opened since the request.
  const isKnown = (count: number): boolean =>
    typeof history === 'number' && count >= history - 2 && count <= history + 2;
  if (isKnown(candles) || (isLatest && isKnown(page.rows)))
    return { kind: 'count', candles: Number(history), first };
  const isWhole = page.isFull && isLatest;
  const limit: HistoryLimit = isWhole
    ? { kind: 'count', candles: page.rows, first }
    : { kind: 'time', candles, first };
  const wasTraded = await tradedBefore(reader, late);
  if (wasTraded ?? (history === 'recent' || isWhole || (before !== 'none' && isLatest))) return limit;
  return late.isResumed && isWhole ? limit : undefined;
}

/** The limit of the history, if nothing came from `from` on, before `to`, where longer candles show trades. */
export async function findGone(
  reader: PageReader,
  from: number,
  to: number,
): Promise<HistoryLimit | undefined> {
  const candles = Math.max(0, (reader.running() - to) / reader.source.ms + 1);
  return (await tradedWithin(reader, from, to)) === true ? { kind: 'gone', candles, first: to } : undefined;
}

/** Whether longer candles show trades before the first candle; `undefined` if there are no longer candles. */
function tradedBefore(
  reader: PageReader,
  { from, first, isResumed }: LatePage,
): Promise<boolean | undefined> {
  // If older candles are known, only those within the hole count.
  return tradedWithin(reader, isResumed ? from : -Infinity, first);
}

/** Whether a longer candle lies between two times and has trades; `undefined` if there are no longer candles. */
async function tradedWithin(reader: PageReader, from: number, to: number): Promise<boolean | undefined> {
  const { longer } = reader.source;
  if (longer === undefined) return undefined;
  const start = Math.max(0, reader.longerStart(Math.max(from, to - (longer.pageSize - 2) * longer.ms)));
  const rows = await unlessRefused(() => longer.fetchRows(start, Math.ceil((to - start) / longer.ms)));
  if (rows === undefined || rows.length === 0) return undefined;
  // Some exchanges have longer candles for times without trades, with a volume of 0.
  return rows.some(([time, , , , , volume]) => {
    const open = time ?? NaN;
    return open >= from && open + longer.ms <= to && volume !== 0;
  });
}
