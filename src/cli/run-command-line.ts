/** The command line that asks for what a kept run did. */

import type { RunRecord } from '../evaluation/run-record.ts';
import { wordsOf } from './options/flags.ts';
import { knownNames } from './prepare.ts';

/** `hindcast backtest …` with the options that are not as the recipe or the default has them, quoted for a shell. */
export async function commandLineOf({ asked, options }: RunRecord): Promise<string> {
  const { timeColumn, dateFormat, timeframe } = asked;
  const reading = { '--time-column': timeColumn, '--date-format': dateFormat, '--timeframe': timeframe };
  const words = [
    ...asked.sources,
    ...Object.entries(reading).flatMap(([flag, value]) => (value === undefined ? [] : [flag, value])),
    ...wordsOf({ ...options, column: asked.column }, await knownNames()),
  ];
  return ['hindcast backtest', ...words.map(quote)].join(' ');
}

/** A word as a shell reads it. */
function quote(word: string): string {
  return /^[\w./:,@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
