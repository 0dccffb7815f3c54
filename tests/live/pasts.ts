/** Simulated pasts: random price changes, and forecasts that are naive plus noise. */

import type { LossPoint } from '../../src/live/degradation.ts';
import type { Random } from '../../src/math/random.ts';

/** Rows before the first origin, so that the volatility there is known. */
const BEFORE = 60;

export interface PastOptions {
  /** Changes are normal, from Student's t(3), or from a GARCH process with t(5) innovations. */
  readonly kind: 'normal' | 't3' | 'garch';
  readonly step: number;
  /** Rows between origins. */
  readonly spacing: number;
  readonly origins: number;
  /** Noise of the forecasts, as a multiple of the typical change known at the origin. */
  readonly noise?: number;
  /** Bias of all forecasts, in the same unit. */
  readonly shift?: number;
}

export function pastOf(
  random: Random,
  { kind, step, spacing, origins, noise = 0.1, shift = 0 }: PastOptions,
): readonly LossPoint[] {
  const rows = BEFORE + origins * spacing + step;
  const known = new Float64Array(rows);
  const price = new Float64Array(rows + 1);
  let [variance, typical, change] = [1, 1, 0];
  for (let row = 0; row < rows; row++) {
    if (kind === 'garch') variance = 0.05 + 0.1 * change * change + 0.85 * variance;
    known[row] = Math.sqrt(typical);
    change = Math.sqrt(variance) * innovation(random, kind);
    price[row + 1] = price[row] + change;
    typical = 0.94 * typical + 0.06 * change * change;
  }
  return Array.from({ length: origins }, (_, i) => {
    const origin = BEFORE + i * spacing;
    const error = (noise * Math.sqrt(step) * random.normal() + shift) * known[origin];
    return {
      step,
      origin,
      ds: origin + step,
      last: price[origin],
      change: known[origin],
      yhat: price[origin] + error,
      y: price[origin + step],
    };
  });
}

/** Innovations of variance 1. */
function innovation(random: Random, kind: PastOptions['kind']): number {
  const z = random.normal();
  if (kind === 'normal') return z;
  const degrees = kind === 't3' ? 3 : 5;
  const squares = Array.from({ length: degrees }, () => random.normal() ** 2);
  const chi = squares.reduce((sum, value) => sum + value, 0);
  return (z / Math.sqrt(chi / degrees)) * Math.sqrt((degrees - 2) / degrees);
}
