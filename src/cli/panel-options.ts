/** From arguments and flags to a panel and resolved options: the first step of `backtest`, `plan` and `forecast`. */

import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { notesOnOptions } from '../backtest/candle-panel.ts';
import { UsageError } from '../errors.ts';
import type { CommonFlags } from './help.ts';
import type { ShowSourceFlag } from './file-options.ts';
import { addFileOptions, addOpenOption, addShowSource } from './file-options.ts';
import type { ModelRegistry } from '../models/registry.ts';
import type { RegisteredNames } from '../options/resolve.ts';
import { addForeignOptions } from './foreign-options.ts';
import type { ForeignFlags } from './foreign-options.ts';
import { resolveFlags } from './resolved-flags.ts';
import { CheckedOption, deadlineOption } from './options/checked.ts';
import type { TakenOptions } from './options/command.ts';
import { addOptions } from './options/command.ts';
import { choiceNotes } from '../recipes/wording.ts';
import { candleLength, duration, integer } from '../options/parse.ts';
import { addQueueOptions, queueOf } from './queue-options.ts';
import type { QueueFlags } from './queue-options.ts';
import { addStoreOption } from './store.ts';
import type { Loaded, SourceFlags } from './sources.ts';
import { printWarnings } from './terminal/print.ts';
import type { Host } from './host.ts';
import type { FitSettings } from './watch-fits.ts';
import { addRare } from './options/rare.ts';
import { noteOf } from '../text/warning.ts';

/** Flags of a command that reads a panel. Those of `options/flags.ts` come with them, as text. */
export interface PanelFlags extends CommonFlags, SourceFlags, ShowSourceFlag, ForeignFlags {
  readonly jobs?: string;
  readonly showOptions?: true;
}

/** Flags of a command that also fits models. */
export interface FitFlags extends PanelFlags, QueueFlags {
  readonly fresh?: true;
  readonly deadline?: string;
}

/** Adds the arguments and flags that `loadPanelWithOptions` and `workersOf` read. */
export function addRunOptions(command: Command, taken: TakenOptions): Command {
  command
    .argument('[source...]', 'stored markets (binance:BTC/USDT:1d), files, or - for standard input')
    .optionsGroup('Data:');
  addRare(addOpenOption(addFileOptions(command)), addStoreOption).addOption(
    new CheckedOption(
      '--timeframe <step>',
      'build larger candles, for example 2h, 1d or 1w (default: as they are)',
      candleLength,
    ),
  );
  addForeignOptions(addOptions(command, taken));
  addRare(addWorkersOption(command.optionsGroup('Run:')), (run) =>
    run.option('--show-options', 'print every option and where it comes from, and stop'),
  );
  return addShowSource(command);
}

const jobCount = integer(1, 1024);

export function addWorkersOption(command: Command): Command {
  return command.addOption(new CheckedOption('--jobs <n>', 'worker threads (default: all cores)', jobCount));
}

/** Adds the flags of a command that fits models. */
export function addFitOptions(command: Command): Command {
  return addQueueOptions(
    addRare(command, (run) => run.option('--fresh', 'compute every fit again, even those in the store')),
  ).addOption(deadlineOption('stop after this time (90s, 10m, 2h); finished work is kept'));
}

/** The action of a command with these options: `run`, or with `--show-options` a list of the options it would use. */
export function orShowOptions<F extends PanelFlags>(
  host: Host,
  run: (sources: readonly string[], flags: F, command: Command) => Promise<void>,
): (sources: readonly string[], flags: F, command: Command) => Promise<void> {
  return async (sources, flags, command) => {
    if (flags.showSource === true) return showFiles(host, sources, flags);
    if (flags.showOptions !== true) return run(sources, flags, command);
    const [{ showOptions }, resolved] = await Promise.all([
      import('./options/show.ts'),
      resolveFlags(host, command.opts<PanelFlags>()),
    ]);
    showOptions(host, command, resolved);
  };
}

async function showFiles(host: Host, sources: readonly string[], flags: PanelFlags): Promise<void> {
  checkSources(sources);
  const { column } = (await resolveFlags(host, flags)).options;
  const { showSources } = await import('./show-source.ts');
  await showSources(host, sources, column, flags);
}

function checkSources(sources: readonly string[]): void {
  if (sources.length > 0) return;
  throw new UsageError('missing required argument `source`', {
    hint: 'name a CSV file, a stored market such as `binance:BTC/USDT:1d`, or `-`',
  });
}

/** All models and recipes, loaded when they are needed. */
export async function registeredNames(): Promise<RegisteredNames> {
  const [{ models }, { recipes }] = await Promise.all([
    import('../models/index.ts'),
    import('../models/recipes.ts'),
  ]);
  return { models, recipes };
}

export interface LoadedWithModels extends Loaded {
  readonly registry: ModelRegistry;
}

/**
 * The panel, and the options resolved. Prints the warnings of the sources, before any long work starts.
 * @param defersNotes - whether the caller prints the notes, with those of the results
 * @param workers - threads that fits will run on, which may start before the sources are read
 * @param hasTestSpan - whether the last rows are for scoring, so that a recipe must not read them
 */
export async function loadPanelWithOptions(
  host: Host,
  sources: readonly string[],
  flags: PanelFlags & QueueFlags,
  {
    defersNotes = false,
    hasTestSpan = true,
    workers,
  }: { readonly defersNotes?: boolean; readonly hasTestSpan?: boolean; readonly workers?: number } = {},
): Promise<LoadedWithModels> {
  checkSources(sources);
  const [{ options, registry, asked, request }, { loadPanel }] = await Promise.all([
    resolveFlags(host, flags),
    import('./sources.ts'),
  ]);
  if (workers !== undefined && flags.queue === undefined) {
    const { expectFits } = await import('../backtest/pool.ts');
    expectFits(options, registry, workers);
  }
  const read = await loadPanel(host, sources, options, flags, {
    request: { ...request, hasTestSpan },
  });
  const notes = [...notesOnOptions(read.options, registry.all), ...choiceNotes(read.recipe, read.panel)];
  const loaded = {
    ...read,
    registry,
    asked: { ...read.asked, ...(asked && { models: asked }) },
    warnings: [...read.warnings, ...notes],
  };
  const said = [...loaded.warnings, ...loaded.notes.map(noteOf)];
  printWarnings(host, defersNotes ? said.filter(({ level }) => level === 'warning') : said, flags);
  return loaded;
}

/** Number of worker threads. */
export function workersOf({ jobs }: Pick<PanelFlags, 'jobs'>): number {
  return jobs === undefined ? availableParallelism() : jobCount(jobs, '--jobs');
}

/** Milliseconds until the fits are stopped; `undefined` without a deadline. */
function deadlineOf({ deadline }: Pick<FitFlags, 'deadline'>): number | undefined {
  return deadline === undefined ? undefined : duration(deadline, '--deadline');
}

/** How the fits run: threads or a queue, progress, deadline. */
export function fitSettingsOf(flags: FitFlags): Omit<FitSettings, 'finished'> {
  return {
    workers: workersOf(flags),
    queue: queueOf(flags),
    isQuiet: flags.quiet === true,
    deadlineMs: deadlineOf(flags),
  };
}
