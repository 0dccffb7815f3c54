/** A moment as a person writes it in an option: any form that a time in a file may have, as long as the year is clear. */

import { parseTime, possibleDates } from './csv/parse-times.ts';
import { formatTime } from './timeframe.ts';

/** Digits that can only be meant as year, month and day. */
const DIGITS_OF_A_DATE = /^(?:19|20)\d{6}$/;
const YEAR_FIRST = /^(\d{4})([-/.]?)(\d\d?)\2(\d\d?)(?!\d)(.*)$/;

/** Milliseconds since 1970 UTC: `2017-08-17`, `20170817`, `2017-08-17T04:00Z`, `2017-08-17 06:00+02:00`, `1502942400`. */
export function parseMoment(text: string): number | undefined {
  const time = parseTime(text);
  return Number.isNaN(time) ? undefined : time;
}

/** Whether the text is a moment, or is meant as one: `20241301` is not a number of rows. */
export function isMeantAsMoment(text: string): boolean {
  return parseMoment(text) !== undefined || DIGITS_OF_A_DATE.test(text.trim());
}

/** What to write instead of text that is not a moment. */
export function momentHint(text: string): string {
  const trimmed = text.trim();
  const dates = possibleDates(trimmed).map((time) => `\`${formatTime(time)}\``);
  if (dates.length > 0) return `write the year first: ${dates.join(' or ')}`;
  const [, year, , month, day, clock = ''] = YEAR_FIRST.exec(trimmed) ?? [];
  if (year !== undefined) return partHint(Number(year), Number(month), Number(day), clock);
  const [, onlyYear, onlyMonth = '01'] = /^(\d{4})(?:[-/.](0?[1-9]|1[0-2]))?$/.exec(trimmed) ?? [];
  if (onlyYear !== undefined)
    return `give the day too, for example \`${onlyYear}-${onlyMonth.padStart(2, '0')}-01\``;
  return 'for example 2017-08-17 or 2017-08-17T04:00Z';
}

/** What is wrong with a date that has a year, a month and a day. */
function partHint(year: number, month: number, day: number, clock: string): string {
  if (month < 1 || month > 12) return 'months are 01 to 12: write year, month and day as in 2017-08-17';
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const name = new Date(Date.UTC(year, month - 1)).toLocaleString('en', { month: 'long', timeZone: 'UTC' });
  if (day < 1 || day > days) return `${name} ${year} has the days 1 to ${days}`;
  return clock.includes(':')
    ? 'write the time of day as in 2017-08-17T04:00Z or 2017-08-17 06:00+02:00, from 00:00 to 23:59'
    : 'for example 2017-08-17 or 2017-08-17T04:00Z';
}
