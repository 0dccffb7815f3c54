/** A random walk with a trend and a seasonal pattern. */

import { square, wave, waveMoves } from './arithmetic.ts';
import { FINITE, PERIOD, POSITIVE } from './parameters.ts';
import type { ProcessDefinition } from './process.ts';

/** r_t = drift + amplitude (sin(ω (t + 1)) - sin(ω t)) + volatility z_t. */
export const trendSeason: ProcessDefinition = {
  name: 'trend-season',
  summary: 'a random walk with a trend and a seasonal pattern',
  parameters: [
    { name: 'drift', default: 0.001, summary: 'mean log return per row', ...FINITE },
    {
      name: 'volatility',
      default: 0.02,
      summary: 'standard deviation of log returns around trend and season',
      ...POSITIVE,
    },
    { name: 'period', default: 7, summary: 'rows per season', ...PERIOD },
    { name: 'amplitude', default: 0.03, summary: 'height of the season in log price', ...POSITIVE },
  ],
  meanSquares: (p) => ({
    all: square(p.drift) + waveMoves(p) + square(p.volatility),
    unexplained: square(p.volatility),
  }),
  best: (p) =>
    `The best forecast of the next log return is ${p.drift} plus the seasonal move, which repeats every ` +
    `${p.period} rows.`,
  *moves(random, p) {
    for (let t = 0; ; t++) {
      const season = wave(t + 1, p) - wave(t, p);
      yield { logReturn: p.drift + season + p.volatility * random.normal(), volatility: p.volatility };
    }
  },
};
