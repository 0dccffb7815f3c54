/**
 * From flags to options: every value parsed, completed and checked. A value comes from its flag or from a setting
 * (`settings.ts`), else from the recipe, else from the default.
 */

import { withoutImplied } from '../backtest/options.ts';
import type { BacktestOptions, OptionName } from '../backtest/options.ts';
import { ohlcvColumns } from '../data/candles.ts';
import { marketColumns } from '../data/market-columns.ts';
import { targetOf } from '../data/targets.ts';
import { UsageError } from '../errors.ts';
import { checkKernels } from '../kernels/builds.ts';
import { deseasonalizationOf } from '../models/deseasonalization/index.ts';
import type { Model } from '../models/model.ts';
import type { Recipe, RecipeOptions } from '../models/recipes.ts';
import { canonical } from '../text/canonical.ts';
import { jsonKind } from '../text/strict-json.ts';
import { suggestion } from '../text/suggest.ts';
import { defaults, optionFlags } from './flags.ts';
import { checkNetworks } from './networks.ts';
import { flagText } from './text.ts';

/** The names that options may use. */
export interface RegisteredNames {
  readonly models: readonly Pick<Model, 'name' | 'combines' | 'quantities' | 'layers' | 'readsSteps'>[];
  readonly recipes: readonly Recipe[];
}

/** Values of flags as commander reads them, by attribute. */
export type FlagValues = Readonly<Record<string, string | boolean | undefined>>;

/** What a recipe has made of the data: its name, and options that it computed. */
export interface ComputedOptions extends RecipeOptions {
  readonly recipe: string;
}

/**
 * The options that flags give, parsed.
 * @throws UsageError for a value that its flag does not take
 */
export function givenOptions(given: FlagValues): Partial<BacktestOptions> {
  const fromFlags: Record<string, unknown> = {};
  for (const { key, attribute, long, parse } of optionFlags) {
    const value = given[attribute];
    if (value === undefined) continue;
    fromFlags[key] = parse === undefined ? value : parse(String(value), long);
  }
  return fromFlags;
}

/**
 * Every option, resolved and checked.
 * @param computed - what a recipe has computed from the training rows; the options then name this recipe
 * @throws UsageError for a value that its flag does not take, an unknown model or recipe, options that contradict each other, or
 * kernels that this engine does not run
 */
export function resolveOptions(
  given: FlagValues,
  registered: RegisteredNames,
  computed?: ComputedOptions,
): BacktestOptions {
  const options = validOptions(given, registered, computed);
  checkKernels(options.kernels);
  return options;
}

/** Options that are valid on some machine, not necessarily on this one. */
function validOptions(
  given: FlagValues,
  registered: RegisteredNames,
  computed?: ComputedOptions,
): BacktestOptions {
  const fromFlags = givenOptions(given);
  const recipe = computed?.recipe ?? fromFlags.recipe ?? defaults.recipe;
  const chosen = { ...recipeNamed(recipe, registered).options, ...computed, ...fromFlags, recipe };
  const { target = defaults.target } = chosen;
  const [loss] = targetOf(target).quantity.trainingLosses;
  const merged = { ...defaults, loss, ...chosen };
  const options = withoutImplied({ stepSize: merged.horizon, ...merged });
  const names = registered.models.map(({ name }) => name);
  checkModels(options.models, names);
  checkMembers(options.models, registered.models);
  checkTarget(options, registered.models);
  checkTune(options);
  for (const key of NAMES) checkDifferent(key, options[key]);
  checkAhead(options);
  checkNetworks(options, registered.models);
  checkSeason(options);
  return options;
}

/**
 * Options that a file contains, checked like flags. An option that the file does not name has its default: options that
 * were added later leave everything as it was.
 * @throws UsageError for a value that no flag takes, and for an unknown option
 */
export function checkOptions(found: unknown, registered: RegisteredNames): BacktestOptions {
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    throw new UsageError(`expected an object of options, got ${jsonKind(found)}`);
  const values = new Map<string, unknown>(Object.entries(found));
  const given: Record<string, string | boolean> = {};
  for (const { key, attribute, parse } of optionFlags) {
    const text = flagText(values.get(key) as BacktestOptions[OptionName] | undefined);
    if (text === null || (parse === undefined && text === 'false')) continue;
    given[attribute] = parse === undefined ? text === 'true' : text;
  }
  const options = validOptions(given, registered);
  for (const [key, value] of values) {
    if (Object.hasOwn(options, key) && canonical(options[key as OptionName]) === canonical(value)) continue;
    throw new UsageError(`unknown option \`${key.slice(0, 80)}\` of \`${canonical(value).slice(0, 80)}\``);
  }
  return options;
}

/** @throws UsageError for an unknown one */
export function recipeNamed(wanted: string, { recipes }: Pick<RegisteredNames, 'recipes'>): Recipe {
  const recipe = recipes.find(({ name }) => name === wanted);
  if (recipe !== undefined) return recipe;
  const names = recipes.map(({ name }) => name);
  throw new UsageError(`unknown recipe \`${wanted}\``, { hint: suggestion(wanted, names) });
}

function checkModels(models: readonly string[], registered: readonly string[]): void {
  for (const [i, model] of models.entries()) {
    if (!registered.includes(model)) {
      throw new UsageError(`unknown model \`${model}\``, { hint: suggestion(model, registered) });
    }
    if (models.indexOf(model) !== i) {
      throw new UsageError(`\`--model\` names \`${model}\` twice`, { hint: 'name each model once' });
    }
  }
}

/** An ensemble combines the other models that are named. */
function checkMembers(chosen: readonly string[], registered: RegisteredNames['models']): void {
  const combines = (name: string): boolean =>
    registered.find((model) => model.name === name)?.combines === true;
  const combining = chosen.find(combines);
  const members = chosen.filter((name) => !combines(name));
  if (combining === undefined || members.length >= 2) return;
  throw new UsageError(
    `expected \`--model\` to name at least 2 models for \`${combining}\` to combine, got ${members.length === 0 ? 'none' : `\`${members[0]}\``}`,
    { hint: `name them as well, for example \`--model theta,gru,${combining}\`` },
  );
}

/** Throws if an option does not apply to the target. */
function checkTarget(
  { target, models, loss, level, har }: BacktestOptions,
  registered: RegisteredNames['models'],
): void {
  const { name, quantity } = targetOf(target);
  const takers = registered
    .filter(({ quantities }) => quantities.includes(quantity.name))
    .map((model) => model.name);
  const other = models.find((model) => !takers.includes(model));
  if (other !== undefined) {
    throw new UsageError(`\`${other}\` cannot forecast target \`${name}\``, {
      hint: `with this target, choose from ${takers.join(', ')}`,
    });
  }
  const losses = quantity.trainingLosses;
  if (!losses.includes(loss)) {
    throw new UsageError(
      `expected \`--loss\` to be ${losses.length === 1 ? losses[0] : `one of ${losses.join(', ')}`} with target \`${name}\`, got \`${loss}\``,
      { hint: `leave it out to use ${losses[0]}` },
    );
  }
  if (har.length > 0 && quantity.name !== 'log-volatility') {
    throw new UsageError(`expected no \`--har\` with target \`${name}\`, got \`${har.join(',')}\``, {
      hint: 'leverage and jumps are of volatility: use `--target volatility`',
    });
  }
  if (quantity.classes !== undefined && level.length > 0) {
    throw new UsageError(`expected no \`--level\` with target \`${name}\`, got \`${level.join(',')}\``, {
      hint: 'a class has no interval: its forecasts are probabilities, and the report shows their calibration',
    });
  }
}

function checkSeason(options: BacktestOptions): void {
  const { deseasonalize, seasonality } = options;
  if (!deseasonalizationOf(options).needsSeason || seasonality > 1) return;
  throw new UsageError(
    `expected a season longer than one row for \`--deseasonalize ${deseasonalize}\`, got \`--seasonality ${seasonality}\``,
    { hint: 'give the rows of a season, for example `--seasonality 24` for hours of a day' },
  );
}

/** Throws if an option needs fits that a search in each fold does not make. */
function checkTune({ tune, level, warm }: BacktestOptions): void {
  if (tune === undefined) return;
  if (level.length > 0)
    throw new UsageError('`--tune` and `--level` exclude each other', {
      hint: 'intervals come from errors in rows that the settings were chosen by: tune first, then backtest the chosen settings with `--level`',
    });
  if (warm)
    throw new UsageError('`--tune` and `--warm` exclude each other', {
      hint: 'a network of another size cannot start from the weights of the last',
    });
}

/** Options that name different things. */
const NAMES = ['features', 'withSeries', 'knownAhead', 'static'] as const;

function checkDifferent(key: (typeof NAMES)[number], names: readonly string[]): void {
  const twice = names.find((each, i) => names.indexOf(each) !== i);
  if (twice === undefined) return;
  const { long } = optionFlags.find((flag) => flag.key === key)!;
  throw new UsageError(`\`${long}\` names \`${twice}\` twice`, { hint: 'name each once' });
}

function checkAhead({ features, knownAhead, column }: BacktestOptions): void {
  const known = [...ohlcvColumns, ...marketColumns, column.toLowerCase()];
  const seen = known.find((each) => knownAhead.includes(`column:${each}`));
  if (seen !== undefined)
    throw new UsageError(
      `expected \`--known-ahead\` to name what is known before a row comes, got \`${seen}\`, which is known when its candle closes`,
      {
        hint: `see it up to the origin with \`--features column:${seen}\`; rename the column if it is something else`,
      },
    );
  const both = knownAhead.find((each) => features.includes(each));
  if (both === undefined) return;
  throw new UsageError(`\`--features\` and \`--known-ahead\` both name \`${both}\``, {
    hint: 'leave it out of `--features`: what is known ahead is also an input of its own row',
  });
}
