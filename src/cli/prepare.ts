/** From arguments and flags to a panel and resolved options: the first half of `backtest`, `plan` and `forecast`. */

import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import type { CommonFlags } from './help.ts';
import type { KnownNames } from './options/resolve.ts';
import { addOptions } from './options/command.ts';
import { resolveOptions } from './options/resolve.ts';
import { duration, integer } from './options/parse.ts';
import { addStoreOption } from './store.ts';
import type { Loaded, SourceFlags } from './sources.ts';
import { warn } from './terminal/print.ts';
import type { Host } from './host.ts';

/** Flags of the run itself; those of `options.ts` are beside them as text. */
export interface PanelFlags extends CommonFlags, SourceFlags {
  readonly jobs?: string;
  readonly showOptions?: true;
}

/** Flags of what is fitted, beside them. */
export interface FitFlags extends PanelFlags {
  readonly fresh?: true;
  readonly deadline?: string;
}

/** Adds everything that `prepare` and `jobsOf` read. */
export function addRunOptions(command: Command, scope: 'all' | 'backtest'): Command {
  command
    .argument('[source...]', 'stored markets (binance:BTC/USDT:1d), CSV files, or `-` for standard input')
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
  addOptions(command, { hasTestSpan: scope === 'backtest' });
  return addJobsOption(command.optionsGroup('Run:')).option(
    '--show-options',
    'print every option and where it comes from, and stop',
  );
}

export function addJobsOption(command: Command): Command {
  return command.option('--jobs <n>', `worker threads (default: ${availableParallelism()}, all cores)`);
}

/** Adds what commands that fit take beside these. */
export function addFitOptions(command: Command): Command {
  return command
    .option('--fresh', 'compute every fit anew, also those that the store has kept')
    .option('--deadline <time>', 'stop after so long (90s, 10m, 2h); what is finished is kept');
}

/** The action of a command with these options: `run`, or under `--show-options` what it would run with. */
export function orShowOptions<F extends PanelFlags>(
  host: Host,
  run: (sources: readonly string[], flags: F) => Promise<void>,
): (sources: readonly string[], flags: F, command: Command) => Promise<void> {
  return async (sources, flags, command) => {
    if (flags.showOptions !== true) return run(sources, flags);
    const { showOptions } = await import('./options/show.ts');
    showOptions(host, command, await knownNames());
  };
}

/** Models and recipes by name, loaded when they are needed. */
export async function knownNames(): Promise<KnownNames> {
  const [{ models }, { recipes }] = await Promise.all([
    import('../models/index.ts'),
    import('../models/recipes.ts'),
  ]);
  return { models, recipes };
}

/** The panel with the options resolved. Warnings of the sources are printed before any long work starts. */
export async function prepare(host: Host, sources: readonly string[], flags: PanelFlags): Promise<Loaded> {
  if (sources.length === 0)
    throw new UsageError('missing required argument `source`', {
      hint: 'name a CSV file, a stored market such as `binance:BTC/USDT:1d`, or `-`',
    });
  const [known, { loadPanel }] = await Promise.all([knownNames(), import('./sources.ts')]);
  const options = resolveOptions({ ...flags }, known);
  const loaded = await loadPanel(host, sources, options, flags);
  for (const warning of loaded.warnings) warn(host, warning);
  return loaded;
}

export function jobsOf({ jobs }: Pick<PanelFlags, 'jobs'>): number {
  return jobs === undefined ? availableParallelism() : integer(1, 1024)(jobs, '--jobs');
}

/** Milliseconds until the fits are stopped; `undefined` where nothing was said. */
export function deadlineOf({ deadline }: Pick<FitFlags, 'deadline'>): number | undefined {
  return deadline === undefined ? undefined : duration(deadline, '--deadline');
}
