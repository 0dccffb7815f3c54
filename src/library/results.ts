/**
 * What the library gives back: the objects that the command line prints with `--json`, described in `docs/cli.md`. Metrics and tests that
 * are undefined are `null`; times are text in UTC.
 */

import type { StoredOptions } from '../backtest/options.ts';
import type { ForecastColumns } from './columns.ts';

/** Values of the metrics by name, over `n` forecasts; `null` if undefined. */
export type MetricValues = Readonly<Record<string, number | null>> & { readonly n: number };

/** Metrics of a part of the forecasts; `direction.rate` is the share of right directions. */
export type PartScores = MetricValues & { readonly direction: { readonly rate: number | null } };

/** How often the direction was right, with a 95 % interval for the effective number of forecasts. */
export type DirectionScores = Readonly<
  Record<'hits' | 'n' | 'effective' | 'rate' | 'lo' | 'hi' | 'alwaysUp' | 'ties', number | null>
>;

/** A significance test at one step. */
export interface StepTestResult {
  readonly step: number;
  readonly statistic: number | null;
  readonly p: number | null;
  /** p after Holm's adjustment over all models and steps. */
  readonly adjusted: number | null;
  readonly n: number;
  readonly effective: number;
  /** Why it is undefined, or how it differs from the textbook. */
  readonly note: string | null;
}

/** Scores, tests and verdict of one model. */
export interface ModelReport {
  readonly model: string;
  /** What its test says: better, worse, no difference, mixed, not tested, or look for a leak; `null` for the benchmark. */
  readonly word: string | null;
  /** The same and more in sentences. */
  readonly verdict: string;
  /** Over all forecasts. */
  readonly scores: MetricValues & { readonly direction: DirectionScores };
  /** By step, from 1. */
  readonly bySteps: readonly ({ readonly step: number } & PartScores)[];
  readonly byFolds: readonly ({ readonly fold: number; readonly cutoff: string } & PartScores)[];
  readonly bySeries: readonly ({ readonly id: string } & PartScores)[];
  readonly byRegimes: readonly ({ readonly regime: string } & PartScores)[];
  /** Diebold-Mariano (`dm`), Clark-West (`cw`), Giacomini-White (`gw`) and Pesaran-Timmermann (`pt`) by step. */
  readonly tests: {
    readonly dm: readonly StepTestResult[];
    readonly cw: readonly StepTestResult[];
    readonly gw: readonly StepTestResult[];
    readonly pt: readonly StepTestResult[];
  } & Readonly<Record<string, unknown>>;
  /** By level: scores and tests of the prediction intervals. */
  readonly intervals: readonly ({ readonly level: number; readonly missing: number } & Readonly<
    Record<string, unknown>
  >)[];
  /** Everything else that `docs/cli.md` describes. */
  readonly [field: string]: unknown;
}

/** Which series were read. */
export interface SeriesReport {
  readonly id: string;
  readonly rows: number;
  readonly from: string;
  readonly to: string;
  readonly digest: string;
}

/** A fit that failed. Its model has no scores; the other models have theirs. */
export interface FailedFit {
  readonly model: string;
  readonly fold: number;
  readonly message: string;
  readonly hint: string | null;
}

/** The members of an ensemble. */
export interface EnsembleReport {
  readonly model: string;
  readonly method: string;
  readonly members: readonly {
    readonly model: string;
    /** Mean over the scored forecasts. */
    readonly weight: number;
    /** How much larger the error of the ensemble of the others is: 0.01 is 1 %. */
    readonly worseWithout: number | null;
  }[];
  /** Of a stack, what is not given to members. */
  readonly benchmark: { readonly model: string; readonly weight: number };
}

/** By how much the error of models rises if an input is permuted. */
export interface ExplanationReport {
  readonly permutations: number;
  readonly models: readonly {
    readonly model: string;
    /** The most important first. */
    readonly inputs: readonly {
      /** Name of the target, or of a feature. */
      readonly input: string;
      /** First and last lag; the row of the origin is lag 1. */
      readonly from: number;
      readonly to: number;
      /** Of the mean squared error: 0.01 is 1 %; with its 95 % interval. */
      readonly increase: number | null;
      readonly lo: number | null;
      readonly hi: number | null;
    }[];
  }[];
  /** Models that see no windows of inputs. */
  readonly without: readonly string[];
}

/** What all results have. */
interface CommonReport {
  readonly version: string;
  readonly seed: number;
  /** All warnings and notes. */
  readonly warnings: readonly string[];
  /** Those that only explain. */
  readonly notes: readonly string[];
}

/** The result of `backtest`: what `hindcast backtest --json` prints, and every forecast. */
export interface BacktestReport extends CommonReport {
  /** Digest of options, data and models of your own that have an `identity`: the same run, the same numbers. */
  readonly run: string;
  /** The answer in a sentence. */
  readonly answer: string;
  /** The model that the others are compared with. */
  readonly benchmark: string;
  readonly timeframe: string | null;
  readonly data: readonly SeriesReport[];
  /** Every option, with the defaults. */
  readonly options: StoredOptions;
  /** What a recipe has made of the training rows; absent for one that reads none. */
  readonly recipe?: Readonly<Record<string, unknown>>;
  readonly folds: Readonly<Record<string, unknown>>;
  /** Best first. */
  readonly models: readonly ModelReport[];
  /** What the models say together; `null` if none was scored. */
  readonly summary: string | null;
  /** What the members of an ensemble weigh and add; absent without one. */
  readonly ensembles?: readonly EnsembleReport[];
  /** What inputs of models are worth; there with `explain`. */
  readonly explanation?: ExplanationReport;
  readonly failures: readonly FailedFit[];
  readonly forecasts: ForecastColumns;
}

/** The forecast of one step of one series. */
export interface NextValue {
  readonly id: string;
  /** The row that it starts from, and the value there. */
  readonly origin: string;
  readonly last: number;
  readonly step: number;
  /** The row that is forecast; `null` if rows are unevenly spaced. */
  readonly ds: string | null;
  /** By model. */
  readonly yhat: Readonly<Record<string, number>>;
  /** Relative to `last`, by model. */
  readonly change: Readonly<Record<string, number | null>>;
  /** Of target direction, by model and class. */
  readonly probabilities: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By model, one for each level. */
  readonly intervals: Readonly<
    Record<
      string,
      readonly { readonly level: number; readonly lo: number | null; readonly hi: number | null }[]
    >
  >;
}

/** The result of `forecast`. */
export interface ForecastsReport extends CommonReport {
  readonly data: readonly SeriesReport[];
  readonly options: StoredOptions;
  readonly forecasts: readonly NextValue[];
  /** Earlier origins whose errors the intervals use. */
  readonly calibration: number;
  readonly failures: readonly FailedFit[];
}

/** The result of `score`: what `hindcast score --json` prints. */
export interface ScoreReport extends CommonReport {
  readonly answer: string;
  readonly benchmark: string;
  /** Names of the series. */
  readonly series: readonly string[];
  /** Number of forecasts, and of origins. */
  readonly forecasts: number;
  readonly origins: number;
  readonly horizon: number;
  readonly stepSize: number;
  readonly firstTarget: string;
  readonly lastTarget: string;
  /** Best first. */
  readonly models: readonly ModelReport[];
}

/**
 * A document of the command line as a result: plain data in which an undefined number is `null`, without the fields that only a file
 * needs.
 */
export function resultOf<T extends CommonReport>(document: object): T {
  const {
    schema: _,
    type: __,
    ...result
  } = JSON.parse(JSON.stringify(document)) as T & Readonly<Record<'schema' | 'type', unknown>>;
  return result as unknown as T;
}
