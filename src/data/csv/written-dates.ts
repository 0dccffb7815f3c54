/**
 * Dates in other forms, rewritten with the year first: `22 мая 2026`, `22 de mayo de 2026`, `2026年5月22日`, `2026. 05. 22.`,
 * `20260522 093000`, `Fri May 22 2026 09:30:00 GMT+0000 (UTC)`. The names of months come from the Unicode data that Node has.
 */

import { columnWords } from './column-words.ts';
import { bareName } from './header-names.ts';

const ENGLISH = ['en', 'en-GB'];
const OTHERS = [...columnWords.map(({ tag }) => tag), 'de-AT', 'sk'];
/** Abbreviations that spreadsheets write and Unicode does not list. */
const OTHER_NAMES: readonly (readonly [name: string, month: number])[] = [
  ['mrz', 3],
  ['setiembre', 9],
];

const MONTH = String.raw`([\p{L}\p{M}]{3,12})\.?`;
const REST = '(.*)$';
const DAY_FIRST = new RegExp(
  String.raw`^(\d{1,2})(?:\.|er|st|nd|rd|th)?(?:[-/ ]| de )${MONTH}(?:[-/ ,] ?| de | del )(\d{4}|\d\d)(?: ?[гр]\.?)?(?!\d)${REST}`,
  'iu',
);
const MONTH_FIRST = new RegExp(String.raw`^${MONTH} (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})${REST}`, 'iu');
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})(?:\.? |-)${MONTH}[- ](\d{1,2})\.?${REST}`, 'iu');
const CHARACTERS = /^(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일](.*)$/;
const SPACED = /^(\d{4})([-./]) (\d{1,2})\2 (\d{1,2})\.?(?!\d)(.*)$/;
const LAST_DOT = /^(\d{4})\.(\d{1,2})\.(\d{1,2})\.(.*)$/;
const COMPACT = /^((?:19|20)\d\d)(\d\d)(\d\d)(?:[T-]| {1,2})(\d.*)$/;
const COMPACT_CLOCK = /^(\d\d)(\d\d)(?:(\d\d)(\d{3})?)?(?!\d|:)/;
/** Years of the Republic of China, as in Taiwan: `112/01/16` is in 2023. */
const MINGUO = /^(1\d\d)\/(\d{1,2})\/(\d{1,2})$/;
/** What a date need not say: the day of the week, and the name of a zone after its offset. */
const WEEKDAY = /^(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?[.,]{0,2} /i;
const ZONE_NAME = / \([^()]*\)$/;
const CLOCK = /^ ?(\d{1,2}) ?[时時시] ?(\d{1,2}) ?[分분](?: ?(\d{1,2}) ?[秒초])?$/;

/** The date as `2026-05-22`, followed by the rest of the text; `undefined` if it has none of these forms. */
export function yearFirst(cell: string): string | undefined {
  const text = cell.replace(WEEKDAY, '').replace(ZONE_NAME, '');
  let match = DAY_FIRST.exec(text);
  if (match !== null) return written(match[3], monthNumber(match[2]), match[1], match[4]);
  match = MONTH_FIRST.exec(text);
  if (match !== null) return written(match[3], monthNumber(match[1]), match[2], match[4]);
  match = YEAR_FIRST.exec(text);
  if (match !== null) return written(match[1], monthNumber(match[2]), match[3], match[4]);
  match = CHARACTERS.exec(text) ?? LAST_DOT.exec(text);
  if (match !== null) return written(match[1], Number(match[2]), match[3], match[4]);
  match = SPACED.exec(text);
  if (match !== null) return written(match[1], Number(match[3]), match[4], match[5]);
  match = COMPACT.exec(text);
  if (match !== null) return `${match[1]}-${match[2]}-${match[3]} ${spacedClock(match[4])}`;
  match = MINGUO.exec(text);
  if (match !== null) return `${1911 + Number(match[1])}-${match[2]}-${match[3]}`;
  return text === cell ? undefined : text;
}

/** `09:30:00.000` of `093000000`; another time of day as it is. */
function spacedClock(text: string): string {
  return text.replace(
    COMPACT_CLOCK,
    (_, hour: string, minute: string, second = '00', milliseconds = '000') =>
      `${hour}:${minute}:${second}.${milliseconds}`,
  );
}

function written(year: string, month: number, day: string, rest: string): string | undefined {
  if (month === 0) return undefined;
  const clock = rest.replace(
    CLOCK,
    (_, hour: string, minute: string, second = '0') =>
      ` ${hour}:${minute.padStart(2, '0')}:${second.padStart(2, '0')}`,
  );
  return `${year.length > 2 ? year : `20${year}`}-${month}-${day}${clock}`;
}

/** 1..12, or 0 for a word that is not a month, or may be two. Abbreviations have three letters or more. */
function monthNumber(word: string): number {
  const bare = bareName(word);
  const month = found.get(bare) ?? monthIn(ENGLISH, bare) ?? monthIn(OTHERS, bare) ?? 0;
  if (month > 0) found.set(bare, month);
  return month;
}

/** Words that were looked up before. */
const found = new Map<string, number>();

function monthIn(languages: readonly string[], bare: string): number | undefined {
  const months = namesIn(languages);
  const exact = months.get(bare);
  if (exact !== undefined || bare.length < 3) return exact;
  const begun = new Set([...months].flatMap(([name, month]) => (name.startsWith(bare) ? [month] : [])));
  return begun.size === 1 ? [...begun][0] : undefined;
}

/** Made when it is first needed: the names of all languages take 70 ms. */
const named = new Map<readonly string[], ReadonlyMap<string, number>>();

/** The months by their names; 0 for a name that two languages give to two months. */
function namesIn(languages: readonly string[]): ReadonlyMap<string, number> {
  const known = named.get(languages);
  if (known !== undefined) return known;
  const names = new Map<string, number>(OTHER_NAMES);
  const styles = (['long', 'short'] as const).flatMap((month) => [
    { month },
    { month, day: 'numeric' } as const,
  ]);
  for (const style of languages.flatMap((language) => styles.map((each) => ({ language, ...each })))) {
    const { language, ...form } = style;
    const format = new Intl.DateTimeFormat(language, { ...form, calendar: 'gregory', timeZone: 'UTC' });
    for (let month = 1; month <= 12; month++) {
      const parts = format.formatToParts(Date.UTC(2020, month - 1, 15));
      const name = bareName(parts.find(({ type }) => type === 'month')?.value ?? '');
      if (/^\p{L}+$/u.test(name)) names.set(name, (names.get(name) ?? month) === month ? month : 0);
    }
  }
  named.set(languages, names);
  return names;
}
