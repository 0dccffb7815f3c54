/**
 * The options of `backtest`, `plan` and `forecast`, for the command line and for the library: flag, default, parser and meaning of
 * each, written once. Which commands take an option, and what depends on it, follows from its role in `backtest/options.ts`.
 */

import { ensembleMethodNames } from '../backtest/ensemble/index.ts';
import { intervalMethodNames } from '../backtest/intervals/index.ts';
import type { BacktestOptions, OptionName } from '../backtest/options.ts';
import { normalizationNames } from '../data/normalization/index.ts';
import { gapPolicies } from '../data/panel.ts';
import { regressorNames } from '../data/regressors.ts';
import { scalerNames } from '../data/scaler.ts';
import { targetNames } from '../data/targets.ts';
import { volatilityNames } from '../data/volatility.ts';
import { deseasonalizationNames } from '../models/deseasonalization/names.ts';
import { featureFlags } from './feature-flags.ts';
import { networkFlags } from './network-flags.ts';
import type { FlagTable, OptionFlag, WithoutDefault } from './option-flag.ts';
import { rollingFlags } from './rolling-flags.ts';
import { choice, decimal, levels, list, listOrNone, modelList, name, seed, share, weight } from './parse.ts';
import { panelFlags } from './panel-flags.ts';

/** In the order of the help. */
const flags: FlagTable = {
  models: {
    flag: '--model <list>',
    default: ['mlp', 'lstm', 'gru'],
    parse: modelList,
    group: 'Models',
    summary: 'models, or programs (exec:COMMAND)',
    isCommon: true,
  },
  ensemble: {
    flag: '--ensemble <name>',
    default: 'mean',
    parse: choice(ensembleMethodNames),
    group: 'Models',
    summary: `model ensemble: how the other models are combined: ${ensembleMethodNames.join(', ')}`,
  },
  recipe: {
    flag: '--recipe <name>',
    default: 'default',
    parse: name,
    group: 'Models',
    summary: 'set of options to start from; see `hindcast recipes`',
  },
  target: {
    flag: '--target <name>',
    default: 'log-return',
    parse: choice(targetNames),
    group: 'Models',
    summary: `what a model learns: ${targetNames.join(', ')}`,
    isCommon: true,
  },
  flat: {
    flag: '--flat <x>',
    default: 0.001,
    parse: share,
    group: 'Models',
    summary: 'target direction: largest change that counts as flat, as a ratio',
  },
  scaler: {
    flag: '--scaler <name>',
    default: 'standard',
    parse: choice(scalerNames),
    group: 'Models',
    summary: `${scalerNames.join(', ')}; fitted on the training rows`,
  },
  normalize: {
    flag: '--normalize <name>',
    default: 'none',
    parse: choice(normalizationNames),
    group: 'Models',
    summary: `networks and linear models: each window minus its own level, over its own spread: ${normalizationNames.join(', ')}`,
  },
  deseasonalize: {
    flag: '--deseasonalize <name>',
    default: 'none',
    parse: choice(deseasonalizationNames),
    group: 'Models',
    summary: `networks and linear models: how the season is taken out: ${deseasonalizationNames.join(', ')}`,
  },
  column: {
    flag: '--column <name>',
    default: 'close',
    parse: name,
    group: 'Data',
    summary: 'column to forecast',
    isCommon: true,
  },
  volatility: {
    flag: '--volatility <name>',
    default: 'parkinson',
    parse: choice(volatilityNames),
    group: 'Data',
    summary: `target volatility: estimator ${volatilityNames.join(', ')}`,
  },
  gaps: {
    flag: '--gaps <policy>',
    default: 'drop-windows',
    parse: choice(gapPolicies),
    group: 'Data',
    summary: `missing rows: ${gapPolicies.join(', ')}`,
  },
  ...rollingFlags,
  seed: {
    flag: '--seed <n>',
    default: 1,
    parse: seed,
    group: 'Models',
    summary: 'same seed, same numbers',
    isCommon: true,
  },
  ...networkFlags,
  har: {
    flag: '--har <list>',
    default: [],
    parse: listOrNone(choice(regressorNames)),
    group: 'Models',
    summary: `what har uses besides volatility: ${regressorNames.join(', ')}`,
  },
  ...featureFlags,
  ...panelFlags,
  ridge: {
    flag: '--ridge <list>',
    default: [0.0001, 0.01, 0.1, 1, 10, 100, 1000],
    parse: list(weight),
    group: 'Models',
    summary: 'penalties that linear, dlinear, nlinear and logistic choose from',
  },
  level: {
    flag: '--level <list>',
    default: [],
    parse: levels,
    group: 'Intervals',
    summary: 'levels of intervals in percent: 80,95',
    isCommon: true,
  },
  interval: {
    flag: '--interval <name>',
    default: 'scaled',
    parse: choice(intervalMethodNames),
    group: 'Intervals',
    summary: `how intervals are computed from earlier errors: ${intervalMethodNames.join(', ')}`,
  },
  aciGamma: {
    flag: '--aci-gamma <x>',
    default: 0.02,
    parse: decimal({ min: 0, max: 1, above: true }),
    group: 'Intervals',
    summary: 'aci and aci-scaled: how far a miss moves the target level',
  },
};

/** A flag with the names of its option. */
export interface NamedFlag extends Omit<OptionFlag<unknown>, 'default'> {
  readonly key: OptionName;
  /** `--input-size` */
  readonly long: string;
  /** The name under which the command line keeps its value: `inputSize`. */
  readonly attribute: string;
}

const camelCase = (text: string): string =>
  text.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** All flags. */
export const optionFlags: readonly NamedFlag[] = Object.entries(flags).map(
  ([key, { flag, parse, group, summary, isCommon }]) => {
    const [long] = flag.split(' ');
    return {
      key: key as OptionName,
      long,
      attribute: camelCase(long.slice(2)),
      flag,
      parse,
      group,
      summary,
      ...(isCommon && { isCommon }),
    };
  },
);

/** Every option that has a default of its own. */
export const defaults = Object.fromEntries(
  Object.entries(flags).flatMap(([key, flag]) => ('default' in flag ? [[key, flag.default]] : [])),
) as unknown as Omit<BacktestOptions, WithoutDefault>;
