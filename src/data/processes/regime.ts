/** Two regimes that alternate at random: calm rises and volatile falls. */

import { round, square } from './arithmetic.ts';
import { FINITE, POSITIVE } from './parameters.ts';
import type { ProcessDefinition } from './process.ts';

/** r_t = drift + volatility z_t in the rising regime, -drift + panic z_t in the falling one. */
export const regime: ProcessDefinition = {
  name: 'regime',
  summary: 'calm rises and volatile falls that alternate at random; the regime is not observed',
  parameters: [
    {
      name: 'drift',
      default: 0.01,
      summary: 'mean log return when rising, and its negative when falling',
      ...FINITE,
    },
    {
      name: 'volatility',
      default: 0.02,
      summary: 'standard deviation of log returns when rising',
      ...POSITIVE,
    },
    { name: 'panic', default: 0.04, summary: 'standard deviation of log returns when falling', ...POSITIVE },
    {
      name: 'switching',
      default: 0.02,
      summary: 'probability that the regime of the next row is the other one',
      expected: 'a number between 0 and 1',
      isValid: (x) => x > 0 && x < 1,
    },
  ],
  meanSquares(p) {
    const all = square(p.drift) + (square(p.volatility) + square(p.panic)) / 2;
    return { all, unexplained: all - square((1 - 2 * p.switching) * p.drift) };
  },
  best: (p) =>
    `If the regime is known, the best forecast of the next log return is ${round((1 - 2 * p.switching) * p.drift)} ` +
    'after a rising row and its negative after a falling one. Real forecasts are worse, as they must infer the regime.',
  *moves(random, p) {
    let rising = random.uniform() < 0.5;
    while (true) {
      const sd = rising ? p.volatility : p.panic;
      yield { logReturn: (rising ? p.drift : -p.drift) + sd * random.normal(), volatility: sd };
      if (random.uniform() < p.switching) rising = !rising;
    }
  },
};
