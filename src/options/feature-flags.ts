/** The flags of what models see beside the price. */

import type { FlagTable } from './option-flag.ts';
import { aheadName, featureName, integer, listOrNone, name, staticName } from './parse.ts';

export const featureFlags: Pick<FlagTable, 'features' | 'withSeries' | 'knownAhead' | 'static' | 'embed'> = {
  features: {
    flag: '--features <list>',
    default: [],
    parse: listOrNone(featureName),
    group: 'Models',
    summary: 'further inputs of networks and linear models: return-7, range, weekday, column:NAME, …',
  },
  withSeries: {
    flag: '--with-series <list>',
    default: [],
    parse: listOrNone(name),
    group: 'Models',
    summary: 'series of the panel whose returns are further inputs of every series',
  },
  knownAhead: {
    flag: '--known-ahead <list>',
    default: [],
    parse: listOrNone(aheadName),
    group: 'Models',
    summary:
      'inputs known up to the last row of a forecast: columns such as a holiday flag, hour, weekday, month',
  },
  static: {
    flag: '--static <list>',
    default: [],
    parse: listOrNone(staticName),
    group: 'Models',
    summary:
      'inputs that are the same in every row of a series: columns of numbers, or of text such as a sector',
  },
  embed: {
    flag: '--embed <n>',
    default: 0,
    parse: integer(0, 256),
    group: 'Models',
    summary: 'numbers that networks learn for each series, as inputs of its rows; 0 = none',
  },
};
