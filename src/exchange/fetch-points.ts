/**
 * Fetches points page by page: values with the time at which each was known, such as funding rates.
 *
 * - Points between two times: one window after the other. What a window lacks at its ends or inside is asked for again, since an
 *   exchange may send fewer points than wanted, the oldest or the newest of them.
 * - Points up to a time, or by the number of a page: from now back, until they are old enough or there are no older ones.
 *
 * Each page tells of which span it has every point. Times before the first point are in no span: the exchange may not go back so far.
 */

import type { Span } from '../data/market-columns.ts';
import { median } from '../math/statistics.ts';
import type { PointsAsking } from './column-rules.ts';

export interface Point {
  readonly time: number;
  readonly value: number;
}

/** Points, ascending and once each, and the span of which these are all. */
export interface PointPage extends Span {
  readonly points: readonly Point[];
}

/** What is asked for: points from `from` on, up to `to`, both included. */
export interface PointRequest {
  readonly from: number;
  readonly to: number;
  /** Number of the page, from 0. */
  readonly page: number;
}

export interface PointSource {
  readonly asks: PointsAsking;
  /** Time that a window covers at most, milliseconds. */
  readonly span: number;
  /** Points of an answer at most, as far as is known. */
  readonly pageSize: number;
  /** The usual distance between points, milliseconds. */
  readonly usual: number;
  /** Points in any order, wanted or not. */
  readonly ask: (request: PointRequest) => Promise<readonly Point[]>;
}

export interface PointRange extends Span {
  /** Whether the points before `from` are known. */
  readonly isKnown: boolean;
}

/** That nothing new has come for so many usual distances is believed. */
const QUIET = 3;
/** A distance of so many usual ones is a hole. */
const HOLE = 1.5;
/** No outage is as long: an exchange that has nothing for longer may only have forgotten it. */
const FORGOTTEN_MS = 86_400_000;

/** Every point in the range. */
export async function* fetchPoints(source: PointSource, range: PointRange): AsyncGenerator<PointPage> {
  if (source.asks === 'between') yield* forward(source, range);
  else yield* backward(source, range);
}

async function* forward(source: PointSource, { from, to, isKnown }: PointRange): AsyncGenerator<PointPage> {
  let isFollowing = isKnown;
  for (let start = from; start < to;) {
    const end = Math.min(start + source.span, to);
    const points = await pointsWithin(source, start, end);
    const isQuiet = points.length === 0 && isFollowing && end - start <= QUIET * source.usual;
    const pages = isQuiet
      ? [{ points, from: start, to: end }]
      : pagesOf(points, { from: start, to: end, isKnown: isFollowing }, source.usual);
    yield* pages;
    isFollowing = pages.at(-1)?.to === end;
    start = end;
  }
}

/**
 * The points of a range, which is as long as they are known to be all: not over long times without one, and not before
 * the first one, unless what comes before the range is known.
 */
export function pagesOf(
  points: readonly Point[],
  { from, to, isKnown }: PointRange,
  usual: number,
): readonly PointPage[] {
  if (points.length === 0) return [];
  const most = Math.max(QUIET * usual, FORGOTTEN_MS);
  const starts = points.flatMap(({ time }, i) => (i === 0 || time - points[i - 1].time > most ? i : []));
  return starts.map((first, i) => {
    const own = points.slice(first, starts.at(i + 1));
    const last = own[own.length - 1].time;
    const isFollowing = i === 0 && isKnown && own[0].time - from <= most;
    const isOpen = i === starts.length - 1 && to - last <= most;
    return { points: own, from: isFollowing ? from : own[0].time, to: isOpen ? to : last + 1 };
  });
}

/** The points of a window; its end is excluded. */
async function pointsWithin(source: PointSource, from: number, to: number): Promise<readonly Point[]> {
  const found = new Map<number, Point>();
  const take = async (window: Span) => {
    const answer = await source.ask({ from: window.from, to: window.to - 1, page: 0 });
    const points = answer.filter(({ time }) => time >= window.from && time < window.to);
    for (const point of points) found.set(point.time, point);
    return { points: ascending(points), isFull: answer.length >= source.pageSize };
  };
  const waiting: Span[] = [{ from, to }];
  for (let window = waiting.pop(); window !== undefined; window = waiting.pop()) {
    const { points, isFull } = await take(window);
    if (points.length === 0) continue;
    const [first, last] = [points[0].time, points[points.length - 1].time];
    // Of a full answer, even the next point may be missing.
    const most = isFull ? 1 : HOLE * distanceOf(points, source.usual);
    if (window.to - last > most) waiting.push({ from: last + 1, to: window.to });
    if (first - window.from > most) waiting.push({ from: window.from, to: first });
  }
  const holes = holesOf(ascending([...found.values()]), source.usual);
  if (holes.length > 0) await take({ from: holes[0].from, to: holes[holes.length - 1].to });
  if (found.size === 0) await take({ from, to });
  return ascending([...found.values()]);
}

/** The usual distance of points; `usual` for a single one. */
function distanceOf(points: readonly Point[], usual: number): number {
  const distances = points.slice(1).map(({ time }, i) => time - points[i].time);
  return distances.length === 0 ? usual : median(Float64Array.from(distances));
}

/** Where points are further apart than usual. */
function holesOf(points: readonly Point[], usual: number): readonly Span[] {
  const most = HOLE * distanceOf(points, usual);
  return points.slice(1).flatMap(({ time }, i) => {
    const before = points[i].time;
    return time - before > most ? { from: before + 1, to: time } : [];
  });
}

async function* backward(source: PointSource, { from, to, isKnown }: PointRange): AsyncGenerator<PointPage> {
  let [end, oldest] = [to, Infinity];
  for (let page = 0; ; page++) {
    const answer = ascending(await source.ask({ from, to: end - 1, page }));
    const points = answer.filter(({ time }) => time < oldest);
    if (points.length === 0) break;
    oldest = points[0].time;
    const wanted = points.filter(({ time }) => time >= from && time < end);
    const older = Math.max(from, oldest);
    if (wanted.length > 0) yield* pagesOf(wanted, { from: older, to: end, isKnown: true }, source.usual);
    else if (oldest < end) yield { points: [], from: older, to: end };
    end = Math.min(end, oldest);
    if (oldest <= from || source.asks === 'once') break;
  }
  // Nothing new: that is known if it is not long ago.
  if (end === to && isKnown && to - from <= QUIET * source.usual) yield { points: [], from, to };
}

function ascending(points: readonly Point[]): readonly Point[] {
  const sorted = points.toSorted((a, b) => a.time - b.time);
  return sorted.filter(({ time }, i) => i === 0 || time !== sorted[i - 1].time);
}
