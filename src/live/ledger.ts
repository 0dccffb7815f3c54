/**
 * The ledger of forecasts: what was forecast, when, and from what, kept until the candles are there that say what came. A
 * forecast that is made again from the same values with the same options is the same record, and keeps its first time.
 */

import { NUMBERS_VERSION } from '../backtest/numbers-version.ts';
import { optionsWith } from '../backtest/options.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import { ewmaVolatility } from '../data/ewma.ts';
import type { AskedSources, MarketReading } from '../data/sources.ts';
import type { Panel, Series } from '../data/panel.ts';
import type { Interval } from '../models/model.ts';
import { canonical } from '../text/canonical.ts';
import { createRunningDigest, digestOf } from '../text/digest.ts';
import type { NextForecast } from '../backtest/forecast-next.ts';

/** A series that was forecast, as it stood at the origin. */
export interface SeriesAtOrigin {
  readonly id: string;
  /** Its value there, which is naive's forecast of every step. */
  readonly last: number;
  /** Typical change from one row to the next that is known there, in the unit of the series; `NaN` where none is. */
  readonly change: number;
  /** Milliseconds of its first row. */
  readonly first: number;
  /** Digest of its rows from the first to the origin. */
  readonly rows: string;
}

export interface ModelForecast {
  readonly model: string;
  /** When it was made first, by the clock of this machine. */
  readonly madeAt: number;
  /** Series x horizon. */
  readonly yhat: Float64Array;
  /** One per level, likewise. */
  readonly intervals: readonly Interval[];
  /** Record whose saved weights made it; `null` where it was fitted for this one. */
  readonly weightsOf: string | null;
}

/** What a record is of, without what the models said. */
export interface ForecastHead {
  /** `sha256:<hex>` of everything that the numbers follow from. */
  readonly id: string;
  /** When it was made first. */
  readonly madeAt: number;
  /** Milliseconds of the origin, the last row that was known. */
  readonly origin: number;
  readonly numbers: number;
  readonly version: string;
  readonly asked: AskedSources;
  readonly options: BacktestOptions;
  readonly readings: readonly MarketReading[];
  /** Every series that the models saw. */
  readonly data: readonly { readonly id: string; readonly digest: string }[];
  readonly series: readonly SeriesAtOrigin[];
  /** Milliseconds of the rows forecast and of their candles' ends, by step; `NaN` where rows are not evenly spaced. */
  readonly ds: Float64Array;
  readonly closes: Float64Array;
  /** Digest of the saved models of a file that it was made with; `null` where none was given. */
  readonly given: string | null;
}

export interface ForecastRecord extends ForecastHead {
  readonly models: readonly ModelForecast[];
}

/** What came of a step of a series. */
export interface Actual {
  readonly forecast: string;
  readonly series: number;
  readonly step: number;
  /** Milliseconds of its row. */
  readonly ds: number;
  readonly y: number;
  /** When it was filled in. */
  readonly at: number;
  /** When it was last found changed, and the value before; `null` where it was not. */
  readonly revisedAt: number | null;
  readonly before: number | null;
}

export interface RecordedForecast {
  readonly id: string;
  /** When it was made first. */
  readonly madeAt: number;
  /** Whether anything of it was new. */
  readonly isNew: boolean;
}

/** Which records. */
export interface RecordFilter {
  /** Made at this time or later. */
  readonly since?: number | undefined;
}

/** A line of the list of records. */
export interface RecordSummary extends ForecastHead {
  readonly models: readonly string[];
  /** Steps of all series whose outcome has been filled in. */
  readonly filled: number;
}

/** Records as the store keeps them. */
export interface ForecastLedger {
  /**
   * Keeps a record, and of one that is there the models that it has not; on return it is on the disk.
   * @param weights - the models that it was fitted with, as `packModels` writes them
   */
  record(record: ForecastRecord, weights?: Uint8Array): RecordedForecast;
  /** The models of a record; `undefined` where none are kept. */
  weights(record: string): Uint8Array | undefined;
  /** Newest first, without values. */
  list(filter?: RecordFilter): readonly RecordSummary[];
  /** By origin, then by the time they were made. */
  read(filter?: RecordFilter): readonly ForecastRecord[];
  actuals(): readonly Actual[];
  /** Fills in what came, or what it was changed to; all of it or nothing. */
  fill(actuals: readonly Actual[]): void;
}

/** The options that a forecast depends on. */
export function forecastOptions(options: BacktestOptions): Partial<BacktestOptions> {
  return optionsWith(options, 'isInForecast');
}

/**
 * Digest of what makes two forecasts of a model those of one configuration, on whatever data: series, sources and the
 * options that shape its fit.
 */
export function modelConfiguration(
  model: string,
  options: BacktestOptions,
  asked: AskedSources,
  ids: readonly string[],
  given: string | null,
): string {
  return digestOf(canonical({ model, options: fitOptions(options), asked, ids, given }));
}

/** The options that shape the forecasts of a single model. */
export function fitOptions(options: BacktestOptions): Partial<BacktestOptions> {
  return optionsWith(options, 'isInConfiguration');
}

/** The record of what was forecast. */
export function forecastRecord(
  {
    panel,
    options,
    next,
  }: { readonly panel: Panel; readonly options: BacktestOptions; readonly next: NextForecast },
  asked: AskedSources,
  {
    readings,
    version,
    madeAt,
    weightsOf,
  }: Pick<ForecastHead, 'readings' | 'version' | 'madeAt'> & Pick<ModelForecast, 'weightsOf'>,
): ForecastRecord {
  const data = panel.series.map(({ id, digest }) => ({ id, digest }));
  const { origin, ds, closes } = next;
  // Models of a file stay as they are, and are told apart from those that are fitted again and again.
  const given = weightsOf === null ? (next.weights?.digest ?? null) : null;
  const models = [...next.models].map(([model, yhat]): ModelForecast => ({
    model,
    madeAt,
    yhat,
    intervals: next.intervals.get(model) ?? [],
    weightsOf,
  }));
  const identity = {
    numbers: NUMBERS_VERSION,
    options: forecastOptions(options),
    asked,
    data,
    ids: next.series,
    origin,
    // Absent where the models were fitted on these data, now or for the record that they are taken of.
    weights: weightsOf !== null && next.weights?.rowsSince === 0 ? undefined : next.weights?.digest,
  };
  return {
    id: digestOf(canonical(identity)),
    madeAt,
    origin,
    numbers: NUMBERS_VERSION,
    version,
    asked,
    options,
    readings,
    data,
    series: next.series.map((id, s) => seriesAtOrigin(panel, id, origin, next.last[s])),
    ds,
    closes,
    given,
    models,
  };
}

function seriesAtOrigin(panel: Panel, id: string, origin: number, last: number): SeriesAtOrigin {
  const series = panel.series.find((one) => one.id === id)!;
  const row = panel.time.indexOf(origin);
  return {
    id,
    last,
    change: ewmaVolatility(series.values).change[row],
    first: panel.time[series.first],
    rows: digestOfRows(panel, series, [row]).get(row)!,
  };
}

/**
 * Digests of the observed rows of a series from its first (or from `from` on) to each of these rows, in one pass: a later row, or
 * one that was never there, moves none of them.
 */
export function digestOfRows(
  { time }: Pick<Panel, 'time'>,
  { observed }: Pick<Series, 'observed'>,
  rows: readonly number[],
  from = 0,
): ReadonlyMap<number, string> {
  const running = createRunningDigest();
  const digests = new Map<number, string>();
  let next = from;
  for (const last of [...new Set(rows)].toSorted((a, b) => a - b)) {
    const numbers: number[] = [];
    for (; next <= last; next++) if (!Number.isNaN(observed[next])) numbers.push(time[next], observed[next]);
    running.add(Float64Array.from(numbers));
    digests.set(last, running.digest());
  }
  return digests;
}
