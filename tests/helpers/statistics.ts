/** R's recorded statistics (fixtures/statistics, see its README), and how often a test rejects in simulations. */

import { readFileSync } from 'node:fs';

const lines = (name: string): string[][] =>
  readFileSync(new URL(`../../fixtures/statistics/${name}.csv`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));

export interface Recorded {
  readonly name: string;
  readonly lags: number;
  readonly statistic: number;
  readonly p: number;
}

/** What R gives for `test`. */
export function recordedTests(test: string): Recorded[] {
  return lines('tests')
    .filter(([name]) => name === test)
    .map(([, name, lags, statistic, p]) => ({
      name,
      lags: Number(lags),
      statistic: Number(statistic),
      p: Number(p),
    }));
}

/** The two error series of a case. */
export function errorsOf(name: string): { readonly e1: Float64Array; readonly e2: Float64Array } {
  const rows = lines('series').filter(([id]) => id === name);
  return {
    e1: Float64Array.from(rows, (row) => Number(row[1])),
    e2: Float64Array.from(rows, (row) => Number(row[2])),
  };
}

/** The losses of five models, by model. */
export function recordedLosses(): Float64Array[] {
  const rows = lines('losses');
  return rows[0].map((_, m) => Float64Array.from(rows, (row) => Number(row[m])));
}

/** The share of `trials` simulations in which p is below 5 %. */
export function rejectionRate(trials: number, p: () => number): number {
  let rejected = 0;
  for (let i = 0; i < trials; i++) if (p() < 0.05) rejected++;
  return rejected / trials;
}

/** Three binomial standard errors of a share of 5 % among `trials`. */
export function tolerance(trials: number): number {
  return 3 * Math.sqrt((0.05 * 0.95) / trials);
}
