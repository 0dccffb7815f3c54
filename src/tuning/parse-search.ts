/** `--search` of `tune`. Its values are read by the parsers of their options. */

import { isTunable } from '../backtest/options.ts';
import { UsageError } from '../errors.ts';
import { escapeControl } from '../text/escape.ts';
import { suggestion } from '../text/suggest.ts';
import type { Dimension, SearchSpace } from './search-space.ts';
import type { NamedFlag } from '../options/flags.ts';
import type { FlagParser } from '../options/parse.ts';
import { choice } from '../options/parse.ts';
import { optionFlags } from '../options/flags.ts';

const tunable = optionFlags.filter(({ key }) => isTunable(key));
const switchValue = choice(['true', 'false']);
/** The parser of a value; a switch is true or false. */
const parserOf = ({ parse }: NamedFlag): FlagParser<unknown> =>
  parse ?? ((text, flag) => switchValue(text, flag) === 'true');
const nameOf = ({ long }: NamedFlag): string => long.slice(2);

/** `hidden=16|32,32,learning-rate=0.0001..0.01`: alternatives, or a range of numbers. */
export function searchSpace(text: string, flag: string): SearchSpace {
  // A comma before a name separates options; any other belongs to a list.
  const parts = text.split(/,(?=\s*[a-z][a-z\d-]*=)/);
  const dimensions = parts.map((part) => readDimension(part.trim(), flag));
  const twice = dimensions.find(
    ({ option }, i) => dimensions.findIndex((one) => one.option === option) !== i,
  );
  if (twice === undefined) return dimensions;
  const { long } = optionFlags.find(({ key }) => key === twice.option)!;
  throw new UsageError(`\`${flag}\` names \`${long.slice(2)}\` twice`, {
    hint: 'name each option once, with all its values',
  });
}

function readDimension(part: string, flag: string): Dimension {
  const [, name, values] = /^([a-z][a-z\d-]*)=(.+)$/.exec(part) ?? [];
  if (name === undefined || values === undefined)
    throw new UsageError(
      `expected \`${flag}\` to be OPTION=VALUES, separated by commas, got \`${escapeControl(part)}\``,
      { hint: 'for example `hidden=16|32|64,learning-rate=0.0001..0.01`' },
    );
  const option = tunable.find((one) => nameOf(one) === name);
  if (option === undefined)
    throw new UsageError(`\`${flag}\` cannot search \`${name}\``, {
      hint: optionFlags.some((one) => nameOf(one) === name)
        ? 'it changes what is read, forecast or scored, not how a model learns'
        : suggestion(name, tunable.map(nameOf)),
    });
  const where = `${flag} ${name}`;
  const ends = /^([^|]+?)\.\.([^|]+)$/.exec(values);
  if (ends !== null) return readRange(option, [ends[1], ends[2]], where);
  const alternatives = values.split('|').map((value) => parserOf(option)(value.trim(), where));
  if (alternatives.length > 1) return { option: option.key, values: alternatives };
  throw new UsageError(`expected \`${where}\` to have several values, got \`${escapeControl(values)}\``, {
    hint: `write \`${name}=A|B\` or, for numbers, \`${name}=LEAST..MOST\`; one value is the option \`--${name}\` itself`,
  });
}

function readRange(option: NamedFlag, ends: readonly [string, string], where: string): Dimension {
  const parsed = ends.map((end) => parserOf(option)(end.trim(), where));
  const [from, to] = parsed.map((value) => (Array.isArray(value) && value.length === 1 ? value[0] : value));
  const isList = parsed.some(Array.isArray);
  if (typeof from === 'number' && typeof to === 'number' && 0 <= from && from < to)
    return { option: option.key, from, to, isWhole: !takesFractions(option, from, to), isList };
  throw new UsageError(
    `expected \`${where}\` to be a range LEAST..MOST of numbers, got \`${ends.join('..')}\``,
    {
      hint: `write its values with \`|\` between them, or the smaller number first`,
    },
  );
}

/** Whether the option takes a number between two others that is not whole. */
function takesFractions(option: NamedFlag, from: number, to: number): boolean {
  const between = Math.floor(from) + 0.5;
  try {
    parserOf(option)(String(between > from && between < to ? between : (from + to) / 2), option.long);
    return true;
  } catch {
    return false;
  }
}
