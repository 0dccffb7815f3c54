/**
 * The options of `backtest`, `plan` and `forecast`: each one's flag, default and meaning, written once.
 * A value comes from its flag, else from the settings that `settings.ts` reads, else from the recipe, else from `defaults`.
 */

import type { BacktestOptions } from '../../backtest/options.ts';
import type { Command } from 'commander';
import { Option } from 'commander';
import { canonical } from '../../text/canonical.ts';
import { intervalMethodNames } from '../../backtest/intervals/index.ts';
import { gapPolicies } from '../../data/panel.ts';
import { scalerNames } from '../../data/scaler.ts';
import { targetNames, targets } from '../../data/targets.ts';
import { volatilityNames } from '../../data/volatility.ts';
import { UsageError } from '../../errors.ts';
import { trainingLosses } from '../../data/quantities.ts';
import type { Model } from '../../models/model.ts';
import type { Recipe } from '../../models/recipes.ts';
import { trainableActivations } from '../../nn/activation.ts';
import { gruForms } from '../../nn/gru.ts';
import { optimizerNames } from '../../nn/optimizer.ts';
import type { Schedule } from '../../nn/schedule.ts';
import type { Parser } from './parse.ts';
import { COMMON_GROUP } from '../help.ts';
import {
  choice,
  decimal,
  integer,
  levels,
  list,
  listOrNone,
  name,
  schedule,
  testSpan,
  wordOr,
} from './parse.ts';
import { suggestion } from '../../text/suggest.ts';

/** Every option but the step size, which is the horizon unless said. */
export const defaults: Omit<BacktestOptions, 'stepSize'> = {
  models: ['mlp', 'lstm', 'gru'],
  recipe: 'default',
  target: 'log-return',
  flat: 0.001,
  scaler: 'standard',
  column: 'close',
  volatility: 'parkinson',
  gaps: 'drop-windows',
  horizon: 1,
  inputSize: 60,
  seasonality: 1,
  test: '0.15',
  refit: 'auto',
  trainSize: null,
  gap: 0,
  warm: false,
  seed: 1,
  hidden: [32],
  dense: [],
  activation: 'tanh',
  dropout: [0],
  l1: [0],
  l2: [0],
  epochs: 100,
  batchSize: 32,
  optimizer: 'adam',
  weightDecay: 0.01,
  learningRate: 0.001,
  schedule: { name: 'constant' },
  clip: 1,
  validation: 0.1,
  patience: 10,
  loss: 'mse',
  members: 1,
  gru: 'reset-before',
  ridge: [0.0001, 0.01, 0.1, 1, 10, 100, 1000],
  level: [],
  interval: 'scaled',
  aciGamma: 0.02,
};

/** Which commands an option belongs to: all three, or those that look back at a test span. */
type Scope = 'all' | 'backtest';

interface Flag {
  readonly key: keyof BacktestOptions;
  /** As commander reads it, `--input-size <n>`. */
  readonly flags: string;
  readonly summary: string;
  readonly group: 'Data' | 'Rolling' | 'Models' | 'Intervals';
  readonly scope: Scope;
  /** `undefined` for a switch. */
  readonly parse: Parser<unknown> | undefined;
}

const share = decimal({ min: 0, max: 1, below: true });
const weight = decimal({ min: 0 });
const units = integer(1);

const flags: readonly Flag[] = [
  flag('models', '--model <list>', 'models; their benchmark is always run too', 'Models', list(name)),
  flag('recipe', '--recipe <name>', 'options to start from; see `hindcast recipes`', 'Models', name),
  flag(
    'target',
    '--target <name>',
    `what a model learns: ${targetNames.join(', ')}`,
    'Models',
    choice(targetNames),
  ),
  flag(
    'flat',
    '--flat <x>',
    'of target direction: largest change that is neither up nor down, as a ratio',
    'Models',
    decimal({ min: 0, max: 1, below: true }),
  ),
  flag(
    'scaler',
    '--scaler <name>',
    `${scalerNames.join(', ')}; fitted on training rows`,
    'Models',
    choice(scalerNames),
  ),
  flag(
    'volatility',
    '--volatility <name>',
    `of target volatility: ${volatilityNames.join(', ')}`,
    'Data',
    choice(volatilityNames),
  ),
  flag('column', '--column <name>', 'the column to forecast', 'Data', name),
  flag(
    'gaps',
    '--gaps <policy>',
    `rows that are missing: ${gapPolicies.join(', ')}`,
    'Data',
    choice(gapPolicies),
  ),
  flag('horizon', '--horizon <n>', 'steps ahead', 'Rolling', integer(1)),
  flag('inputSize', '--input-size <n>', 'rows a forecast looks back on', 'Rolling', integer(1)),
  flag(
    'seasonality',
    '--seasonality <m>',
    'rows per season, for seasonal-naive, MASE and RMSSE',
    'Rolling',
    integer(1),
  ),
  flag('test', '--test <spec>', 'test span: share, rows or first date', 'Rolling', testSpan, 'backtest'),
  flag(
    'stepSize',
    '--step-size <n>',
    'rows between origins (default: horizon)',
    'Rolling',
    integer(1),
    'backtest',
  ),
  flag(
    'refit',
    '--refit <k>',
    'refit every k origins; 0 once, auto ten times',
    'Rolling',
    wordOr('auto', integer(0)),
    'backtest',
  ),
  flag(
    'trainSize',
    '--train-size <n>',
    'sliding window of n rows (default: all rows)',
    'Rolling',
    integer(2),
  ),
  flag(
    'gap',
    '--gap <n>',
    'rows left out between training targets and first origin',
    'Rolling',
    integer(0),
    'backtest',
  ),
  flag('warm', '--warm', "refits start from the last fit's weights", 'Rolling', undefined, 'backtest'),
  flag('hidden', '--hidden <list>', 'units of each hidden or recurrent layer', 'Models', list(units)),
  flag('dense', '--dense <list>', 'units of the dense layers after them', 'Models', listOrNone(units)),
  flag(
    'activation',
    '--activation <name>',
    trainableActivations.join(', '),
    'Models',
    choice(trainableActivations),
  ),
  flag(
    'dropout',
    '--dropout <list>',
    'share of units dropped, for all layers or each',
    'Models',
    list(share),
  ),
  flag('l1', '--l1 <list>', 'L1 penalty on weights, for all layers or each', 'Models', list(weight)),
  flag('l2', '--l2 <list>', 'L2 penalty on weights, for all layers or each', 'Models', list(weight)),
  flag('epochs', '--epochs <n>', 'passes over the training windows', 'Models', integer(1)),
  flag('batchSize', '--batch-size <n>', 'windows per step; 0 is all', 'Models', integer(0)),
  flag('optimizer', '--optimizer <name>', optimizerNames.join(', '), 'Models', choice(optimizerNames)),
  flag(
    'weightDecay',
    '--weight-decay <x>',
    'share of each weight that adamw takes away, times the rate',
    'Models',
    weight,
  ),
  flag('learningRate', '--learning-rate <x>', 'size of a step', 'Models', decimal({ min: 0, above: true })),
  flag(
    'schedule',
    '--schedule <spec>',
    'constant, step:EVERY:FACTOR, cosine, plateau:PATIENCE:FACTOR',
    'Models',
    schedule,
  ),
  flag('clip', '--clip <norm>', 'largest norm of the gradient; 0 is none', 'Models', decimal({ min: 0 })),
  flag(
    'validation',
    '--validation <share>',
    'last training windows, held out to stop early',
    'Models',
    share,
  ),
  flag(
    'patience',
    '--patience <n>',
    'epochs without a better validation loss before stopping',
    'Models',
    integer(1),
  ),
  flag('loss', '--loss <name>', trainingLosses.join(', '), 'Models', choice(trainingLosses)),
  flag('members', '--members <n>', 'networks per fit, whose mean forecasts', 'Models', integer(1, 1000)),
  flag('gru', '--gru <form>', gruForms.join(', '), 'Models', choice(gruForms)),
  flag(
    'ridge',
    '--ridge <list>',
    'penalties that linear, dlinear, nlinear choose from',
    'Models',
    list(weight),
  ),
  flag(
    'level',
    '--level <list>',
    'percent that prediction intervals should hold, 80,95 say',
    'Intervals',
    levels,
  ),
  flag(
    'interval',
    '--interval <name>',
    `how they come of earlier errors: ${intervalMethodNames.join(', ')}`,
    'Intervals',
    choice(intervalMethodNames),
  ),
  flag(
    'aciGamma',
    '--aci-gamma <x>',
    'how far a miss moves the level that aci aims at',
    'Intervals',
    decimal({ min: 0, max: 1, above: true }),
  ),
  flag('seed', '--seed <n>', 'same seed, same numbers', 'Models', integer(0, 2 ** 32 - 1)),
];

/** Adds the flags of `scope` to a command. */
export function addOptions(command: Command, scope: Scope): Command {
  for (const { key, flags: text, summary, group, scope: needed } of flags) {
    if (needed === 'backtest' && scope === 'all') continue;
    const shown = defaultOf(key);
    const description = shown === undefined ? summary : `${summary} (default: ${shown})`;
    command.addOption(new Option(text, description).helpGroup(`${group}:`));
  }
  return command;
}

/** What an option takes, where that can be listed. */
export function choicesOf(option: string): readonly string[] {
  return flags.find(({ flags: text }) => new Option(text).long === option)?.parse?.choices ?? [];
}

/** What is known by name when options are resolved. */
export interface Known {
  readonly models: readonly Pick<Model, 'name' | 'quantities'>[];
  readonly recipes: readonly Recipe[];
}

/**
 * Every option resolved and checked.
 * @param given - the flags as commander read them, by attribute name
 * @throws UsageError for a value that its flag does not take, an unknown model or recipe, or options that do not go together
 */
export function resolveOptions(
  given: Readonly<Record<string, string | boolean | undefined>>,
  known: Known,
): BacktestOptions {
  const fromFlags: Record<string, unknown> = {};
  for (const { key, flags: text, parse } of flags) {
    const option = new Option(text);
    const value = given[option.attributeName()];
    if (value === undefined) continue;
    fromFlags[key] = parse === undefined ? value : parse(String(value), option.long ?? text);
  }
  const recipeName = typeof fromFlags.recipe === 'string' ? fromFlags.recipe : defaults.recipe;
  const chosen = { ...recipeNamed(recipeName, known).options, ...fromFlags };
  const { target = defaults.target } = chosen;
  const [loss] = targets[target].quantity.trainingLosses;
  const merged = { ...defaults, loss, ...chosen };
  const options = { stepSize: merged.horizon, ...merged } as BacktestOptions;
  checkModels(
    options.models,
    known.models.map(({ name: one }) => one),
  );
  checkTarget(options, known.models);
  for (const key of ['dropout', 'l1', 'l2'] as const) checkPerLayer(key, options);
  return options;
}

/**
 * Options that a file says, checked as the flags that they would be written as. One that the file does not name has its
 * default: options that came later leave everything as it was.
 * @throws UsageError for what no flag takes
 */
export function checkOptions(said: unknown, known: Known): BacktestOptions {
  if (typeof said !== 'object' || said === null || Array.isArray(said))
    throw new UsageError(`expected an object of options, got \`${JSON.stringify(said).slice(0, 80)}\``);
  const values = new Map<string, unknown>(Object.entries(said));
  const given: Record<string, string | boolean> = {};
  for (const { key, flags: text, parse } of flags) {
    const value = textOf(values.get(key) as BacktestOptions[keyof BacktestOptions] | undefined);
    if (value === null || (parse === undefined && value === 'false')) continue;
    given[new Option(text).attributeName()] = parse === undefined ? value === 'true' : value;
  }
  const options = resolveOptions(given, known);
  for (const [key, value] of values) {
    if (canonical(options[key as keyof BacktestOptions]) === canonical(value)) continue;
    throw new UsageError(`unknown option \`${key.slice(0, 80)}\` of \`${canonical(value).slice(0, 80)}\``);
  }
  return options;
}

/**
 * Gives a command the options that its work is bound to, as if its flags had said them.
 * @param fixed - those that a flag may not say otherwise; the others yield to flags and settings
 * @param from - where they come from, for messages
 * @throws UsageError for a flag that says otherwise
 */
export function presetOptions(
  command: Command,
  options: BacktestOptions,
  fixed: readonly (keyof BacktestOptions)[],
  from: string,
): void {
  for (const option of command.options) {
    const { key, parse } = flags.find(({ flags: text }) => text === option.flags) ?? {};
    if (key === undefined) continue;
    const attribute = option.attributeName();
    const given = command.getOptionValueSource(attribute);
    const value = textOf(options[key]);
    if (given === 'cli' && fixed.includes(key)) {
      const text = String(command.getOptionValue(attribute));
      const said = canonical(parse?.(text, option.long!) ?? true);
      // Columns are found without case.
      if (said.toLowerCase() !== canonical(options[key]).toLowerCase())
        throw new UsageError(
          `\`${option.long} ${text}\` contradicts ${from}: ${value === null ? 'there it is not set' : `there it is \`${value}\``}`,
          { hint: `leave out \`${option.long}\`, or fit anew without \`--weights\`` },
        );
    } else if (fixed.includes(key) || given === undefined)
      command.setOptionValueWithSource(attribute, value ?? undefined, from);
  }
}

function recipeNamed(wanted: string, { recipes }: Known): Recipe {
  const recipe = recipes.find(({ name: one }) => one === wanted);
  if (recipe !== undefined) return recipe;
  const names = recipes.map(({ name: one }) => one);
  throw new UsageError(`unknown recipe \`${wanted}\``, { hint: suggestion(wanted, names) });
}

export interface DescribedOption {
  /** `--horizon` */
  readonly option: string;
  /** As the flag would be written; `null` where there is none. */
  readonly value: string | null;
  /** The flag itself, a variable of the environment, a file, a recipe, `default`. */
  readonly from: string;
}

/** Every option that `command` takes for its work, with its resolved value. */
export function describeOptions(command: Command, options: BacktestOptions, known: Known): DescribedOption[] {
  const recipe = recipeNamed(options.recipe, known);
  return command.options
    .filter(({ long, helpGroupHeading }) => helpGroupHeading !== COMMON_GROUP && long !== '--show-options')
    .map((option) => {
      const { long, flags: text } = option;
      const key = flags.find((one) => one.flags === text)?.key;
      const given = command.getOptionValueSource(option.attributeName());
      const raw = command.getOptionValue(option.attributeName()) as string | boolean | undefined;
      const value = key === undefined ? raw : options[key];
      const fallback = key !== undefined && key in recipe.options ? `recipe ${recipe.name}` : 'default';
      return { option: long!, value: textOf(value), from: given === 'cli' ? long! : (given ?? fallback) };
    });
}

/** The words of the command line that ask for these options: those that are not as the recipe or the default has them. */
export function wordsOf(options: BacktestOptions, known: Known): string[] {
  const base = { stepSize: options.horizon, ...defaults, ...recipeNamed(options.recipe, known).options };
  return flags.flatMap(({ key, flags: text, parse }) => {
    const [value, usual] = [options[key], base[key]];
    if (textOf(value) === textOf(usual)) return [];
    const flagName = new Option(text).long ?? text;
    return parse === undefined ? [flagName] : [flagName, textOf(value) ?? 'none'];
  });
}

function checkModels(models: readonly string[], known: readonly string[]): void {
  for (const [i, model] of models.entries()) {
    if (!known.includes(model)) {
      throw new UsageError(`unknown model \`${model}\``, { hint: suggestion(model, known) });
    }
    if (models.indexOf(model) !== i) {
      throw new UsageError(`\`--model\` names \`${model}\` twice`, { hint: 'name each model once' });
    }
  }
}

/** What the target cannot have is refused: it would be ignored, or mean nothing. */
function checkTarget({ target, models, loss, level }: BacktestOptions, known: Known['models']): void {
  const { quantity } = targets[target];
  const takers = known
    .filter(({ quantities }) => quantities.includes(quantity.name))
    .map(({ name: one }) => one);
  const other = models.find((model) => !takers.includes(model));
  if (other !== undefined) {
    throw new UsageError(`\`${other}\` does not forecast what target \`${target}\` is of`, {
      hint: `with this target, choose from ${takers.join(', ')}`,
    });
  }
  const losses = quantity.trainingLosses;
  if (!losses.includes(loss)) {
    throw new UsageError(
      `expected \`--loss\` to be ${losses.length === 1 ? losses[0] : `one of ${losses.join(', ')}`} with target \`${target}\`, got \`${loss}\``,
      { hint: `leave it out for ${losses[0]}` },
    );
  }
  if (quantity.classes !== undefined && level.length > 0) {
    throw new UsageError(`expected no \`--level\` with target \`${target}\`, got \`${level.join(',')}\``, {
      hint: 'a class has no interval: its forecasts are probabilities, and their calibration is shown',
    });
  }
}

function checkPerLayer(key: 'dropout' | 'l1' | 'l2', options: BacktestOptions): void {
  const values = options[key];
  const layers = options.hidden.length;
  if (values.length === 1 || values.length === layers) return;
  const expected = layers === 1 ? '1 value' : `1 value, or ${layers} for the layers of \`--hidden\``;
  throw new UsageError(`expected \`--${key}\` to have ${expected}, got ${values.length}`, {
    hint: `\`--${key} ${values[0]}\` is the same for every layer`,
  });
}

/** A default as its flag would say it; `undefined` where there is none to show. */
function defaultOf(key: keyof BacktestOptions): string | undefined {
  if (key === 'stepSize') return undefined;
  const value = defaults[key];
  return value === false ? undefined : (textOf(value) ?? undefined);
}

/** A value as its flag would be written; `null` where there is none. */
function textOf(value: BacktestOptions[keyof BacktestOptions] | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(',');
  return typeof value === 'object' ? scheduleText(value as Schedule) : String(value);
}

function scheduleText(of: Schedule): string {
  switch (of.name) {
    case 'constant':
    case 'cosine':
      return of.name;
    case 'step':
      return `step:${of.every}:${of.factor}`;
    case 'plateau':
      return `plateau:${of.patience}:${of.factor}`;
  }
}

function flag<K extends keyof BacktestOptions>(
  key: K,
  flagText: string,
  summary: string,
  group: Flag['group'],
  parse: Parser<BacktestOptions[K]> | undefined,
  scope: Scope = 'all',
): Flag {
  return { key, flags: flagText, summary, group, parse, scope };
}
