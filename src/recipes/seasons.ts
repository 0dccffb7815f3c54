/**
 * The seasons of training rows: lengths that the time between rows makes likely, and that changes from row to row repeat at. Changes,
 * since the levels of a walk are alike at every distance.
 */

import type { Panel } from '../data/panel.ts';
import type { Timeframe } from '../data/timeframe.ts';
import { log } from '../math/elementary.ts';
import { isSeasonal } from '../models/seasonal-adjustment.ts';
import { DAY_MS, rowsOf, WEEK_MS } from '../models/recipes/spans.ts';

/** Most series and most rows of each that are looked at. */
const MOST_SERIES = 40;
const MOST_ROWS = 4000;
/** Longest season, in rows. */
const LONGEST = 400;
/** Seasons that a series needs to show one. */
const REPEATS = 3;
/** Least autocorrelation of changes one season apart: a smaller one is no use to a forecast. */
const LEAST = 0.05;
/** Share of the series that must have a season. */
const SHARE = 1 / 3;

export interface FoundSeason {
  readonly rows: number;
  /** Share of the series that have it. */
  readonly share: number;
}

/** The seasons that the changes of a panel show, the shortest first; the panel ends with the training rows. */
export function findSeasons({ series, timeframe }: Panel): readonly FoundSeason[] {
  const step = Math.max(1, Math.floor(series.length / MOST_SERIES));
  const columns = series
    .filter((_, s) => s % step === 0)
    .map(({ values, first, last }) =>
      changesOf(values.subarray(Math.max(first, last - MOST_ROWS), last + 1)),
    );
  const longest = Math.max(0, ...columns.map(({ length }) => length));
  const likely = timeframe === null ? peaksOf(columns) : likelySeasons(timeframe);
  return likely
    .filter((rows) => rows >= 2 && rows <= LONGEST && longest >= REPEATS * rows)
    .map((rows) => ({
      rows,
      share: columns.filter((changes) => hasSeason(changes, rows)).length / columns.length,
    }))
    .filter(({ share }) => share >= SHARE);
}

/** Seasons that the time between rows makes likely, of which the panel has some repeats: smooth ones do not show in changes. */
export function likelySeasonsOf({ timeframe, time }: Panel): readonly number[] {
  const likely = timeframe === null ? [] : likelySeasons(timeframe);
  return likely.filter((rows) => rows >= 2 && rows <= LONGEST && time.length >= REPEATS * rows);
}

/** A day and a week of shorter rows, a week of days, a year of weeks, months or quarters. */
function likelySeasons({ ms, months }: Timeframe): readonly number[] {
  if (months > 0) return 12 % months === 0 ? [12 / months] : [];
  if (ms === WEEK_MS) return [52];
  return [...new Set([rowsOf(DAY_MS, ms), rowsOf(WEEK_MS, ms)])];
}

/** The distance at which the changes of most series are most alike, if no time says what is likely. */
function peaksOf(columns: readonly Float64Array[]): readonly number[] {
  const votes = new Map<number, number>();
  for (const changes of columns) {
    const longest = Math.min(LONGEST, Math.floor(changes.length / REPEATS));
    const r = Array.from({ length: longest + 2 }, (_, lag) => (lag < 2 ? 0 : alike(changes, lag)));
    const peak = r.reduce(
      (best, value, lag) => (lag >= 2 && lag <= longest && value > r[best] ? lag : best),
      0,
    );
    if (peak > 0) votes.set(peak, (votes.get(peak) ?? 0) + 1);
  }
  return [...votes]
    .toSorted(([a, n], [b, m]) => m - n || a - b)
    .slice(0, 1)
    .map(([lag]) => lag);
}

function hasSeason(changes: Float64Array, rows: number): boolean {
  if (changes.length < REPEATS * rows) return false;
  const r = alike(changes, rows);
  // Next to the peak of a smooth season, changes are nearly as much alike.
  const beside = Math.max(1, Math.floor(rows / 6));
  return (
    r > LEAST &&
    r > alike(changes, rows - beside) &&
    r > alike(changes, rows + beside) &&
    isSeasonal(changes, rows)
  );
}

/** Of logarithms, if all values are positive. */
function changesOf(values: Float64Array): Float64Array {
  const levels = values.every((value) => !(value <= 0)) ? values.map(log) : values;
  return levels.subarray(1).map((level, i) => level - levels[i]);
}

/** Autocorrelation of changes at a distance; those that are unknown count as none. */
function alike(changes: Float64Array, lag: number): number {
  let [products, squares] = [0, 0];
  changes.forEach((change, t) => {
    if (Number.isNaN(change)) return;
    squares += change * change;
    const before = t >= lag ? changes[t - lag] : 0;
    if (!Number.isNaN(before)) products += change * before;
  });
  return squares > 0 ? products / squares : 0;
}
