/** Timeframes of exchanges, as far as they can be fetched. */

import { parseTimeframe } from '../data/timeframe.ts';
import { UsageError } from '../errors.ts';
import { quoted } from '../text/escape.ts';
import { nearest } from '../text/suggest.ts';

/**
 * The milliseconds of a timeframe that an exchange offers.
 * @throws UsageError if it does not, or if exchanges disagree where its candles start
 */
export function timeframeMs(exchange: string, name: string, offered: readonly string[]): number {
  const usable = offered.filter((one) => divisorOfDay(one) !== undefined);
  const ms = divisorOfDay(name);
  if (offered.includes(name) && ms !== undefined) return ms;
  if (isLongerThanDay(name)) {
    throw new UsageError(`expected a timeframe of a day or less, got \`${name}\``, {
      hint: 'exchanges disagree about when weeks, 3 days and months start: use `--timeframe 1d`',
    });
  }
  const near = nearest(name, usable);
  const suggestion = near === undefined ? '' : `did you mean \`${near}\`? `;
  throw new UsageError(`${exchange} has no candles of ${quoted(name)}`, {
    hint: `${suggestion}it has ${usable.join(', ')}`,
  });
}

const DAY = 86_400_000;

const isLongerThanDay = (name: string): boolean => (parseTimeframe(name)?.ms ?? 0) > DAY;

/** Milliseconds of a timeframe that divides a day: its candles start at the same times at every exchange. */
export function divisorOfDay(name: string): number | undefined {
  const step = parseTimeframe(name);
  return step !== undefined && step.months === 0 && DAY % step.ms === 0 ? step.ms : undefined;
}
