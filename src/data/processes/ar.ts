/** An autoregression of order 1: each return depends on the last one. */

import { square } from './arithmetic.ts';
import { volatility } from './parameters.ts';
import type { ProcessDefinition } from './process.ts';

/** r_t = φ r_{t-1} + volatility √(1 - φ²) z_t for t > 0; r_0 has the same variance. */
export const ar: ProcessDefinition = {
  name: 'ar',
  summary: 'each return is correlated with the last one; a network should find this',
  parameters: [
    {
      name: 'phi',
      default: 0.6,
      summary: 'correlation of a return with the last one',
      expected: 'a number between -1 and 1',
      isValid: (x) => Math.abs(x) < 1,
    },
    volatility,
  ],
  meanSquares: (p) => ({
    all: square(p.volatility),
    unexplained: square(p.volatility) * (1 - square(p.phi)),
  }),
  best: (p) => `The best forecast of the next log return is ${p.phi} × the last one.`,
  *moves(random, p) {
    const sd = p.volatility * Math.sqrt(1 - square(p.phi));
    let logReturn = p.volatility * random.normal();
    while (true) {
      yield { logReturn, volatility: sd };
      logReturn = p.phi * logReturn + sd * random.normal();
    }
  },
};
