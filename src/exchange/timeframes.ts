/** Timeframes of exchanges, as far as they can be fetched. */

import { parseTimeframe } from '../data/timeframe.ts';
import { UsageError } from '../errors.ts';
import { quoted } from '../text/escape.ts';
import { nearest } from '../text/suggest.ts';

/**
 * The milliseconds of a timeframe that an exchange offers.
 * @param dayBegins - milliseconds after midnight UTC at which the exchange's days begin
 * @throws UsageError if it does not, or if exchanges disagree where its candles start
 */
export function timeframeMs(
  exchange: string,
  name: string,
  offered: readonly string[],
  dayBegins = 0,
): number {
  const usable = usableTimeframes(offered, dayBegins);
  const ms = divisorOfDay(name);
  if (offered.includes(name) && ms !== undefined) return ms;
  if (isLongerThanDay(name)) {
    throw new UsageError(`expected a timeframe of a day or less, got \`${name}\``, {
      hint: 'exchanges disagree about when weeks, 3 days and months start: use `--timeframe 1d`',
    });
  }
  const part = ms === undefined ? undefined : usable.findLast((one) => ms % stepMs(one) === 0);
  const near = nearest(name, usable);
  const meant = near === undefined ? '' : `did you mean \`${near}\`? `;
  throw new UsageError(`${exchange} has no candles of ${quoted(name)}`, {
    hint: `${part === undefined ? meant : `${builtFrom(name, part)}; `}it has ${usable.join(', ')}`,
  });
}

/**
 * The timeframes whose candles open at the same times on every exchange, shortest first.
 * @param dayBegins - milliseconds after midnight UTC at which the exchange's days begin
 */
export function usableTimeframes(offered: readonly string[], dayBegins = 0): readonly string[] {
  const sizes = offered.map((name) => ({ name, ms: divisorOfDay(name) ?? Infinity }));
  return sizes
    .filter(({ ms }) => ms <= DAY && dayBegins % ms === 0)
    .toSorted((a, b) => a.ms - b.ms)
    .map(({ name }) => name);
}

/** The timeframe whose candles show best when a market was traded long ago; `undefined` if none is longer than `name`. */
export function longerTimeframe(name: string, offered: readonly string[]): string | undefined {
  const ms = stepMs(name);
  const named = ['1d', '1w', '1M'].find((one) => stepMs(one) > ms && offered.includes(one));
  return named ?? usableTimeframes(offered).findLast((one) => stepMs(one) > ms);
}

/** The most milliseconds of a timeframe: a month has up to 31 days. */
export function stepMs(name: string): number {
  const { ms, months } = parseTimeframe(name) ?? { ms: NaN, months: 0 };
  return months > 0 ? months * 31 * DAY : ms;
}

/**
 * The error for candles that all open at the same distance from the UTC grid, as days in another time zone do.
 * @param offset - milliseconds after the grid
 */
export function otherGrid(
  {
    name,
    ms,
    timeframes = [],
  }: { readonly name: string; readonly ms: number; readonly timeframes?: readonly string[] },
  offset: number,
): UsageError {
  const way = usableTimeframes(timeframes, offset).findLast((one) => ms % stepMs(one) === 0);
  const opens = `${new Date(offset).toISOString().slice(11, 16)} UTC`;
  return new UsageError(
    `expected candles of \`${name}\` to open at 00:00 UTC, got candles that open at ${opens}`,
    {
      hint: way === undefined ? 'try another timeframe, or another exchange' : builtFrom(name, way),
    },
  );
}

const builtFrom = (name: string, part: string): string =>
  `fetch \`--timeframe ${part}\`; every command builds \`${name}\` from it`;

const DAY = 86_400_000;

const isLongerThanDay = (name: string): boolean => (parseTimeframe(name)?.ms ?? 0) > DAY;

/** Milliseconds of a timeframe that divides a day: its candles start at the same times at every exchange. */
function divisorOfDay(name: string): number | undefined {
  const step = parseTimeframe(name);
  return step !== undefined && step.months === 0 && DAY % step.ms === 0 ? step.ms : undefined;
}
