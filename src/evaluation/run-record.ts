/**
 * What is kept of a finished backtest: where its data came from, its options, and how its models did. The results
 * themselves lie beside it as the texts that it printed and wrote (`RunTexts`), so that they come back byte for byte.
 */

import { NUMBERS_VERSION } from '../backtest/numbers-version.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import type { AskedSources } from '../data/sources.ts';
import { isSignificantlyBetter } from '../significance/diebold-mariano.ts';
import type { BacktestResult } from './backtest.ts';
import type { Evaluation } from './evaluation.ts';
import { runConfiguration } from './run-identity.ts';

/** A series that a run read. */
export interface RunSeries {
  readonly id: string;
  readonly rows: number;
  /** Times of the first and the last row. */
  readonly first: number;
  readonly last: number;
  readonly digest: string;
}

/** How a model did, in short; `NaN` is undefined. Classes have no errors, and their U2 is that of probabilities. */
export interface RunScore {
  readonly model: string;
  readonly n: number;
  readonly mae: number;
  readonly rmse: number;
  readonly u2: number;
  readonly skill: number;
  /** Whether it is better than the benchmark by more than luck, at some step, by Diebold and Mariano's test after adjustment. */
  readonly isProven: boolean;
}

export interface RunRecord {
  /** Identity: `sha256:` and 64 hexadecimal digits. */
  readonly run: string;
  /** The same for all runs that differ in nothing but the rows they read, likewise. */
  readonly configuration: string;
  /** When it ended; of one that was run again, the last time. */
  readonly at: number;
  readonly asked: AskedSources;
  readonly options: BacktestOptions;
  readonly data: readonly RunSeries[];
  /** Origins planned. */
  readonly origins: number;
  /** Best first by RMSE, or of classes by Brier score; the benchmark among them. */
  readonly scores: readonly RunScore[];
  /** Fits that failed or were not reached; 0 for a whole run. */
  readonly failed: number;
  /** Exit code that it ended in. */
  readonly exit: number;
  readonly version: string;
  /** Of the numbers, `NUMBERS_VERSION`. */
  readonly numbers: number;
  /** Version of Node.js. */
  readonly node: string;
  /** From the first fit to the last, by the clock on the wall. */
  readonly seconds: number;
}

/** What a run printed and wrote. */
export interface RunTexts {
  /** What `--json` prints, and `run.json` of `--output`. */
  readonly 'run.json': string;
  readonly 'forecasts.csv': string;
  readonly 'scores.csv': string;
  /** The report for people, with its colours. */
  readonly 'report.txt': string;
}

export interface RunCircumstances extends Pick<
  RunRecord,
  'at' | 'asked' | 'exit' | 'version' | 'node' | 'seconds'
> {}

/** The record of a run that ended under these circumstances. */
export function runRecord(result: BacktestResult, circumstances: RunCircumstances): RunRecord {
  const { run, options, panel, plan, models, failures } = result;
  return {
    run,
    configuration: runConfiguration(panel, options),
    ...circumstances,
    options,
    data: panel.series.map(({ id, rows, first, last, digest }) => ({
      id,
      rows,
      first: panel.time[first],
      last: panel.time[last],
      digest,
    })),
    origins: plan.origins,
    scores: models.map(scoreOf),
    failed: failures.length,
    numbers: NUMBERS_VERSION,
  };
}

function scoreOf({ model, scores, tests }: Evaluation): RunScore {
  // A Brier score is a mean square: its root beside that of the benchmark is what U2 is of errors.
  const { n, skill, mae = NaN, rmse = NaN, u2 = Math.sqrt(1 - skill) } = scores;
  const isProven = tests.dm.some(isSignificantlyBetter);
  return { model, n, mae, rmse, u2, skill, isProven };
}

/** Which runs go when a store is pruned. */
export interface RunsToPrune {
  /** Those that ended before this, in milliseconds since 1970 UTC; `undefined`: of any age. */
  readonly before: number | undefined;
  /** The newest so many of each configuration stay; `undefined`: age alone decides. */
  readonly keep: number | undefined;
}

/** The identities of those that go, of runs newest first; none where neither age nor number is given. */
export function runsToPrune(runs: readonly RunRecord[], { before, keep }: RunsToPrune): readonly string[] {
  if (before === undefined && keep === undefined) return [];
  const newer = new Map<string, number>();
  return runs.flatMap(({ run, configuration, at }) => {
    const rank = newer.get(configuration) ?? 0;
    newer.set(configuration, rank + 1);
    return rank >= (keep ?? 0) && at < (before ?? Infinity) ? [run] : [];
  });
}
