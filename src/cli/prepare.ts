/** From arguments and flags to a panel and resolved options: the first half of `backtest`, `plan` and `forecast`. */

import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { CommonFlags } from './help.ts';
import { addOptions, resolveOptions } from './options.ts';
import { integer } from './parse.ts';
import { addStoreOption } from './store.ts';
import type { Loaded, SourceFlags } from './sources.ts';
import { warn } from './terminal.ts';

/** Flags of the run itself; those of `options.ts` are beside them as text. */
export interface RunFlags extends CommonFlags, SourceFlags {
  readonly jobs?: string;
}

/** Adds everything that `prepare` and `jobsOf` read. */
export function addRunOptions(command: Command, scope: 'all' | 'backtest'): Command {
  command
    .argument('<source...>', 'stored markets (binance:BTC/USDT:1d), CSV files, or `-` for standard input')
    .optionsGroup('Data:')
    .option('--time-column <name>', 'header of the time column (default: found by its name)')
    .option(
      '--date-format <format>',
      'd/m/yyyy, m/d/yyyy, yyyy-mm-dd, s, ms, us or ns (default: found by evidence)',
    );
  addStoreOption(command).option(
    '--timeframe <step>',
    'build candles of 2h, 1d, 1w, … from smaller ones (default: as they are)',
  );
  addOptions(command, scope);
  return command
    .optionsGroup('Run:')
    .option('--jobs <n>', `worker threads (default: ${availableParallelism()}, all cores)`);
}

/** The panel with the options resolved. Warnings of the sources are printed before any long work starts. */
export async function prepare(sources: readonly string[], flags: RunFlags): Promise<Loaded> {
  const [{ models }, { recipes }, { loadPanel }] = await Promise.all([
    import('../models/index.ts'),
    import('../models/recipes.ts'),
    import('./sources.ts'),
  ]);
  const known = { models: models.map(({ name }) => name), recipes };
  const options = resolveOptions({ ...flags }, known);
  const loaded = await loadPanel(sources, options, flags);
  for (const warning of loaded.warnings) warn(warning);
  return loaded;
}

export function jobsOf({ jobs }: RunFlags): number {
  return jobs === undefined ? availableParallelism() : integer(1, 1024)(jobs, '--jobs');
}
