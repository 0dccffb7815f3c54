/**
 * The stored record of a finished backtest: its sources, its options and the scores of its models. The results are stored as
 * the texts that it printed and wrote (`RunTexts`), so that they can be restored byte for byte.
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

/** The main scores of a model; `NaN` is undefined. Classes have no errors; their U2 is that of the probabilities. */
export interface RunScore {
  readonly model: string;
  readonly n: number;
  readonly mae: number;
  readonly rmse: number;
  readonly u2: number;
  readonly skill: number;
  /** Whether it is significantly better than the benchmark at one or more steps, by Diebold and Mariano's test, adjusted. */
  readonly isSignificantlyBetter: boolean;
}

/** A score in JSON, also in the store. `isProven` is a published name, so it stays. */
export interface RunScoreJson extends Omit<RunScore, 'isSignificantlyBetter'> {
  readonly isProven: boolean;
}

export function runScoreJson({ isSignificantlyBetter: isProven, ...score }: RunScore): RunScoreJson {
  return { ...score, isProven };
}

export interface RunRecord {
  /** Identity: `sha256:` and 64 hexadecimal digits. */
  readonly run: string;
  /** Digest that is the same for all runs that differ only in the rows that they read. */
  readonly configuration: string;
  /** When it finished; if it was run several times, the last time. */
  readonly at: number;
  readonly asked: AskedSources;
  readonly options: BacktestOptions;
  readonly data: readonly RunSeries[];
  /** Number of planned origins. */
  readonly origins: number;
  /** Best first by RMSE, for classes by Brier score; includes the benchmark. */
  readonly scores: readonly RunScore[];
  /** Fits that failed or were not reached; 0 for a complete run. */
  readonly failed: number;
  /** Exit code. */
  readonly exit: number;
  readonly version: string;
  /** `NUMBERS_VERSION`. */
  readonly numbers: number;
  /** Version of Node.js. */
  readonly node: string;
  /** Wall time from the first fit to the last. */
  readonly seconds: number;
}

/** The texts that a run printed and wrote. */
export interface RunTexts {
  /** What `--json` prints, and `run.json` of `--output`. */
  readonly 'run.json': string;
  readonly 'forecasts.csv': string;
  readonly 'scores.csv': string;
  /** The report for people, with its colors. */
  readonly 'report.txt': string;
  /** The last candles of a single series; absent if there are several, or only prices. */
  readonly 'candles.csv'?: string;
  /** The search that chose the options, as `tune --json` describes it; absent if none did. */
  readonly 'tuning.json'?: string;
}

export interface RunCircumstances extends Pick<
  RunRecord,
  'at' | 'asked' | 'exit' | 'version' | 'node' | 'seconds'
> {}

/** The record of a finished run. */
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
  // A Brier score is a mean square: the root of the ratio to the benchmark's corresponds to U2.
  const { n, skill, mae = NaN, rmse = NaN, u2 = Math.sqrt(1 - skill) } = scores;
  return { model, n, mae, rmse, u2, skill, isSignificantlyBetter: tests.dm.some(isSignificantlyBetter) };
}

/** Which runs to delete when a store is pruned. */
export interface RunsToPrune {
  /** Only runs that finished before this, in milliseconds since 1970 UTC; `undefined`: of any age. */
  readonly before: number | undefined;
  /** Number of newest runs of each configuration to keep; `undefined`: only the age decides. */
  readonly keep: number | undefined;
}

/** The identities of the runs to delete; none if neither age nor number is given. `runs` are newest first. */
export function runsToPrune(runs: readonly RunRecord[], { before, keep }: RunsToPrune): readonly string[] {
  if (before === undefined && keep === undefined) return [];
  const newer = new Map<string, number>();
  return runs.flatMap(({ run, configuration, at }) => {
    const rank = newer.get(configuration) ?? 0;
    newer.set(configuration, rank + 1);
    return rank >= (keep ?? 0) && at < (before ?? Infinity) ? [run] : [];
  });
}
