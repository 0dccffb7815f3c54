/** All processes. A new one is a new file and an entry here. */

import { ar } from './ar.ts';
import { garch } from './garch.ts';
import type { ProcessDefinition } from './process.ts';
import { randomWalk } from './random-walk.ts';
import { regime } from './regime.ts';
import { sine } from './sine.ts';
import { trendSeason } from './trend-season.ts';

export const definitions: readonly ProcessDefinition[] = [randomWalk, garch, ar, sine, trendSeason, regime];
