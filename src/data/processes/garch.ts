/** GARCH(1,1): volatility changes and can be forecast, the direction cannot. */

import { UsageError } from '../../errors.ts';
import { driftForecast, round, square } from './arithmetic.ts';
import { SHARE, drift, volatility } from './parameters.ts';
import type { ParameterValues, ProcessDefinition } from './process.ts';

/**
 * r_t = drift + σ_t ε_t,  σ_t² = ω + α (σ_{t-1} ε_{t-1})² + β σ_{t-1}²,  ω = volatility² (1 - α - β),
 * ε_t of Student's t, scaled to variance 1 (Bollerslev 1987).
 */
export const garch: ProcessDefinition = {
  name: 'garch',
  summary: 'fat tails and volatility clusters, as in real markets; only the size of moves can be forecast',
  parameters: [
    drift,
    volatility,
    { name: 'alpha', default: 0.1, summary: 'weight of the last squared return in the variance', ...SHARE },
    { name: 'beta', default: 0.85, summary: 'weight of the last variance in the variance', ...SHARE },
    {
      name: 'df',
      default: 6,
      summary: 'degrees of freedom of the t distribution; fewer mean fatter tails',
      expected: 'a number above 2',
      isValid: (x) => x > 2 && x < Infinity,
    },
  ],
  check(p) {
    if (p.alpha + p.beta < 1) return;
    throw new UsageError(`expected \`alpha\` + \`beta\` below 1, got ${p.alpha} + ${p.beta}`, {
      hint: 'from a sum of 1 on the variance grows without bound; lower one of them',
    });
  },
  meanSquares: (p) => ({ all: square(p.drift) + square(p.volatility), unexplained: square(p.volatility) }),
  best: (p) =>
    `Returns are uncorrelated: ${driftForecast(p)} Their variance can be forecast: ${round(omega(p))} + ` +
    `${p.alpha} × the last squared return + ${p.beta} × the last variance.`,
  *moves(random, p) {
    const unit = Math.sqrt((p.df - 2) / p.df);
    let variance = square(p.volatility);
    while (true) {
      const sd = Math.sqrt(variance);
      const shock = sd * unit * random.studentT(p.df);
      yield { logReturn: p.drift + shock, volatility: sd };
      variance = omega(p) + p.alpha * square(shock) + p.beta * variance;
    }
  },
};

function omega(p: ParameterValues): number {
  return square(p.volatility) * (1 - p.alpha - p.beta);
}
