/** A random walk with drift: r_t = drift + volatility z_t. */

import { driftForecast, square } from './arithmetic.ts';
import { drift, volatility } from './parameters.ts';
import type { ProcessDefinition } from './process.ts';

export const randomWalk: ProcessDefinition = {
  name: 'random-walk',
  summary: 'independent normal returns; only the drift can be forecast',
  parameters: [drift, volatility],
  meanSquares: (p) => ({ all: square(p.drift) + square(p.volatility), unexplained: square(p.volatility) }),
  best: (p) => `Returns are independent: ${driftForecast(p)}`,
  *moves(random, p) {
    while (true) {
      yield { logReturn: p.drift + p.volatility * random.normal(), volatility: p.volatility };
    }
  },
};
