/** Values of R for accounts, block lengths and the test of superior predictive ability (fixtures/r/worth.R). */

import { readFileSync } from 'node:fs';

export interface RecordedWorth {
  readonly blocks: readonly {
    readonly name: string;
    readonly x: readonly number[];
    readonly block: number;
    readonly variances: readonly number[];
  }[];
  readonly tests: readonly {
    readonly d: readonly (readonly number[])[];
    readonly statistic: number;
    readonly block: number;
    readonly lower: number;
    readonly p: number;
    readonly upper: number;
    readonly adjusted: readonly number[];
  }[];
  readonly accounts: readonly {
    readonly price: readonly number[];
    readonly sides: readonly number[];
    readonly horizon: number;
    readonly step: number;
    readonly cost: number;
    readonly net: readonly number[];
    readonly annual: number;
    readonly sharpe: number;
    readonly growth: number;
    readonly drawdown: number;
    readonly turnover: number;
    /** The cost at which the mean is that of cash, and of buying and holding. */
    readonly cash: number;
    readonly beaten: number;
    /** Mean a year of buying and holding. */
    readonly held: number;
  }[];
}

export function recordedWorth(): RecordedWorth {
  const path = new URL('../../fixtures/r/worth.json', import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as RecordedWorth;
}
