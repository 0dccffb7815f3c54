/** The command line of a stored run. */

import type { BacktestOptions } from '../backtest/options.ts';
import { shellWord } from '../text/shell.ts';
import type { RunRecord } from '../evaluation/run-record.ts';
import { fileOptions } from './file-options.ts';
import { defaults, optionFlags } from '../options/flags.ts';
import { recipeNamed } from '../options/resolve.ts';
import type { RegisteredNames } from '../options/resolve.ts';
import { flagText } from '../options/text.ts';
import { wordsOfModels } from './foreign-options.ts';
import { registeredNames } from './panel-options.ts';

/** `hindcast backtest …` with the options that differ from the recipe or the default, quoted for a shell. */
export async function commandLineOf({
  asked,
  options,
}: Pick<RunRecord, 'asked' | 'options'>): Promise<string> {
  const reading = [...fileOptions, { long: '--timeframe', key: 'timeframe' } as const];
  const { models: foreign } = asked;
  const words = [
    ...asked.sources,
    ...reading.flatMap(({ long, key }) => (asked[key] === undefined ? [] : [long, asked[key]])),
    ...(asked.includeOpen === true ? ['--include-open'] : []),
    ...(foreign === undefined ? [] : wordsOfModels(options.models, foreign)),
    ...wordsOf(
      { ...options, column: asked.column, ...(foreign && { models: defaults.models }) },
      await registeredNames(),
    ),
  ];
  return ['hindcast backtest', ...words.map(shellWord)].join(' ');
}

/** The words that give these options. */
function wordsOf(options: BacktestOptions, names: RegisteredNames): string[] {
  return optionTexts(options, names).flatMap(([long, text]) => (text === undefined ? [long] : [long, text]));
}

/**
 * The options that differ from the recipe or the default, and all that the recipe would compute, with the text of each; none for a
 * switch.
 */
export function optionTexts(
  options: BacktestOptions,
  names: RegisteredNames,
): readonly (readonly [long: string, text: string | undefined])[] {
  const { options: fixed, computes = [] } = recipeNamed(options.recipe, names);
  const base: Partial<BacktestOptions> = { stepSize: options.horizon, ...defaults, ...fixed };
  const computed: readonly string[] = computes;
  return optionFlags.flatMap(({ key, long, parse }) => {
    const text = flagText(options[key]);
    if (text === flagText(base[key]) && !computed.includes(key)) return [];
    return [[long, parse === undefined ? undefined : (text ?? 'none')] as const];
  });
}
