/** A sine wave with noise. */

import { square, wave, waveMoves } from './arithmetic.ts';
import { PERIOD, POSITIVE } from './parameters.ts';
import type { ProcessDefinition } from './process.ts';

/** log(close_t / price) = amplitude sin(ω (t + 1)) + noise z_t. */
export const sine: ProcessDefinition = {
  name: 'sine',
  summary: 'a sine wave with noise; most of it can be forecast',
  parameters: [
    { name: 'period', default: 30, summary: 'rows per wave', ...PERIOD },
    { name: 'amplitude', default: 0.2, summary: 'height of the wave in log price', ...POSITIVE },
    {
      name: 'noise',
      default: 0.01,
      summary: 'standard deviation of the noise on each log price',
      expected: 'a number from 0',
      isValid: (x) => x >= 0 && x < Infinity,
    },
  ],
  meanSquares: (p) => ({ all: waveMoves(p) + 2 * square(p.noise), unexplained: square(p.noise) }),
  best: (p) =>
    `The best forecast is the wave itself, with a period of ${p.period} rows; its error is the noise of each price.`,
  *moves(random, p) {
    let level = 0;
    for (let t = 0; ; t++) {
      const next = wave(t + 1, p) + p.noise * random.normal();
      yield { logReturn: next - level, volatility: p.noise };
      level = next;
    }
  },
};
