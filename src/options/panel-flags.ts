/** The flags of how models learn from a panel. */

import { balances } from '../models/model.ts';
import type { FlagTable } from './option-flag.ts';
import { choice, integer } from './parse.ts';

/** In the order of the help. */
export const panelFlags = {
  balance: {
    flag: '--balance <what>',
    default: 'rows',
    parse: choice(balances),
    group: 'Models',
    summary: 'what has the same weight in training: every row, or every series however long it is',
  },
  halfLife: {
    flag: '--half-life <rows>',
    default: null,
    parse: integer(1),
    group: 'Models',
    summary: 'rows after which a training window weighs half as much (default: all weigh the same)',
  },
  local: {
    flag: '--local',
    default: false,
    parse: undefined,
    group: 'Models',
    summary: 'networks and linear models: one model per series instead of one for all',
  },
} satisfies Pick<FlagTable, 'balance' | 'halfLife' | 'local'>;
