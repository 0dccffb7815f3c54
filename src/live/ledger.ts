/**
 * The ledger of forecasts: each record contains forecasts, when they were made and from which data. Actual values are filled in
 * later. Repeating a forecast from the same values with the same options gives the same record, which keeps its first time.
 */

import { NUMBERS_VERSION } from '../backtest/numbers-version.ts';
import { optionsWith } from '../backtest/options.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import { ewmaVolatility } from '../data/ewma.ts';
import { aheadColumns, rowsAhead } from '../data/features/index.ts';
import type { WithFeatures } from '../data/features/index.ts';
import type { AskedSources, MarketReading } from '../data/sources.ts';
import type { Panel, Series } from '../data/panel.ts';
import { builtIn } from '../models/index.ts';
import type { Interval } from '../models/model.ts';
import { canonical } from '../text/canonical.ts';
import { digestOf } from '../text/digest.ts';
import type { NextForecast } from '../backtest/forecast-next.ts';

/** A forecast series at the origin. */
export interface SeriesAtOrigin {
  readonly id: string;
  /** Its value there, which is the naive forecast of every step. */
  readonly last: number;
  /** Typical change from one row to the next that is known there, in the unit of the series; `NaN` if it is unknown. */
  readonly change: number;
  /** Milliseconds of its first row. */
  readonly first: number;
  /** Digest of its rows from the first to the origin. */
  readonly rows: string;
}

export interface ModelForecast {
  readonly model: string;
  /** When it was first made, by the local clock. */
  readonly madeAt: number;
  /** Series x horizon. */
  readonly yhat: Float64Array;
  /** One per level, series x horizon each. */
  readonly intervals: readonly Interval[];
  /** Probabilities by class, series x horizon each; absent for numbers, and if the model gives none. */
  readonly probabilities?: readonly Float64Array[] | undefined;
  /** Record whose saved weights it used; `null` if it was fitted for this one. */
  readonly weightsOf: string | null;
}

/** A record without the forecasts of its models. */
export interface ForecastHead {
  /** `sha256:<hex>` of everything that the numbers depend on. */
  readonly id: string;
  /** When it was first made. */
  readonly madeAt: number;
  /** Milliseconds of the origin, the last row that was known. */
  readonly origin: number;
  readonly numbers: number;
  readonly version: string;
  readonly asked: AskedSources;
  readonly options: BacktestOptions;
  readonly readings: readonly MarketReading[];
  /** Every series that the models used. */
  readonly data: readonly { readonly id: string; readonly digest: string }[];
  readonly series: readonly SeriesAtOrigin[];
  /** Milliseconds of the forecast rows and of the closes of their candles, by step; `NaN` if rows are not evenly spaced. */
  readonly ds: Float64Array;
  readonly closes: Float64Array;
  /** Digest of the file of saved models that it used; `null` if none was given. */
  readonly given: string | null;
}

export interface ForecastRecord extends ForecastHead {
  readonly models: readonly ModelForecast[];
}

/** The actual value of a step of a series. */
export interface Actual {
  readonly forecast: string;
  readonly series: number;
  readonly step: number;
  /** Milliseconds of its row. */
  readonly ds: number;
  readonly y: number;
  /** When it was filled in. */
  readonly at: number;
  /** When a change was last found, and the value before it; `null` if it has not changed. */
  readonly revisedAt: number | null;
  readonly before: number | null;
}

export interface RecordedForecast {
  readonly id: string;
  /** When it was first made. */
  readonly madeAt: number;
  /** Whether any part of it was new. */
  readonly isNew: boolean;
}

/** Selects records. */
export interface RecordFilter {
  /** Made at this time or later. */
  readonly since?: number | undefined;
}

/** One line in the list of records. */
export interface RecordSummary extends ForecastHead {
  readonly models: readonly string[];
  /** Number of steps of all series whose actual value has been filled in. */
  readonly filled: number;
}

/** The stored records. */
export interface ForecastLedger {
  /**
   * Stores a record; if it is already stored, adds the models that it lacks. On return it is on disk.
   * @param weights - its fitted models, in the form that `packModels` writes
   */
  record(record: ForecastRecord, weights?: Uint8Array): RecordedForecast;
  /** The fitted models of a record; `undefined` if none are stored. */
  weights(record: string): Uint8Array | undefined;
  /** Records newest first, without values. */
  list(filter?: RecordFilter): readonly RecordSummary[];
  /** Records by origin, then by the time they were made. */
  read(filter?: RecordFilter): readonly ForecastRecord[];
  actuals(): readonly Actual[];
  /** Fills in new and changed actual values; all of them or none. */
  fill(actuals: readonly Actual[]): void;
}

/** The options that a forecast depends on. */
export function forecastOptions(options: BacktestOptions): Partial<BacktestOptions> {
  return optionsWith(options, 'isInForecast');
}

/**
 * Digest of the configuration of a model's forecasts, independent of the data: series, sources and the options that affect
 * its fit.
 */
export function modelConfiguration(
  model: string,
  options: BacktestOptions,
  asked: AskedSources,
  ids: readonly string[],
  given: string | null,
): string {
  // An ensemble is also shaped by what it combines; those of other models are as they were.
  const isCombined = builtIn.all.some(({ name, combines }) => name === model && combines === true);
  const { models, ...sources } = asked;
  const own = models?.filter(({ name }) => isCombined || name === model) ?? [];
  const named = own.length === 0 ? sources : { ...sources, models: own };
  const ensemble = isCombined && { ensemble: { method: options.ensemble, of: options.models.toSorted() } };
  return digestOf(canonical({ model, options: fitOptions(options), asked: named, ids, given, ...ensemble }));
}

/** The options that affect the forecasts of a single model. */
export function fitOptions(options: BacktestOptions): Partial<BacktestOptions> {
  return optionsWith(options, 'isInConfiguration');
}

/** The record of a forecast. */
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
  const ahead = panel.series.flatMap(({ aheadDigest }) => aheadDigest ?? []);
  const { origin, ds, closes } = next;
  // Models from a file are not refitted, so their forecasts are another configuration.
  const given = weightsOf === null ? (next.weights?.digest ?? null) : null;
  const models = [...next.models].map(([model, yhat]): ModelForecast => ({
    model,
    madeAt,
    yhat,
    intervals: next.intervals.get(model) ?? [],
    ...(next.probabilities.has(model) && { probabilities: next.probabilities.get(model) }),
    weightsOf,
  }));
  const identity = {
    numbers: NUMBERS_VERSION,
    options: forecastOptions(options),
    asked,
    data,
    // Left out if nothing is known ahead: records keep the names that they had.
    ...(ahead.length > 0 && { ahead }),
    ids: next.series,
    origin,
    // Absent if the models were fitted on these data, now or for the record that they are taken from.
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
    series: next.series.map((id, s) => seriesAtOrigin(panel, id, origin, next.last[s], options)),
    ds,
    closes,
    given,
    models,
  };
}

function seriesAtOrigin(
  panel: Panel,
  id: string,
  origin: number,
  last: number,
  options: BacktestOptions,
): SeriesAtOrigin {
  const series = panel.series.find((one) => one.id === id)!;
  const row = panel.time.indexOf(origin);
  return {
    id,
    last,
    change: ewmaVolatility(series.values).change[row],
    first: panel.time[series.first],
    rows: digestOfRows(panel, series, row, options),
  };
}

/**
 * Digest of what a forecast from `origin` sees of a series, from its first row (or from `from`). Later rows and missing values do not
 * change it.
 */
export function digestOfRows(...seen: SeenRows): string {
  return withColumns(digestOfValues(...seen), ...seen);
}

/** Whether a recorded digest is of these rows. Versions before this one digested the observed values only. */
export function isDigestOfRows(recorded: string, ...seen: SeenRows): boolean {
  const values = digestOfValues(...seen);
  return recorded === values || recorded === withColumns(values, ...seen);
}

type SeenRows = [
  panel: Pick<Panel, 'time' | 'calendar'>,
  series: Pick<Series, 'observed' | 'others' | 'constants'>,
  origin: number,
  options: WithFeatures,
  from?: number,
];

/** Of the observed values. */
const digestOfValues = (...[{ time }, { observed }, origin, , from = 0]: SeenRows): string =>
  knownDigest(time, observed, from, origin);

/** With the columns that features use, up to the horizon where they are known ahead, and the static columns; without any, as it is. */
function withColumns(values: string, ...[panel, series, origin, options, from = 0]: SeenRows): string {
  const { others = {}, constants } = series;
  const names = Object.keys(others).toSorted();
  if (names.length === 0 && constants === undefined) return values;
  const ahead = aheadColumns(options);
  const columns = names.map((name) => {
    const last = ahead.includes(name) ? origin + rowsAhead(options) : origin;
    return [name, knownDigest(panel.calendar ?? panel.time, others[name], from, last)];
  });
  return digestOf(canonical({ values, columns, constants }));
}

/** Digest of the times and values of the rows `from`..`to` that have a value. */
function knownDigest(time: Float64Array, values: Float64Array, from: number, to: number): string {
  const numbers: number[] = [];
  for (let row = from; row <= to && row < values.length; row++)
    if (!Number.isNaN(values[row])) numbers.push(time[row], values[row]);
  return digestOf(Float64Array.from(numbers));
}
