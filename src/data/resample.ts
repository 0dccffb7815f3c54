/** Builds candles of a larger timeframe from smaller ones. A candle is built only if all its parts are there. */

import { DataError } from '../errors.ts';
import type { Candles } from './candles.ts';
import { FUNDING_PAID } from './market-columns.ts';
import { escapeControl } from '../text/escape.ts';
import { own } from '../text/own.ts';
import type { Timeframe } from './timeframe.ts';
import { addSteps, formatTime } from './timeframe.ts';
import { BIPOWER_COLUMN, bipowerVariation, REALISED_COLUMN, realisedVariance } from './volatility.ts';
import type { Warning } from '../text/warning.ts';
import { noteOf, warningOf } from '../text/warning.ts';

const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY = 4 * DAY;

/** The step of trades, which may be at any time. */
export const ANY_TIME: Timeframe = { name: '1ms', ms: 1, months: 0 };

export interface Resampled {
  readonly candles: Candles;
  /** Count of the incomplete groups between others, from which no candle was built. */
  readonly warnings: readonly Warning[];
}

/**
 * Whether candles of `to` can be built from candles of `from` in only one way: parts of a day make larger parts, days,
 * weeks from Monday on and calendar months. Exchanges disagree where, for example, three days begin.
 */
export function canBuild(from: Timeframe, to: Timeframe): boolean {
  if (to.months > 0 && 12 % to.months !== 0) return false;
  if (from.months > 0) return to.months > from.months && to.months % from.months === 0;
  if (DAY % from.ms !== 0) return false;
  if (to.months > 0) return true;
  return to.ms === WEEK || (to.ms > from.ms && DAY % to.ms === 0 && to.ms % from.ms === 0);
}

/**
 * Candles of `to`, aligned to UTC: open of the first part, highest high, lowest low, close of the last, sum of volumes and of funding paid,
 * last value of other columns; and the realised variance and bipower variation of the parts. A value missing in one part is missing.
 * @throws DataError for a candle that is not on the grid of `from`, and if no group is complete
 */
export function resample(candles: Candles, from: Timeframe, to: Timeframe): Resampled {
  const { time } = candles;
  const groups: { readonly start: number; readonly first: number; readonly end: number }[] = [];
  let [incomplete, firstIncomplete] = [0, NaN];
  for (let first = 0; first < time.length;) {
    const start = startOf(time[first], to);
    const next = addSteps(start, to, 1);
    let end = first;
    while (end < time.length && time[end] < next) checkGrid(candles, end++, from);
    const parts = from.months > 0 ? to.months / from.months : (next - start) / from.ms;
    if (end - first === parts) groups.push({ start, first, end });
    // The first group may begin before the listing, and the last one may not be over: they count as not incomplete.
    else if (!startsLate(first, time, start) && !endsEarly(end, time, next, from)) {
      if (incomplete++ === 0) firstIncomplete = start;
    }
    first = end;
  }
  const realised = realisedVariance(candles.columns);
  const parts = realised ? { ...candles.columns, [REALISED_COLUMN]: realised } : candles.columns;
  const columns = Object.entries(parts).map(([name, values]): [string, Float64Array] => {
    const combine = own(rules, name) ?? lastOf;
    return [name, Float64Array.from(groups, ({ first, end }) => combine(values.subarray(first, end)))];
  });
  // Of candles that were built themselves it is a sum: what jumps between them is not known any more.
  const { open, close } = candles.columns;
  if (open && close && !Object.hasOwn(parts, BIPOWER_COLUMN))
    columns.push([
      BIPOWER_COLUMN,
      Float64Array.from(groups, ({ first, end }) =>
        bipowerVariation(open.subarray(first, end), close.subarray(first, end)),
      ),
    ]);
  const { id, source, areGapsConfirmed, constants } = candles;
  const built = {
    id,
    source,
    ...(areGapsConfirmed !== undefined && { areGapsConfirmed }),
    ...(constants !== undefined && { constants }),
    time: Float64Array.from(groups, ({ start }) => start),
    columns: Object.fromEntries(columns),
  };
  const name = escapeControl(source);
  if (groups.length === 0) {
    throw new DataError(
      `expected all ${from.name} candles of at least one ${to.name} candle in ${name}, got ${time.length} candles`,
      { hint: 'use a longer history, or a smaller timeframe' },
    );
  }
  if (incomplete === 0) return { candles: built, warnings: [] };
  const count = incomplete === 1 ? '1 candle' : `${incomplete} candles`;
  // If the exchange has confirmed that it has no candles there, nobody can fetch them.
  const say = candles.areGapsConfirmed === true ? noteOf : warningOf;
  const warning = say(
    `${name}: ${count} of ${to.name} not built because candles of ${from.name} are missing, ` +
      `the first at ${formatTime(firstIncomplete)}`,
  );
  return { candles: built, warnings: [warning] };
}

type Rule = (values: Float64Array) => number;

const lastOf: Rule = (values) => values[values.length - 1];
const sumOf: Rule = (values) => values.reduce((a, b) => a + b);

const rules: Readonly<Record<string, Rule>> = {
  open: (values) => values[0],
  high: (values) => values.reduce((a, b) => Math.max(a, b)),
  low: (values) => values.reduce((a, b) => Math.min(a, b)),
  close: lastOf,
  volume: sumOf,
  [FUNDING_PAID]: sumOf,
  [REALISED_COLUMN]: sumOf,
  [BIPOWER_COLUMN]: sumOf,
};

/** Whether this is the first group and only candles before the first one are missing. */
function startsLate(first: number, time: Float64Array, start: number): boolean {
  return first === 0 && time[0] > start;
}

/** Whether this is the last group and only candles after the last one are missing. */
function endsEarly(end: number, time: Float64Array, next: number, from: Timeframe): boolean {
  return end === time.length && addSteps(time[end - 1], from, 1) < next;
}

/** Start of the candle that contains `time`. */
export function startOf(time: number, { ms, months }: Timeframe): number {
  if (months > 0) {
    const date = new Date(time);
    const month = date.getUTCMonth();
    return Date.UTC(date.getUTCFullYear(), month - (month % months));
  }
  const anchor = ms === WEEK ? FIRST_MONDAY : 0;
  return Math.floor((time - anchor) / ms) * ms + anchor;
}

function checkGrid(candles: Candles, row: number, from: Timeframe): void {
  const time = candles.time[row];
  if (from.months > 0 ? startOf(time, from) === time : time % from.ms === 0) return;
  const line = candles.lines?.[row];
  const where = line === undefined ? '' : `, line ${line}`;
  throw new DataError(
    `${escapeControl(candles.source)}${where}: expected candles that start on the ${from.name} grid in UTC, got ${formatTime(time)}`,
    { hint: 'omit `--timeframe`, or correct the times' },
  );
}
