/** The options of a command: added to it, bound to saved models, and described with their values. */

import { Option } from 'commander';
import type { Command } from 'commander';
import type { BacktestOptions, OptionName } from '../../backtest/options.ts';
import { isAskedOption, meantOption, needsTestSpan, searches } from '../../backtest/options.ts';
import { UsageError } from '../../errors.ts';
import { COMMON_GROUP } from '../help.ts';
import { CheckedOption } from './checked.ts';
import { defaults, optionFlags } from '../../options/flags.ts';
import type { NamedFlag } from '../../options/flags.ts';
import type { RegisteredNames } from '../../options/resolve.ts';
import { recipeNamed } from '../../options/resolve.ts';
import { flagText } from '../../options/text.ts';
import { asRare } from './rare.ts';

/** Which options a command takes. */
export interface TakenOptions {
  readonly hasTestSpan: boolean;
  /** Whether it searches settings in each fold. */
  readonly hasSearch?: boolean;
}

/** Adds the flags of all options, or without a test span those that do not plan one. */
export function addOptions(command: Command, { hasTestSpan, hasSearch = false }: TakenOptions): Command {
  for (const { key, flag, summary, group, parse, isCommon } of optionFlags) {
    if ((needsTestSpan(key) && !hasTestSpan) || (searches(key) && !hasSearch)) continue;
    const shown = defaultText(key);
    const description = shown === undefined ? summary : `${summary} (default: ${shown})`;
    const option =
      parse === undefined ? new Option(flag, description) : new CheckedOption(flag, description, parse);
    command.addOption((isCommon === true ? option : asRare(option)).helpGroup(`${group}:`));
  }
  return command;
}

/**
 * Gives a command the options of its saved models, as if flags had set them.
 * @param fixed - options that no flag may change; flags and settings may change the others
 * @param from - file that the options come from, for messages
 * @throws UsageError for a flag that contradicts a fixed option
 */
export function presetOptions(
  command: Command,
  options: BacktestOptions,
  fixed: readonly OptionName[],
  from: string,
): void {
  for (const flag of flagsOf(command)) {
    const { key, attribute } = flag;
    const source = command.getOptionValueSource(attribute);
    const isFixed = fixed.includes(key);
    if (source === 'cli' && isFixed)
      checkSame(flag, String(command.getOptionValue(attribute)), options, from);
    else if (source === undefined || isFixed)
      command.setOptionValueWithSource(attribute, commandValue(flag, options), from);
  }
}

/** An option as commander reads it: the text of its flag, or whether a switch is on. */
function commandValue({ key, parse }: NamedFlag, options: BacktestOptions): unknown {
  return parse === undefined ? options[key] : (flagText(options[key]) ?? undefined);
}

function checkSame(
  { key, long, parse }: NamedFlag,
  text: string,
  options: BacktestOptions,
  from: string,
): void {
  if (isAskedOption(key, parse?.(text, long) ?? true, options[key])) return;
  const value = flagText(meantOption(key, options));
  const fitted = value === null ? 'the file has none' : `the file has \`${value}\``;
  const said = parse === undefined ? long : `${long} ${text}`;
  throw new UsageError(`\`${said}\` contradicts ${from}: ${fitted}`, {
    hint: `leave out \`${long}\`, or fit again without \`--weights\``,
  });
}

export interface DescribedOption {
  /** `--horizon` */
  readonly option: string;
  /** As its flag would give it; `null` if there is none. */
  readonly value: string | null;
  /** The flag itself, an environment variable, a file, a recipe, or `default`. */
  readonly from: string;
}

/** Every option of `command`, except those that all commands share, with its resolved value. */
export function describeOptions(
  command: Command,
  options: BacktestOptions,
  registered: RegisteredNames,
): DescribedOption[] {
  const recipe = recipeNamed(options.recipe, registered);
  return command.options
    .filter(
      ({ long, helpGroupHeading }) =>
        helpGroupHeading !== COMMON_GROUP && long?.startsWith('--show-') !== true,
    )
    .map((option) => {
      const long = option.long!;
      const key = optionFlags.find((flag) => flag.long === long)?.key;
      const attribute = option.attributeName();
      const source = command.getOptionValueSource(attribute);
      const raw = command.getOptionValue(attribute) as string | boolean | undefined;
      const value = key === undefined ? printable(option, raw) : meantOption(key, options);
      const fallback = key !== undefined && key in recipe.options ? `recipe ${recipe.name}` : 'default';
      return { option: long, value: flagText(value), from: source === 'cli' ? long : (source ?? fallback) };
    });
}

/** A text without its password. */
const printable = (option: Option, raw: string | boolean | undefined): string | boolean | undefined =>
  option instanceof CheckedOption && typeof raw === 'string' ? (option.parse.shown?.(raw) ?? raw) : raw;

/** The flags of options that a command takes. */
function flagsOf(command: Command): NamedFlag[] {
  return optionFlags.filter(({ flag }) => command.options.some(({ flags }) => flags === flag));
}

/** A default as its flag would give it; `undefined` if there is none to show. */
function defaultText(key: OptionName): string | undefined {
  const value = meantOption(key, defaults);
  return value === false ? undefined : (flagText(value) ?? undefined);
}
