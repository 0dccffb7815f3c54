/** What the command line passes to reports. */

import type { ExpectedCost } from '../backtest/estimate-cost.ts';
import type { NextForecast } from '../backtest/forecast-next.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import type { Plan } from '../backtest/plan.ts';
import type { Ohlcv } from '../data/candles.ts';
import type { ForecastRows } from '../data/csv/forecast-rows.ts';
import type { Noted, Reading } from '../data/csv/reading.ts';
import type { Hole } from '../data/holes.ts';
import type { ColumnHistory, MarketColumn } from '../data/market-columns.ts';
import type { Market } from '../data/market.ts';
import type { Panel } from '../data/panel.ts';
import type { DataError, HindcastError } from '../errors.ts';
import type { Reproduction } from '../evaluation/reproduction.ts';
import type { RunRecord } from '../evaluation/run-record.ts';
import type { ReportedResult } from './html/run-json.ts';
import type { TopMarkets } from '../exchange/top-markets.ts';
import type { RecordedForecast } from '../live/ledger.ts';
import type { LiveAnswer } from '../live/live-answer.ts';
import type { LiveEvaluation } from '../live/live-evaluation.ts';
import type { EvaluatedConfiguration } from '../live/verdict.ts';
import type {
  StoredGap,
  PrunedStore,
  Revision,
  StoredSeries,
  WrittenCandles,
  WrittenPoints,
} from '../store/store.ts';
import type { MarketUpdate } from '../store/update.ts';
import type { BacktestResult } from '../evaluation/backtest.ts';
import type { EarlierLooks } from '../tuning/openings.ts';
import type { Search } from '../tuning/search.ts';
import type { SealedSpan } from '../tuning/sealed.ts';

/** What was written into a column. */
export interface WrittenColumn extends WrittenPoints {
  readonly name: MarketColumn;
}

export interface CandleUpdate {
  readonly market: Market;
  readonly written: WrittenCandles;
  readonly columns: readonly WrittenColumn[];
  /** The series as it is now. */
  readonly series: StoredSeries;
}

export interface FetchedMarket {
  readonly market: Market;
  readonly update: MarketUpdate;
  /** The series as it is now; `undefined` if nothing is stored. */
  readonly series: StoredSeries | undefined;
  readonly error: HindcastError | undefined;
}

/** Markets of an exchange that a fetch has chosen. */
export interface ChosenMarkets {
  readonly exchange: string;
  readonly timeframe: string;
  /** `undefined` if it failed. */
  readonly top: TopMarkets | undefined;
  readonly error: HindcastError | undefined;
}

/** A stored market that cannot be fetched, and why. */
export interface NotFetchable {
  readonly market: Market;
  readonly why: string;
}

export interface StoredData {
  readonly series: StoredSeries;
  readonly columns: readonly ColumnHistory[];
  readonly gaps: readonly StoredGap[];
  readonly revisions: readonly Revision[];
  /** Candles that repeat every value of the one before. */
  readonly repeats: number;
  readonly digest: string;
  /** Runs that read any of it. */
  readonly runs: readonly string[];
}

/** A market whose candles are not as they were written. */
export interface DamagedData {
  readonly series: StoredSeries;
  readonly error: DataError;
}

export type WeightsReuse = { readonly record: string } | { readonly record: undefined; readonly why: string };

/** A run of the store. */
export interface KeptBacktest {
  readonly record: RunRecord;
  readonly result: ReportedResult;
}

export interface ForecastReport {
  readonly panel: Panel;
  readonly options: BacktestOptions;
  readonly next: NextForecast;
  /** Its record; `undefined` if it was not recorded. */
  readonly recorded: RecordedForecast | undefined;
  /** File of the saved models used. */
  readonly weights?: string | undefined;
  /** The newest kept backtest of the same configuration; `undefined` if there is none. */
  readonly kept?: KeptBacktest | undefined;
  /** The command line of such a backtest; `undefined` if standard input was read. */
  readonly backtest?: string | undefined;
  /** With `--reuse`, the record whose weights were used, or why none were. */
  readonly reuse?: WeightsReuse | undefined;
}

export interface LiveReport {
  readonly live: LiveEvaluation;
  /** Its configurations compared with their backtests. */
  readonly evaluated: readonly EvaluatedConfiguration[];
  readonly answer: LiveAnswer;
  /** Milliseconds, by the clock of this machine. */
  readonly now: number;
  /** The store's file. */
  readonly store: string;
  /** Whether forecasts made after the fact are shown too. */
  readonly isAll: boolean;
}

export interface PlanReport {
  readonly panel: Panel;
  readonly plan: Plan;
  readonly options: BacktestOptions;
  readonly cost: ExpectedCost;
  /** Fits at the same time. */
  readonly workers: number;
}

export interface PruneReport {
  readonly pruned: PrunedStore;
  /** Whether nothing was deleted. */
  readonly isDry: boolean;
  readonly file: string;
  readonly fitsBefore: number;
  /** Bytes of the store before and after. */
  readonly sizes: readonly [number, number];
}

export interface PrunedDamage {
  /** One line for each row that was damaged. */
  readonly damage: readonly string[];
  /** Whether nothing was deleted. */
  readonly isDry: boolean;
  readonly file: string;
}

export interface ReproductionReport extends Reproduction {
  readonly record: RunRecord;
  /** Models and fits that were recomputed. */
  readonly models: number;
  readonly fits: number;
  /** Versions that recomputed it, and the time it took. */
  readonly version: string;
  readonly node: string;
  readonly seconds: number;
}

export interface RunList {
  /** Newest first. */
  readonly runs: readonly RunRecord[];
  /** The store's file. */
  readonly file: string;
  /** Lines shown. */
  readonly limit: number;
}

export interface RunReport {
  readonly record: RunRecord;
  /** The command line that makes the same run. */
  readonly command: string;
  /** Runs of its configuration, this one included. */
  readonly runs: number;
  /** As it was printed. */
  readonly report: string;
}

/** Open, high, low and close of the last candles that a run read. */
export interface KeptCandles extends Omit<Ohlcv, 'volume'> {}

export interface ReportedRun {
  readonly record: RunRecord;
  /** Its `run.json`, schema 1 of docs/cli.md. */
  readonly json: unknown;
  readonly forecasts: ForecastRows;
  /** What following it was worth, if it was asked for again: the object `worth` of a `run.json`. */
  readonly worth?: object;
  /** The JSON of the search that chose its options; absent if none did. */
  readonly tuning?: unknown;
  /** All runs of its configuration, newest first. */
  readonly history: readonly RunRecord[];
  /** The command line that makes the same run, with files without their folders. */
  readonly command: string;
  /** The last candles of a single series; absent if they are not known. */
  readonly candles?: KeptCandles;
  /** By series, candles that the exchange has changed since the run read them; absent if no series is of a stored market. */
  readonly revisions?: ReadonlyMap<string, number>;
  /** Recorded forecasts with the series, models and options of this run; absent if there are none with an actual value. */
  readonly live?: readonly EvaluatedConfiguration[];
}

/** A CSV file as it was read. */
export interface SourceFile {
  readonly source: string;
  /** The column to forecast. */
  readonly column: string;
  readonly reading: Reading;
  readonly series: readonly FileSeries[];
  readonly leftOut: readonly Noted<string>[];
  /** About rows that are kept. */
  readonly remarks: readonly Noted<string>[];
  readonly first: FileRow;
  readonly last: FileRow;
}

/** The rows of a series with a value in the column to forecast. */
export interface FileSeries {
  readonly id: string;
  readonly rows: number;
  readonly from: number;
  readonly to: number;
  /** `1d`; `null` if the file has a single row. */
  readonly step: string | null;
  readonly gaps: readonly (Hole & { readonly candles: number })[];
  /** Candles in the gaps. */
  readonly missing: number;
  readonly digest: string;
}

export interface FileRow {
  readonly id: string;
  /** In the file; `undefined` for a candle built from several rows. */
  readonly line: number | undefined;
  readonly time: number;
  readonly values: Readonly<Record<string, number>>;
}

/** A setting as options of a command line: `['--hidden', '16']`, …; none for the default. */
export type SettingWords = readonly (readonly [long: string, value: string])[];

/** What a search has found, and what the sealed span says of it. */
export interface TuningReport {
  readonly panel: Panel;
  readonly options: BacktestOptions;
  readonly search: Search;
  readonly span: SealedSpan;
  /** By model of the search: its settings as they were tried, and the command of its backtest on the sealed span. */
  readonly models: readonly { readonly settings: readonly SettingWords[]; readonly command: string }[];
  /** `undefined` if the span stays sealed. */
  readonly opened: OpenedSpan | undefined;
}

export interface OpenedSpan {
  /** By model of the search. */
  readonly results: readonly BacktestResult[];
  /** `undefined` if the store could not be read. */
  readonly before: EarlierLooks | undefined;
}
