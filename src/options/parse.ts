/** Parsers from the text of the command line to typed values. Each throws an error that says what it expected. */

import { Budget } from '../backtest/budget.ts';
import { TestSpan } from '../backtest/test-span.ts';
import { featureFamilies, featureNamed } from '../data/features/index.ts';
import { knownAhead } from '../data/features/known-ahead.ts';
import { parseStatic } from '../data/features/static-column.ts';
import { marketColumns } from '../data/market-columns.ts';
import { momentHint, parseMoment } from '../data/moment.ts';
import type { Timeframe } from '../data/timeframe.ts';
import { parseTimeframe } from '../data/timeframe.ts';
import { UsageError } from '../errors.ts';
import type { Schedule } from '../nn/schedule.ts';
import { escapeControl } from '../text/escape.ts';
import { parseDecimal, parseDuration, parseInteger, percentOf } from '../text/literals.ts';
import { splitAtCommas } from '../text/words.ts';
import { startsProgram } from '../foreign/prefixes.ts';
import { nearest, suggestion } from '../text/suggest.ts';

/** Turns the text after `flag` into a value. */
export interface FlagParser<T> {
  (text: string, flag: string): T;
  /** Every text that it takes, if they can be listed. */
  readonly choices?: readonly string[];
  /** Whether a text starts a program, which only the person who runs hindcast may ask for. */
  readonly startsProgram?: (text: string) => boolean;
  /** What is printed of a text that may have a password. */
  readonly shown?: (text: string) => string;
}

/** A whole number from `min` to `max`. */
export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): FlagParser<number> {
  const expected =
    max === Number.MAX_SAFE_INTEGER ? `a whole number >= ${min}` : `a whole number from ${min} to ${max}`;
  return (text, flag) => {
    const value = parseInteger(text) ?? NaN;
    return value >= min && value <= max ? value : refuse(flag, expected, text, `for example ${min}`);
  };
}

/** A seed of random numbers. */
export const seed = integer(0, 2 ** 32 - 1);

/** How many candles a simulation has. */
export const simulatedRows = integer(2, 2_000_000);

interface DecimalRange {
  readonly min?: number;
  readonly max?: number;
  /** Whether the bounds themselves are invalid. */
  readonly above?: boolean;
  readonly below?: boolean;
}

/** A decimal number in a range. */
export function decimal(range: DecimalRange = {}): FlagParser<number> {
  const { min = -Infinity, max = Infinity, above = false, below = false } = range;
  const bounds = [
    ...(min === -Infinity ? [] : [`${above ? '>' : '>='} ${min}`]),
    ...(max === Infinity ? [] : [`${below ? '<' : '<='} ${max}`]),
  ];
  const expected = ['a number', bounds.join(' and ')].join(' ').trim();
  return (text, flag) => {
    const value = parseDecimal(text) ?? NaN;
    const isInside = (above ? value > min : value >= min) && (below ? value < max : value <= max);
    return isInside ? value : refuse(flag, expected, text, 'write it as 0.5 or 1e-3');
  };
}

/** A share: from 0 to below 1. */
export const share = decimal({ min: 0, max: 1, below: true });

/** A weight, a penalty or a rate: 0 or more. */
export const weight = decimal({ min: 0 });

const OF_ONE = { bp: 10_000, '%': 100, '': 1 } as const;

/** A ratio from 0 to below 1: `10bp`, `0.1%` or `0.001`. */
export function basisPoints(text: string, flag: string): number {
  const [, number, unit] = /^(.*?)\s*(bp|%|)$/.exec(text.trim()) ?? [];
  const value = (parseDecimal(number ?? '') ?? NaN) / OF_ONE[(unit ?? '') as keyof typeof OF_ONE];
  if (value >= 0 && value < 1) return value;
  const meant = unit === '' && value >= 1 && value < 10_000 ? `did you mean \`${number}bp\`?` : undefined;
  return refuse(flag, 'a ratio from 0 to below 1', text, meant ?? 'write it as 10bp, 0.1% or 0.001');
}

/** One of `choices`. */
export function choice<T extends string>(choices: readonly T[]): FlagParser<T> {
  const parse = (text: string, flag: string): T => {
    const value = choices.find((candidate) => candidate === text);
    return value ?? refuse(flag, `one of ${choices.join(', ')}`, text, suggestion(text, choices));
  };
  return Object.assign(parse, { choices });
}

/** One or more values, separated by commas. */
export function list<T>(item: FlagParser<T>): FlagParser<readonly T[]> {
  return (text, flag) => text.split(',').map((part) => item(part.trim(), flag));
}

/** Names of models and specifications of others, such as `exec:python my_model.py`, separated by commas outside quotes. */
export const modelList: FlagParser<readonly string[]> = Object.assign(
  (text: string, flag: string) => splitAtCommas(text).map((part) => name(part, flag)),
  { startsProgram: (text: string) => splitAtCommas(text).some(startsProgram) },
);

/** Columns of a contract, separated by commas. */
export const columnNames = list(choice(marketColumns));

/** How `export` writes candles. */
const EXPORT_FORMS = ['csv', 'jsonl', 'parquet'] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];
export const exportForm = choice(EXPORT_FORMS);

/** Different percentages from 1 to below 100, separated by commas, or `none`. Returned in ascending order. */
export function levels(text: string, flag: string): readonly number[] {
  const read = listOrNone(decimal({ min: 0, max: 100, above: true, below: true }))(text, flag);
  if (read.some((level) => level < 1)) {
    const meant = read.map((level) => (level < 1 ? percentOf(level) : level)).join(',');
    return refuse(flag, 'levels in percent, from 1 to below 100', text, `did you mean ${meant}?`);
  }
  const ascending = read.toSorted((a, b) => a - b);
  const twice = ascending.find((level, i) => level === ascending[i - 1]);
  return twice === undefined ? ascending : refuse(flag, 'different levels', text, `name ${twice} once`);
}

/** Values separated by commas, or `none`. */
export function listOrNone<T>(item: FlagParser<T>): FlagParser<readonly T[]> {
  return (text, flag) => (text === 'none' ? [] : list(item)(text, flag));
}

/** `word`, or a value that `other` takes. */
export function wordOr<W extends string, T>(word: W, other: FlagParser<T>): FlagParser<W | T> {
  return (text, flag) => (text === word ? word : other(text, flag));
}

/** A length of time in milliseconds: `90s`, `10m`, `2h`. */
export function duration(text: string, flag: string): number {
  return parseDuration(text) ?? refuse(flag, 'a time up to 24 days', text, 'for example 90s, 10m or 2h');
}

/** What a search may compute: `200` fits, or a time such as `10m`. */
export function budget(text: string, flag: string): Budget {
  return (
    Budget.parse(text) ??
    refuse(flag, 'a number of fits or a time', text, 'for example 200 (fits), 90s, 10m or 2h')
  );
}

const AGES = { h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Rows (30), or a time (12h, 7d, 4w). */
export function ageOf(
  text: string,
  flag: string,
): { readonly rows?: number; readonly ms?: number; readonly text: string } {
  const [, count, unit] = /^(\d{1,9})([hdw]?)$/.exec(text) ?? [];
  if (count === undefined || unit === undefined)
    return refuse(flag, 'rows or a time', text, 'for example 30 (rows), 12h, 7d or 4w');
  return unit === ''
    ? { rows: Number(count), text: `${text} rows` }
    : { ms: Number(count) * AGES[unit as keyof typeof AGES], text };
}

/** An age in milliseconds: `12h`, `90d`, `8w`. */
export function age(text: string, flag: string): number {
  const [, count, unit] = /^(\d{1,6})([hdw])$/.exec(text) ?? [];
  const ms = Number(count) * AGES[unit as keyof typeof AGES];
  return ms >= 0 ? ms : refuse(flag, 'an age', text, 'for example 90d, 8w or 12h');
}

/** Any text but the empty one. */
export function name(text: string, flag: string): string {
  return text === '' ? refuse(flag, 'a name', text, `leave \`${flag}\` out for its default`) : text;
}

/** A feature, as `--features` names it. */
export function featureName(text: string, flag: string): string {
  const forms = featureFamilies.map(({ form }) => form).join(', ');
  const near = nearest(
    text,
    featureFamilies.map(({ example }) => example),
  );
  return (
    featureNamed(text)?.name ??
    refuse(
      flag,
      `features such as ${forms}`,
      text,
      near === undefined ? 'N is a number of rows' : `for example \`${near}\``,
    )
  );
}

/** A column or a calendar feature, as `--known-ahead` names it. */
export function aheadName(text: string, flag: string): string {
  return (
    knownAhead(text)?.name ??
    refuse(flag, 'columns, hour, weekday or month', text, 'for example `holiday,weekday`')
  );
}

/** A static column; of text, it may have its values. */
export function staticName(text: string, flag: string): string {
  return parseStatic(text) === undefined
    ? refuse(flag, 'columns', text, 'for example `sector`, or `sector:defi|meme` with all its values')
    : text;
}

/** A path. That of a shell's `~` or variable would be a folder of that name: cron and settings files expand neither. */
export function place(text: string, flag: string): string {
  const hint = `give the full path; for a folder of that name, begin with \`./\``;
  if (/^(~|\$)/.test(text)) return refuse(flag, 'a path, in which `~` and `$` are not expanded', text, hint);
  return name(text, flag);
}

/** A share (0.15), a number of rows (266) or a first date (2023-11-30). */
export function testSpan(text: string, flag: string): TestSpan {
  const isLikeDate = /^\s*\d+([-/.])\d+\1\d|^\s*\d{4}-|^\s*\d{8}|:/.test(text);
  const hint = isLikeDate ? momentHint(text) : 'for example 0.15, 266 or 2023-11-30';
  return TestSpan.parse(text) ?? refuse(flag, 'a share of the rows, a number of rows or a date', text, hint);
}

/** A moment in UTC as milliseconds since 1970: `2017-08-17`, `2017-08-17T04:00Z`. */
export function moment(text: string, flag: string): number {
  return parseMoment(text) ?? refuse(flag, 'a date or a time in UTC', text, momentHint(text));
}

/** The length of a candle: `15m`, `2h`, `1d`, `1M`. */
export function candleLength(text: string, flag: string): Timeframe {
  return parseTimeframe(text) ?? refuse(flag, 'a step', text, 'for example 15m, 2h, 1d, 1w or 1M');
}

/** `constant`, `step:EVERY:FACTOR`, `cosine` or `plateau:PATIENCE:FACTOR`. */
export function schedule(text: string, flag: string): Schedule {
  const [kind, ...rest] = text.split(':');
  const [rows, factor] = rest;
  const whole = `${flag} ${kind}:…`;
  const readRows = () => integer(1)(rows, whole);
  const readFactor = () => decimal({ min: 0, max: 1, above: true, below: true })(factor, whole);
  if (kind === 'constant' && rest.length === 0) return { name: 'constant' };
  if (kind === 'cosine' && rest.length === 0) return { name: 'cosine' };
  if (kind === 'step' && rest.length === 2) return { name: 'step', every: readRows(), factor: readFactor() };
  if (kind === 'plateau' && rest.length === 2)
    return { name: 'plateau', patience: readRows(), factor: readFactor() };
  return refuse(
    flag,
    'constant, step:EVERY:FACTOR, cosine or plateau:PATIENCE:FACTOR',
    text,
    'for example `step:30:0.5` halves the rate every 30 epochs',
  );
}

function refuse(flag: string, expected: string, text: string, hint: string): never {
  throw new UsageError(`expected \`${flag}\` to be ${expected}, got \`${escapeControl(text)}\``, { hint });
}
