/**
 * Fetches a history page by page, oldest first, with plain requests for "candles from here on".
 *
 * - The next page starts after the last candle of a page, so that a shortened page skips nothing. An empty page is not
 *   the end: daily candles, if there are any, show where trading resumes; otherwise the window moves on until now.
 * - A hole is asked for a second time before it counts as missing (`recheck-holes.ts`).
 * - Only candles that are closed by the exchange's clock are taken, and only possible ones. A page with other rows is
 *   asked for again; if they are still there, the fetch ends after the last valid row.
 */

import type { Ohlcv } from '../data/candles.ts';
import type { Hole } from '../data/holes.ts';
import { DataError } from '../errors.ts';
import type { RequestedPage } from './page-reader.ts';
import { PageReader } from './page-reader.ts';
import type { CandleSource } from './candle-source.ts';
import type { CandleRow } from './check-rows.ts';
import { mergeCandles, toColumns } from './check-rows.ts';
import type { HistoryLimit } from './history-limit.ts';
import { historyLimit, historyLimitAfter } from './history-limit.ts';
import type { RecheckedHoles } from './recheck-holes.ts';
import { recheckHole, recheckInside, recheckStart } from './recheck-holes.ts';

export interface Page {
  readonly candles: Ohlcv;
  /** Holes that were asked for twice, including those before the first candle of the market. */
  readonly gaps: readonly Hole[];
  /** Everything that opens before this time is done. */
  readonly through: number;
  /** Where the fetch will end: the first open that is not wanted, or whose candle is not closed yet. */
  readonly end: number;
}

export interface PagingEnd {
  /** Rows that came twice with the same values. */
  readonly duplicates: number;
  readonly historyLimit: HistoryLimit | undefined;
}

export interface PagingRange {
  /** First open that is wanted. */
  readonly since: number;
  /** Opens from here on are not wanted. */
  readonly until?: number;
  /** Whether there are candles from `until` on. Then candles missing before it are missing for good. */
  readonly isHole?: boolean;
  /** Whether there was a candle at `since` before. If it is gone now, candles after it may be gone too. */
  readonly isResumed?: boolean;
}

/**
 * Every closed candle that opens in the range, and the holes between them.
 * @throws DataError after the last valid row, if a page contains a row twice that cannot be right
 */
export async function* fetchPages(
  source: CandleSource,
  { since, until = Infinity, isHole = false, isResumed = false }: PagingRange,
): AsyncGenerator<Page, PagingEnd> {
  const { ms, pageSize } = source;
  const reader = new PageReader(source, until);
  const wanted = Math.ceil(since / ms) * ms;
  const start = Math.max(wanted, earliestOpen(source));
  let cursor = start;
  let emptyFrom: number | undefined;
  let isFirst = true;
  let limit: HistoryLimit | undefined;
  const recheckBefore = (from: number, to: number): Promise<RecheckedHoles> =>
    isFirst ? recheckStart(reader, from, to) : recheckHole(reader, from, to);
  while (cursor < reader.end()) {
    const count = Math.min(pageSize, Math.ceil((until - cursor) / ms));
    const page = await reader.request(cursor, count);
    const from = emptyFrom ?? cursor;
    if (page.candles.length === 0) {
      if (page.problem !== undefined) throw invalidRowError(source, page.problem);
      emptyFrom = from;
      limit ??= historyLimitAfter(source, page, until);
      cursor = await reader.continueAfterEmpty(cursor + count * ms, page.next);
      yield { candles: toColumns([]), gaps: [], through: from, end: reader.end() };
      continue;
    }
    const complete = await completePage(reader, page, await recheckBefore(from, page.candles[0][0]));
    const { candles, gaps, problem } = complete;
    if (isFirst) {
      const [first] = candles[0];
      limit ??= historyLimit(source, { wanted, start, page, first, end: reader.end(), isResumed });
    }
    isFirst = false;
    emptyFrom = undefined;
    cursor = candles[candles.length - 1][0] + ms;
    yield { candles: toColumns(candles), gaps, through: cursor, end: reader.end() };
    if (problem !== undefined) throw invalidRowError(source, problem);
  }
  if (emptyFrom !== undefined && isHole) {
    const { candles, missing, problem } = await recheckBefore(emptyFrom, until);
    yield { candles: toColumns(candles), gaps: missing, through: until, end: until };
    if (problem !== undefined) throw invalidRowError(source, problem);
  }
  return { duplicates: reader.duplicates, historyLimit: limit };
}

/** Open of the first candle that the exchange can have; -Infinity if unknown. */
function earliestOpen({ ms, history, now }: CandleSource): number {
  return typeof history === 'number' ? Math.floor(now() / ms) * ms - (history - 1) * ms : -Infinity;
}

/** The candles of a page with those that came when the holes before and inside it were asked for again. */
async function completePage(
  reader: PageReader,
  page: RequestedPage,
  before: RecheckedHoles,
): Promise<{
  readonly candles: readonly CandleRow[];
  readonly gaps: readonly Hole[];
  readonly problem: string | undefined;
}> {
  const inside = await recheckInside(reader, page.candles);
  return {
    candles: mergeCandles(mergeCandles(page.candles, before.candles), inside.candles),
    gaps: [...before.missing, ...inside.missing],
    problem: page.problem ?? before.problem ?? inside.problem,
  };
}

function invalidRowError(source: CandleSource, problem: string): DataError {
  return new DataError(`expected candles of \`${source.name}\`, got ${problem}, twice`, {
    hint: 'all candles before it are kept; try again later, or fetch up to that time with `--until`',
  });
}
