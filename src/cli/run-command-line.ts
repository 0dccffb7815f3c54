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

/** The words that give these options: those that differ from the recipe or the default, and all that the recipe would compute. */
function wordsOf(options: BacktestOptions, names: RegisteredNames): string[] {
  const { options: fixed, computes = [] } = recipeNamed(options.recipe, names);
  const base = { stepSize: options.horizon, ...defaults, ...fixed };
  const computed: readonly string[] = computes;
  return optionFlags.flatMap(({ key, long, parse }) => {
    const text = flagText(options[key]);
    if (text === flagText(base[key]) && !computed.includes(key)) return [];
    return parse === undefined ? [long] : [long, text ?? 'none'];
  });
}
