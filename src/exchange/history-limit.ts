/** Finds out whether an exchange has only its last so many candles. */

import type { RequestedPage } from './page-reader.ts';
import type { CandleSource } from './candle-source.ts';

/** The exchange has nothing older than its last `candles` candles, the running one included. */
export interface HistoryLimit {
  readonly candles: number;
  /** Open of the first of them. */
  readonly first: number;
}

/** What is known when the first page with candles has come. */
export interface FirstPage {
  /** First open that the caller wants, and the one that was asked for. */
  readonly wanted: number;
  readonly start: number;
  readonly page: RequestedPage;
  /** Open of the first candle found. */
  readonly first: number;
  readonly end: number;
  readonly isResumed: boolean;
}

/**
 * The limit of the history, if there is one. It is either known of the exchange, or visible in the first page: a full
 * page that starts at least a page late, has nothing before it and reaches now. (The page of a new market is not full.)
 */
export function historyLimit(
  source: CandleSource,
  { wanted, start, page, first, end, isResumed }: FirstPage,
): HistoryLimit | undefined {
  const { ms, pageSize, history } = source;
  if (history === 'all' || first === wanted) return undefined;
  if (typeof history === 'number')
    return start > wanted && first - start <= ms ? { candles: history, first } : undefined;
  if (history === 'recent') return { candles: (end - first) / ms, first };
  const last = page.candles[page.candles.length - 1][0];
  const isFullPage = page.rows >= pageSize && page.candles[0][0] === first;
  const isLate = isResumed || first - wanted >= pageSize * ms;
  return isFullPage && isLate && last + ms >= end ? { candles: page.rows, first } : undefined;
}

/** The limit of the history, if only candles before `until` were asked for and a full page of the last ones came. */
export function historyLimitAfter(
  { ms, pageSize, history, now }: CandleSource,
  { rows, next, last }: RequestedPage,
  until: number,
): HistoryLimit | undefined {
  const isAllThereIs = rows >= pageSize && next >= until && last + ms > now();
  return history !== 'all' && isAllThereIs ? { candles: rows, first: next } : undefined;
}
