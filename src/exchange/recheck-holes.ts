/**
 * Asks a second time for holes. Only what is missing twice counts as missing: windows that the exchange has shifted and
 * answers that were empty by mistake show in this way.
 */

import type { Hole } from '../data/holes.ts';
import { holesBetween, joinHoles } from '../data/holes.ts';
import { timeframeOf } from '../data/timeframe.ts';
import type { PageReader, RequestedPage } from './page-reader.ts';
import type { CandleRow } from './check-rows.ts';
import { mergeCandles } from './check-rows.ts';

export interface RecheckedHoles {
  /** Candles that came the second time. */
  readonly candles: readonly CandleRow[];
  readonly missing: readonly Hole[];
  readonly problem?: string | undefined;
}

/** Extra candles at both ends of a request, because exchanges count the ends differently. */
export const MARGIN = 2;

/** The longest hole that fits into one request. */
const mostOf = ({ source }: PageReader): number => Math.max(1, source.pageSize - 2 * MARGIN);

/** Requests the candles from `from` to before `to`, and a few around them. */
function askAround(reader: PageReader, from: number, to: number): Promise<RequestedPage> {
  const { ms, pageSize } = reader.source;
  const [start, count] = [from - MARGIN * ms, (to - from) / ms + 2 * MARGIN];
  return count <= pageSize
    ? reader.request(start, count, to, from)
    : reader.request(from, (to - from) / ms, to);
}

/**
 * Rechecks what lies between the start of the range and the first candle, which may be the market's listing. Asks only
 * for the window just before that candle, and goes on as long as candles come.
 */
export async function recheckStart(reader: PageReader, from: number, first: number): Promise<RecheckedHoles> {
  const { ms } = reader.source;
  let candles: readonly CandleRow[] = [];
  const missing: Hole[] = [];
  let until = first;
  while (from < until) {
    const since = Math.max(from, until - mostOf(reader) * ms);
    const found = await recheckHole(reader, since, until);
    if (found.candles.length === 0) return { candles, missing: [...missing, { from, to: until - ms }] };
    candles = mergeCandles(found.candles, candles);
    missing.push(...found.missing.filter((hole) => hole.from > found.candles[0][0]));
    if (found.problem !== undefined) return { candles, missing, problem: found.problem };
    until = found.candles[0][0];
  }
  return { candles, missing };
}

/** Asks for the candles from `from` on, before `to`, until no more come. */
export async function recheckHole(reader: PageReader, from: number, to: number): Promise<RecheckedHoles> {
  const { ms } = reader.source;
  const step = timeframeOf(ms);
  const found: CandleRow[] = [];
  const missing: Hole[] = [];
  const waiting: [from: number, to: number][] = from < to ? [[from, to]] : [];
  for (let hole = waiting.pop(); hole !== undefined; hole = waiting.pop()) {
    const [start] = hole;
    const stop = Math.min(hole[1], start + mostOf(reader) * ms);
    if (stop < hole[1]) waiting.push([stop, hole[1]]);
    const { candles, problem } = await askAround(reader, start, stop);
    if (problem !== undefined) return { candles: mergeCandles(sorted(found), candles), missing, problem };
    if (candles.length === 0) {
      missing.push({ from: start, to: stop - ms });
      continue;
    }
    found.push(...candles);
    missing.push(...holesBetween(timesOf(candles), step)); // missing from the first answer and from this one
    const [first, last] = [candles[0][0], candles[candles.length - 1][0]];
    if (last + ms < stop) waiting.push([last + ms, stop]);
    if (start < first) waiting.push([start, first]);
  }
  const ascending = missing.toSorted((a, b) => a.from - b.from);
  return { candles: sorted(found), missing: joinHoles(ascending, step) };
}

/** Asks once more for the span of the holes between the candles of a page. */
export async function recheckInside(
  reader: PageReader,
  candles: readonly CandleRow[],
): Promise<RecheckedHoles> {
  const { ms } = reader.source;
  const step = timeframeOf(ms);
  const holes = holesBetween(timesOf(candles), step);
  if (holes.length === 0) return { candles: [], missing: [] };
  const times = new Set(timesOf(candles));
  const found: CandleRow[] = [];
  const to = holes[holes.length - 1].to + ms;
  for (let from = holes[0].from; from < to; from += mostOf(reader) * ms) {
    const stop = Math.min(to, from + mostOf(reader) * ms);
    const page = await askAround(reader, from, stop);
    found.push(...page.candles.filter(([time]) => !times.has(time)));
    if (page.problem !== undefined) return { candles: found, missing: [], problem: page.problem };
  }
  return { candles: found, missing: holesBetween(timesOf(mergeCandles(candles, found)), step) };
}

function timesOf(candles: readonly CandleRow[]): readonly number[] {
  return candles.map(([time]) => time);
}

function sorted(candles: readonly CandleRow[]): readonly CandleRow[] {
  return candles.toSorted((a, b) => a[0] - b[0]);
}
