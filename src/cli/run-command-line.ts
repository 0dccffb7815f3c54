/** The command line of a stored run. */

import type { BacktestOptions } from '../backtest/options.ts';
import { shellWord } from '../text/shell.ts';
import type { RunRecord } from '../evaluation/run-record.ts';
import { fileOptions } from './file-options.ts';
import { defaults, optionFlags } from '../options/flags.ts';
import { recipeNamed } from '../options/resolve.ts';
import type { RegisteredNames } from '../options/resolve.ts';
import { flagText } from '../options/text.ts';
import { textsOfModels } from './foreign-options.ts';
import { registeredNames } from './panel-options.ts';

/** `hindcast backtest …` with the options that differ from the recipe or the default, quoted for a shell. */
export async function commandLineOf(repeated: Repeatable): Promise<string> {
  const texts = flagTexts(repeated, await registeredNames());
  const flags = texts.flatMap(([long, text]) => (text === undefined ? [long] : [long, text]));
  return ['hindcast backtest', ...[...repeated.asked.sources, ...flags].map(shellWord)].join(' ');
}

/** What a command line needs to be the same as a run. */
export type Repeatable = Pick<RunRecord, 'asked' | 'options'>;

/** A flag with its text; none for a switch. */
type FlagText = readonly [long: string, text: string | undefined];

/** The flags of the same backtest: how its sources are read, its models, and its options. */
export function flagTexts({ asked, options }: Repeatable, names: RegisteredNames): readonly FlagText[] {
  const reading = [...fileOptions, { long: '--timeframe', key: 'timeframe' } as const];
  const { models: foreign } = asked;
  return [
    ...reading.flatMap(({ long, key }): FlagText[] => (asked[key] === undefined ? [] : [[long, asked[key]]])),
    ...(asked.includeOpen === true ? [['--include-open', undefined] as const] : []),
    ...(foreign === undefined ? [] : textsOfModels(options.models, foreign)),
    ...optionTexts({ ...options, column: asked.column, ...(foreign && { models: defaults.models }) }, names),
  ];
}

/** The options that differ from the recipe or the default, and all that the recipe would compute. */
function optionTexts(options: BacktestOptions, names: RegisteredNames): readonly FlagText[] {
  const { options: fixed, computes = [] } = recipeNamed(options.recipe, names);
  const base: Partial<BacktestOptions> = { stepSize: options.horizon, ...defaults, ...fixed };
  const computed: readonly string[] = computes;
  return optionFlags.flatMap(({ key, long, parse }) => {
    const text = flagText(options[key]);
    if (text === flagText(base[key]) && !computed.includes(key)) return [];
    return [[long, parse === undefined ? undefined : (text ?? 'none')] as const];
  });
}
