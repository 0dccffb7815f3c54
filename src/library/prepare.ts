/** From what a caller gives to what the engine takes: options checked, models registered, a panel built, fits watched. */

import { availableParallelism } from 'node:os';
import { notesOnOptions } from '../backtest/candle-panel.ts';
import { digestOfValues } from '../backtest/check-model.ts';
import type { BacktestContext, FitProgressEvent } from '../backtest/fits.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import { withPool } from '../backtest/pool.ts';
import type { Panel } from '../data/panel.ts';
import { TrainingError, UsageError } from '../errors.ts';
import { builtIn, models as builtInModels } from '../models/index.ts';
import { completeModel } from '../models/own-model.ts';
import type { OwnModel } from '../models/own-model.ts';
import { recipes } from '../models/recipes.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { optionFlags } from '../options/flags.ts';
import type { NamedFlag } from '../options/flags.ts';
import { integer } from '../options/parse.ts';
import { givenOptions, resolveOptions } from '../options/resolve.ts';
import type { ComputedOptions, FlagValues } from '../options/resolve.ts';
import { flagText } from '../options/text.ts';
import { completedPanel } from '../recipes/complete.ts';
import type { RecipeChoice } from '../recipes/complete.ts';
import { choiceNotes } from '../recipes/wording.ts';
import { escapeControl } from '../text/escape.ts';
import { canonical } from '../text/canonical.ts';
import type { Warning } from '../text/warning.ts';
import type { Target } from '../data/targets.ts';
import { checkFields, checkList, checkObject, shown } from './given.ts';
import { namesake, ownTarget } from './own-target.ts';
import { readPanel } from './series.ts';
import type { PanelData } from './series.ts';
import type { RunSettings, CommonSettings } from './settings.ts';

export interface Prepared {
  readonly panel: Panel;
  readonly options: BacktestOptions;
  readonly registry: ModelRegistry;
  /** What the recipe has made of the data. */
  readonly recipe: RecipeChoice | undefined;
  readonly warnings: readonly Warning[];
}

const RUN_SETTINGS: readonly string[] = ['jobs', 'signal', 'onProgress', 'metrics', 'explain'];
const jobCount = integer(1, 1024);

/** @throws UsageError and DataError, as the command line has them */
export async function prepare(
  data: PanelData,
  settings: CommonSettings,
  { hasTestSpan }: { readonly hasTestSpan: boolean },
): Promise<Prepared> {
  checkGiven(settings);
  const { candles, column, warnings } = readPanel(data);
  const { target } = settings;
  const own = (settings.models ?? []).filter((model) => typeof model !== 'string');
  const registry = registryWith(own);
  const options = optionsFrom(settings, registry);
  const built = await completedPanel(candles, settings.column ?? column ?? options.column, options, {
    given: {
      ...givenOptions(flagsOf(settings)),
      ...(isOwnTarget(target) && { target: ownTarget(target) }),
    },
    resolve: (computed) => optionsFrom(settings, registry, computed),
    registry,
    hasTestSpan,
  });
  return {
    panel: built.panel,
    options: built.options,
    registry,
    recipe: built.recipe,
    warnings: [
      ...warnings,
      ...built.warnings,
      ...notesOnOptions(built.options, registry.all),
      ...choiceNotes(built.recipe, built.panel),
    ],
  };
}

/** @throws UsageError for what is no object of options, or has a list that is none */
export function checkGiven(settings: CommonSettings & RunSettings): void {
  checkObject(
    settings,
    'an object of options',
    'for example `{ models: ["gru"] }`; leave it out for the defaults',
  );
  const { models, signal, onProgress } = settings;
  if (models !== undefined && models !== null)
    checkList(models, '`models` to be a list', "for example `models: ['gru']`");
  if (signal && !(signal instanceof AbortSignal))
    throw new UsageError(`expected \`signal\` to be an AbortSignal, got ${shown(signal)}`, {
      hint: 'it is the `signal` of an AbortController, or `AbortSignal.timeout(ms)`',
    });
  if (onProgress && typeof onProgress !== 'function')
    throw new UsageError(`expected \`onProgress\` to be a function, got ${shown(onProgress)}`, {
      hint: 'it is called with an object after each epoch and each fit',
    });
}

const isOwnTarget = (target: CommonSettings['target']): target is Target =>
  typeof target === 'object' && target !== null;

/** The built-in models and these. */
export function registryWith(own: readonly OwnModel[]): ModelRegistry {
  const complete = own.map(completeModel);
  const taken = builtInModels.map(({ name }) => name);
  for (const { name } of complete) {
    if (taken.includes(name))
      throw new UsageError(
        `expected a model of your own to have a name that no other model has, got \`${name}\``,
        {
          hint: 'give it another `name`',
        },
      );
    taken.push(name);
  }
  return builtIn.with(complete);
}

/**
 * Options with everything that is not given, checked as those of the command line.
 * @param computed - what a recipe has computed from the training rows
 * @throws UsageError for an unknown option, and for a value that its flag does not take
 */
export function optionsFrom(
  settings: CommonSettings,
  registry: ModelRegistry,
  computed?: ComputedOptions,
): BacktestOptions {
  const { target } = settings;
  const options = resolveOptions(flagsOf(settings), { models: registry.all, recipes }, computed);
  return isOwnTarget(target) ? { ...options, target: ownTarget(target) } : options;
}

/** The settings as flags would give them; a target of one's own by the name that stands for it. */
function flagsOf({ models, target, ...others }: CommonSettings): FlagValues {
  const names = models?.map((model) => (typeof model === 'string' ? model : model.name));
  if (names?.length === 0)
    throw new UsageError('expected one or more `models`, got none', { hint: 'leave it out for the default' });
  const values = new Map<string, unknown>([
    ...Object.entries(others),
    ['models', names],
    ['target', isOwnTarget(target) ? namesake(ownTarget(target)) : target],
  ]);
  const given: Record<string, string | boolean> = {};
  for (const flag of optionFlags) {
    const value = valueOf(flag, values.get(flag.key));
    if (value !== undefined) given[flag.attribute] = value;
  }
  checkFields([...values.keys()], [...optionFlags.map(({ key }) => key), ...RUN_SETTINGS]);
  return given;
}

/** The value of an option as its flag would give it. */
function valueOf({ key, parse }: NamedFlag, value: unknown): string | boolean | undefined {
  if (value === undefined || value === null) return undefined;
  const text = parse === undefined ? value : flagText(value as BacktestOptions[typeof key]);
  if (typeof text === (parse === undefined ? 'boolean' : 'string')) return text as string | boolean;
  throw new UsageError(
    `expected \`${key}\` to be ${parse === undefined ? 'true or false' : 'what its flag takes'}, got \`${escapeControl(canonical(value) ?? typeof value)}\``,
    { hint: 'its type says which values there are' },
  );
}

/**
 * What `work` gives. It may not change the panel: other models would learn from what a model of one's own wrote there.
 * @throws the reason of the signal, an error of `onProgress`, and TrainingError if the panel has changed
 */
export async function watched<T>(
  { jobs, signal, onProgress }: RunSettings,
  panel: Panel,
  work: (context: BacktestContext) => Promise<T>,
): Promise<T> {
  const workers = jobs === undefined ? availableParallelism() : jobCount(String(jobs), '--jobs');
  const stopped = new AbortController();
  const any = AbortSignal.any([stopped.signal, ...(signal ? [signal] : [])]);
  any.throwIfAborted();
  const report = (event: FitProgressEvent): void => {
    if (any.aborted) return;
    try {
      onProgress?.(event);
    } catch (error) {
      stopped.abort(error);
    }
  };
  const before = digestOfValues(panel);
  const value = await withPool(workers, (runner) =>
    work({ workers, runner, signal: any, onProgress: report }),
  );
  any.throwIfAborted();
  if (digestOfValues(panel) === before) return value;
  throw new TrainingError(
    'a model of your own changed the values of the panel, so no forecast can be believed',
    { hint: 'work on a copy, such as `values.slice()`; `checkModel` says of one model whether it does this' },
  );
}
