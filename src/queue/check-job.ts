/**
 * Reads what the queue has for a worker as a file from a stranger: shapes, sizes, and rows that the panel has. Nothing in it is a command.
 */

import { restoreOptions } from '../backtest/options.ts';
import type { BacktestOptions, StoredOptions } from '../backtest/options.ts';
import type { Fit } from '../backtest/tasks.ts';
import type { Panel, Series } from '../data/panel.ts';
import { DataError, UsageError } from '../errors.ts';
import {
  isBoolean,
  isCount,
  isEither,
  isFloat64s,
  isList,
  isNull,
  isNumber,
  isObject,
  isText,
  isUndefined,
} from '../text/shape.ts';
import type { ShapeOf } from '../text/shape.ts';
import { isBlobRef } from './blobs.ts';
import type { FitJob, SentProgram } from './job.ts';
import { jobId, LONGEST_INLINE } from './job.ts';
import type { Service } from './service.ts';
import { isSameService, isService, serviceName } from './service.ts';

/** Most bytes of a panel, or of the fits of a task. */
const MOST_BYTES = 4 * 2 ** 30;
const MOST_OPTIONS = 2 ** 20;
/** Most forecasts of a task. */
const MOST_FORECASTS = 2 ** 28;
const LONGEST_TEXT = 1000;

const isShortText: ShapeOf<string> = (value): value is string =>
  isText(value) && value.length <= LONGEST_TEXT;
const isInline: ShapeOf<string> = (value): value is string => isText(value) && value.length <= LONGEST_INLINE;

const isProgram = isObject<SentProgram>({
  words: isList(isShortText),
  files: isList(isShortText),
  timeoutMs: isCount,
  identity: isShortText,
});

const isJob = isObject<FitJob>({
  version: isText,
  numbers: isNumber,
  protocol: isNumber,
  panel: isBlobRef(MOST_BYTES),
  options: isBlobRef(MOST_OPTIONS),
  fits: isEither(isBlobRef(MOST_BYTES), isInline),
  model: isShortText,
  member: isCount,
  keepsState: isBoolean,
  program: isEither(isProgram, isUndefined),
});

/** @throws DataError for what is no job, or not what its id says; UsageError for one of another version */
export function readJob(id: string | undefined, data: unknown, own: Service): FitJob {
  if (isService(data) && !isSameService(data, own))
    throw new UsageError(
      `expected a job of ${serviceName(own, data)}, got one of ${serviceName(data, own)}`,
      { hint: 'let both ends have the same version' },
    );
  if (isJob(data) && jobId(data) === id) return data;
  throw wrong('a job whose id is its digest', 'something else');
}

/** @throws DataError */
export function readOptions(value: unknown): BacktestOptions {
  if (typeof value !== 'object' || value === null) throw wrong('options', typeof value);
  const options = restoreOptions(value as StoredOptions);
  if (isCount(options.horizon) && options.horizon > 0) return options;
  throw wrong('a horizon', String(options.horizon));
}

const isSeries = isObject<Series>({
  id: isText,
  source: isText,
  values: isFloat64s,
  observed: isFloat64s,
  others: isEither(isRecordOf(isFloat64s), isUndefined),
  learnt: isUndefined,
  constants: isEither(isRecordOf(isObject({ text: isText, number: isNumber })), isUndefined),
  first: isCount,
  last: isCount,
  rows: isCount,
  digest: isText,
  aheadDigest: isEither(isText, isUndefined),
});

const isPanel = isObject<Omit<Panel, 'readable' | 'replaced'>>({
  time: isFloat64s,
  calendar: isEither(isFloat64s, isUndefined),
  timeframe: isEither(isObject({ name: isText, ms: isNumber, months: isCount }), isNull),
  series: isList(isSeries),
  areGapsConfirmed: isEither(isBoolean, isUndefined),
});

/** @throws DataError */
export function readPanel(value: unknown): Panel {
  if (!isPanel(value)) throw wrong('a panel', 'something else');
  const { time, calendar = time, series, timeframe, areGapsConfirmed } = value;
  const rows = time.length;
  const isGrid = time.every((ms, row) => Number.isFinite(ms) && (row === 0 || ms > time[row - 1]));
  if (rows === 0 || !isGrid || calendar.length < rows) throw wrong('times that rise', 'others');
  if (timeframe !== null && !(timeframe.ms > 0)) throw wrong('a step', String(timeframe.ms));
  if (series.length === 0 || new Set(series.map(({ id }) => id)).size < series.length)
    throw wrong('series of different names', 'others');
  for (const one of series) checkSeries(one, rows, calendar.length);
  return {
    time,
    ...(value.calendar !== undefined && { calendar }),
    timeframe,
    series,
    ...(areGapsConfirmed !== undefined && { areGapsConfirmed }),
  };
}

function checkSeries(
  { id, values, observed, others = {}, first, last }: Series,
  rows: number,
  ahead: number,
): void {
  const isColumn = (column: Float64Array, length: number): boolean =>
    column.length === length && column.every((number) => Math.abs(number) !== Infinity);
  if (
    !isColumn(values, rows) ||
    !isColumn(observed, rows) ||
    !Object.values(others).every((column) => isColumn(column, ahead))
  )
    throw wrong(`a number or none in each of ${rows} rows of a series`, `others in ${id.slice(0, 80)}`);
  if (first > last || last >= rows) throw wrong(`rows below ${rows}`, `${first} to ${last}`);
}

const isInt32s: ShapeOf<Int32Array> = (value) => value instanceof Int32Array;

const isFits = isList(
  isObject<Fit>({
    fold: isCount,
    start: isCount,
    cutoff: isCount,
    origins: isObject({ series: isInt32s, row: isInt32s }),
  }),
);

/** @throws DataError for fits of rows or series that the panel does not have */
export function readFits(
  value: unknown,
  { time, series }: Panel,
  { horizon }: BacktestOptions,
): readonly Fit[] {
  if (!isFits(value) || value.length === 0) throw wrong('fits', 'something else');
  const rows = time.length;
  let forecasts = 0;
  for (const { start, cutoff, origins } of value) {
    if (start > cutoff || cutoff >= rows) throw wrong(`training rows below ${rows}`, `${start} to ${cutoff}`);
    if (origins.row.length !== origins.series.length) throw wrong('a series for each origin', 'others');
    if (!origins.series.every((s) => s >= 0 && s < series.length))
      throw wrong(`origins of ${series.length} series`, 'others');
    if (!origins.row.every((row) => row >= 0 && row < rows))
      throw wrong(`origins below row ${rows}`, 'others');
    forecasts += origins.row.length * horizon;
  }
  if (forecasts <= MOST_FORECASTS) return value;
  throw wrong(`at most ${MOST_FORECASTS} forecasts`, String(forecasts));
}

function isRecordOf<T>(isItem: ShapeOf<T>): ShapeOf<Readonly<Record<string, T>>> {
  return (value): value is Readonly<Record<string, T>> =>
    typeof value === 'object' && value !== null && Object.values(value).every(isItem);
}

const wrong = (expected: string, got: string): DataError =>
  new DataError(`expected ${expected} in a job of the queue, got ${got}`, {
    hint: 'look at who else writes to this Redis',
  });
