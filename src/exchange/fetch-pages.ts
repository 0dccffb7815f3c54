/**
 * Fetches a history page by page, oldest first, with plain requests for "candles from here on".
 *
 * - The next page starts after the last candle of a page, so that a shortened page skips nothing. An empty page is not
 *   the end: longer candles, if there are any, show where trading resumes; otherwise the window moves on until now.
 * - If the first candles come late, the exchange may need another way of asking, or may not go back further
 *   (`history-limit.ts`).
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
import { findGone, findLimit, lookBefore } from './history-limit.ts';
import type { RecheckedHoles } from './recheck-holes.ts';
import { MARGIN, recheckHole, recheckInside, recheckStart } from './recheck-holes.ts';

export interface Page {
  readonly candles: Ohlcv;
  /** Holes that were asked for twice, including those before the first candle of the market. */
  readonly gaps: readonly Hole[];
  /** Everything that opens before this time is done. */
  readonly through: number;
  /** Where the fetch will end: the first open that is not wanted, or whose candle is not closed yet. */
  readonly end: number;
  /** Set if the exchange has none of the older candles that were wanted. Then a gap before its first candle is not a gap of the market. */
  readonly historyLimit: HistoryLimit | undefined;
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
export async function* fetchPages(source: CandleSource, range: PagingRange): AsyncGenerator<Page, PagingEnd> {
  const { ms } = source;
  const { since, until = Infinity, isHole = false } = range;
  const reader = new PageReader(source, until);
  const wanted = Math.ceil(since / ms) * ms;
  const start = Math.max(wanted, source.earliest?.() ?? -Infinity);
  const look = new FirstLook(reader, wanted, range);
  let cursor = start;
  let emptyFrom: number | undefined;
  const recheckBefore = (from: number, to: number): Promise<RecheckedHoles> =>
    look.isOver ? recheckHole(reader, from, to) : recheckStart(reader, from, to);
  while (cursor < reader.end()) {
    const count = Math.min(source.pageSize, Math.ceil((until - cursor) / ms) + MARGIN);
    const page = await look.wholeIfLate(await reader.request(cursor, count), cursor, count);
    const from = emptyFrom ?? cursor;
    if (page.candles.length === 0) {
      if (page.problem !== undefined) throw invalidRowError(source, page.problem);
      if (await look.asksOtherwise(page, page.next)) {
        [cursor, emptyFrom] = [start, undefined];
        continue;
      }
      emptyFrom = from;
      cursor = await reader.continueAfterEmpty(cursor + count * ms, page.next);
      if (!look.isOver) cursor = await reader.skipGone(from, cursor);
      yield { candles: toColumns([]), gaps: [], through: from, end: reader.end(), historyLimit: look.limit };
      continue;
    }
    const before = await recheckBefore(from, page.candles[0][0]);
    const [first] = before.candles.at(0) ?? page.candles[0];
    if (await look.asksOtherwise(page, first)) {
      [cursor, emptyFrom] = [start, undefined];
      continue;
    }
    look.isOver = true;
    const { candles, gaps, problem } = await completePage(reader, page, before);
    emptyFrom = undefined;
    cursor = candles[candles.length - 1][0] + ms;
    yield {
      candles: toColumns(candles),
      gaps,
      through: cursor,
      end: reader.end(),
      historyLimit: look.limit,
    };
    if (problem !== undefined) throw invalidRowError(source, problem);
  }
  await look.atEnd(start);
  if (emptyFrom !== undefined && isHole) {
    const { candles, missing, problem } = await recheckBefore(emptyFrom, until);
    yield {
      candles: toColumns(candles),
      gaps: missing,
      through: until,
      end: until,
      historyLimit: look.limit,
    };
    if (problem !== undefined) throw invalidRowError(source, problem);
  }
  return { duplicates: reader.duplicates, historyLimit: look.limit };
}

/** What the first candles show about the exchange: how to ask it, and how far back it goes. */
class FirstLook {
  readonly #reader: PageReader;
  readonly #wanted: number;
  readonly #isResumed: boolean;
  limit: HistoryLimit | undefined;
  /** Whether wanted candles have come. */
  isOver = false;
  #hasLooked = false;

  constructor(reader: PageReader, wanted: number, { isResumed = false }: PagingRange) {
    this.#reader = reader;
    this.#wanted = wanted;
    this.#isResumed = isResumed;
  }

  /** `page`, or a whole one in its place if nothing wanted came: only that shows how far back the exchange goes. */
  async wholeIfLate(page: RequestedPage, cursor: number, count: number): Promise<RequestedPage> {
    const { pageSize } = this.#reader.source;
    const isLate = page.rows > 0 && page.candles.length === 0 && page.oldest > this.#wanted;
    return isLate && !this.#hasLooked && !this.isOver && count < pageSize
      ? this.#reader.request(cursor, pageSize)
      : page;
  }

  /**
   * Whether the exchange is asked in another way from now on, so that everything must be requested again.
   * @param first - open of the first candle that came, wanted or not; -Infinity if none came
   */
  async asksOtherwise(page: RequestedPage, first: number): Promise<boolean> {
    const { source } = this.#reader;
    const late = { page, from: this.#wanted, first, isResumed: this.#isResumed };
    const isLate = first > this.#wanted && page.oldest > this.#wanted;
    if (this.#hasLooked || this.isOver || !isLate || source.history === 'all') return false;
    this.#hasLooked = true;
    const before = await lookBefore(this.#reader, late);
    if (before === 'hidden' && source.askByEnd !== undefined) {
      source.askByEnd();
      this.#hasLooked = false;
      return true;
    }
    if (before !== 'older') this.limit = await findLimit(this.#reader, late, before);
    return false;
  }

  /**
   * Looks for the reason if nothing has come.
   * @param start - the first open that could be asked for
   */
  async atEnd(start: number): Promise<void> {
    const { source } = this.#reader;
    const end = this.#reader.end();
    if (this.isOver || this.limit !== undefined || source.history === 'all' || end <= this.#wanted) return;
    const { history } = source;
    this.limit =
      typeof history === 'number' && start > this.#wanted && end <= start
        ? { kind: 'count', candles: history, first: start }
        : await findGone(this.#reader, this.#wanted, end);
  }
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
