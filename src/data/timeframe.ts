/** The step of a time grid: parsing, inference from times, arithmetic; and the format of times. */

import { DataError } from '../errors.ts';

export interface Timeframe {
  /** Name as exchanges write it: `1d`, `4h`, `15m`, `1M`. */
  readonly name: string;
  /** Milliseconds of a step; 30 days for each calendar month. */
  readonly ms: number;
  /** Calendar months of a step, if it is not a fixed number of milliseconds; else 0. */
  readonly months: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS = [
  ['w', 7 * DAY],
  ['d', DAY],
  ['h', HOUR],
  ['m', MINUTE],
  ['s', SECOND],
] as const;
/** Steps that exchanges offer. A grid finer than most differences must be one of them. */
const USUAL = new Set(
  [1, 3, 5, 15, 30]
    .map((n) => n * MINUTE)
    .concat(
      [1, 2, 3, 4, 6, 8, 12].map((n) => n * HOUR),
      [1, 2, 3, 7].map((n) => n * DAY),
    ),
);
/** With more rows than this, and twenty times more than candles, the step must be wrong. */
const MOST_ROWS = 10_000_000;

/** A fixed step by its length: `86400000` is `1d`. */
export function timeframeOf(ms: number): Timeframe {
  const [unit, size] = UNITS.find(([, length]) => ms % length === 0) ?? ['ms', 1];
  return { name: `${ms / size}${unit}`, ms, months: 0 };
}

/** The step with the name `name`: `1d`, `4h`, `15m`, `1M`; `undefined` if there is none. */
export function parseTimeframe(name: string): Timeframe | undefined {
  const groups = /^(?<count>[1-9]\d{0,4})(?<unit>[smhdwM])$/.exec(name)?.groups;
  if (groups === undefined) return undefined;
  const count = Number(groups.count);
  if (groups.unit === 'M') return { name, ms: count * 30 * DAY, months: count };
  const size = UNITS.find(([unit]) => unit === groups.unit)![1];
  return { name, ms: count * size, months: 0 };
}

/**
 * The step of these times: the most common difference; calendar months, if all rows are months apart; or the usual
 * step that divides every difference, if the most common one does not (a market without trades in most intervals).
 * `null` for fewer than two times.
 * @param times - one strictly increasing array per series
 */
export function inferTimeframe(times: readonly Float64Array[]): Timeframe | null {
  const counts = new Map<number, number>();
  let divisor = 0;
  for (const time of times)
    for (let i = 1; i < time.length; i++) {
      const difference = time[i] - time[i - 1];
      counts.set(difference, (counts.get(difference) ?? 0) + 1);
      divisor = greatestCommonDivisor(divisor, difference);
    }
  if (counts.size === 0) return null;
  const months = [...counts.keys()].every((ms) => ms >= 28 * DAY) ? monthsBetween(times) : 0;
  if (months > 0) return { name: `${months}M`, ms: months * 30 * DAY, months };
  const [commonest] = [...counts].reduce((best, next) =>
    next[1] > best[1] || (next[1] === best[1] && next[0] < best[0]) ? next : best,
  );
  if (divisor === commonest || !USUAL.has(divisor)) return timeframeOf(commonest);
  // If most rows are on the most common step, the others are errors to report, not a finer grid.
  const fitting = [...counts].reduce((sum, [ms, count]) => sum + (ms % commonest === 0 ? count : 0), 0);
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return timeframeOf(fitting >= 0.9 * all ? commonest : divisor);
}

/**
 * The first row that is not on the grid, or -1. Steps that divide a day start at midnight UTC, months on their first
 * day. Other steps (weeks, three days) start where the exchange says, so every row must agree with `anchor`, the time
 * of any candle.
 */
export function findOffGrid(time: Float64Array, timeframe: Timeframe, anchor: number = time[0]): number {
  const { ms, months } = timeframe;
  if (months > 0) return time.findIndex((each) => each % DAY !== 0 || new Date(each).getUTCDate() !== 1);
  const phase = DAY % ms === 0 ? 0 : anchor;
  return time.findIndex((each) => (each - phase) % ms !== 0);
}

/** Every time from `from` to `to`, one step apart. */
export function gridOf(timeframe: Timeframe, from: number, to: number, candles: number): Float64Array {
  const rows = Math.floor((to - from) / timeframe.ms) + 2;
  if (rows > MOST_ROWS && rows > 20 * candles) {
    throw new DataError(
      `expected candles every ${timeframe.name}, but ${candles} candles span ${formatTime(from)} to ${formatTime(to)}`,
      { hint: 'use `--gaps keep` to treat the rows as consecutive' },
    );
  }
  const grid: number[] = [];
  for (let i = 0; ; i++) {
    const time = addSteps(from, timeframe, i);
    if (time > to) break;
    grid.push(time);
  }
  return Float64Array.from(grid);
}

/** The time `steps` steps after `time`; the last day of a month stays the last day. */
export function addSteps(time: number, timeframe: Timeframe, steps: number): number {
  if (timeframe.months === 0) return time + steps * timeframe.ms;
  const date = new Date(time);
  const day = date.getUTCDate();
  const month = date.getUTCMonth() + steps * timeframe.months;
  const isLast = day === daysInMonth(date.getUTCFullYear(), date.getUTCMonth());
  const last = daysInMonth(date.getUTCFullYear(), month);
  return Date.UTC(date.getUTCFullYear(), month, isLast ? last : Math.min(day, last)) + (time % DAY);
}

const daysInMonth = (year: number, month: number): number =>
  new Date(Date.UTC(year, month + 1, 0)).getUTCDate();

/** `2023-11-30`, or `2023-11-30T13:00Z` if it is not midnight UTC, with seconds if there are any. */
export function formatTime(ms: number): string {
  if (!Number.isFinite(ms)) return String(ms);
  const text = new Date(ms).toISOString();
  if (ms % DAY === 0) return text.slice(0, 10);
  if (ms % MINUTE === 0) return `${text.slice(0, 16)}Z`;
  return ms % SECOND === 0 ? `${text.slice(0, 19)}Z` : text;
}

/**
 * The calendar months between rows, if all rows have the same day of the month (or are all the last day) and the same
 * time of day; else 0.
 */
function monthsBetween(times: readonly Float64Array[]): number {
  const monthOf = (ms: number): number => {
    const date = new Date(ms);
    return 12 * date.getUTCFullYear() + date.getUTCMonth();
  };
  const single: Timeframe = { name: '1M', ms: 30 * DAY, months: 1 };
  let divisor = 0;
  for (const time of times)
    for (const ms of time) {
      const months = monthOf(ms) - monthOf(time[0]);
      if (addSteps(time[0], single, months) !== ms) return 0;
      divisor = greatestCommonDivisor(divisor, months);
    }
  return divisor;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
