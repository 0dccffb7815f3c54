/**
 * Reads the JSON of the store and checks its shape. A digest shows that text has not changed since it was written; the
 * shape shows that it can be used, even if it was damaged before it had a digest.
 */

import { restoreOptions } from '../backtest/options.ts';
import type { StoredOptions } from '../backtest/options.ts';
import type { FitResult } from '../backtest/tasks.ts';
import type { AskedModel } from '../data/sources.ts';
import type { RunRecord, RunScoreJson } from '../evaluation/run-record.ts';
import type { ForecastHead, ModelForecast } from '../live/ledger.ts';
import type { Interval } from '../models/model.ts';
import type { Fields, ShapeOf } from '../text/shape.ts';
import {
  isBoolean,
  isEither,
  isFloat32s,
  isFloat64s,
  isList,
  isNull,
  isNumber,
  isObject,
  isText,
  isUndefined,
} from '../text/shape.ts';
import type { Opening } from '../tuning/openings.ts';
import { fromJson } from './columns.ts';
import { damagedRow, keyOf } from './rows.ts';
import type { Database, SqlRow } from './sql.ts';
import type { Table } from './tables.ts';

/** NaN is `null` in JSON. */
type OrNull<T> = { readonly [Name in keyof T]: T[Name] extends number ? number | null : T[Name] };

/** The JSON of a record of a run, and of the head of a recorded forecast. */
export interface StoredRun extends Omit<RunRecord, 'options' | 'scores'> {
  readonly options: StoredOptions;
  readonly scores: readonly OrNull<RunScoreJson>[];
}
export interface StoredHead extends Omit<ForecastHead, 'options' | 'series'> {
  readonly options: StoredOptions;
  readonly series: readonly OrNull<ForecastHead['series'][number]>[];
}
export type StoredSaid = Omit<ModelForecast, 'model' | 'madeAt'>;

const isNumberOrNull = isEither(isNumber, isNull);
const isTextOrNull = isEither(isText, isNull);
const isOptionalText = isEither(isText, isUndefined);
const isTrue: ShapeOf<true> = (value) => value === true;

const isOptions: ShapeOf<StoredOptions> = (value): value is StoredOptions => {
  try {
    restoreOptions(value as StoredOptions);
    return true;
  } catch {
    return false;
  }
};
const isAsked = isObject<ForecastHead['asked']>({
  sources: isList(isText),
  column: isText,
  timeColumn: isOptionalText,
  seriesColumn: isOptionalText,
  dateFormat: isOptionalText,
  timeZone: isOptionalText,
  timeframe: isOptionalText,
  decimalMark: isOptionalText,
  includeOpen: isEither(isTrue, isUndefined),
  models: isEither(isList(isObject<AskedModel>({ name: isText, spec: isText })), isUndefined),
});
const isInterval = isObject<Interval>({ level: isNumber, lo: isFloat64s, hi: isFloat64s });

export const isFit: ShapeOf<FitResult> = isObject<FitResult>({
  model: isText,
  member: isNumber,
  fold: isNumber,
  yhat: isFloat64s,
  intervals: isList(isInterval),
  probabilities: isList(isFloat64s),
  parameters: isNumber,
  epochs: isEither(isNumber, isUndefined),
  curve: isEither(isObject({ training: isFloat32s, validation: isFloat32s }), isUndefined),
  seconds: isNumber,
  state: isEither(
    isList(isObject({ name: isText, shape: isList(isNumber), values: isEither(isFloat32s, isFloat64s) })),
    isUndefined,
  ),
});

const scoreFields: Fields<OrNull<RunScoreJson>> = {
  model: isText,
  n: isNumberOrNull,
  mae: isNumberOrNull,
  rmse: isNumberOrNull,
  u2: isNumberOrNull,
  skill: isNumberOrNull,
  isProven: isBoolean,
};

export const isRun: ShapeOf<StoredRun> = isObject<StoredRun>({
  run: isText,
  configuration: isText,
  at: isNumber,
  asked: isAsked,
  options: isOptions,
  data: isList(isObject({ id: isText, rows: isNumber, first: isNumber, last: isNumber, digest: isText })),
  origins: isNumber,
  scores: isList(isObject(scoreFields)),
  failed: isNumber,
  exit: isNumber,
  version: isText,
  numbers: isNumber,
  node: isText,
  seconds: isNumber,
});

export const isOpening: ShapeOf<Opening> = isObject<Opening>({
  at: isNumber,
  target: isText,
  column: isText,
  series: isList(isText),
  first: isNumber,
  last: isNumber,
  runs: isList(isText),
});

const isMarket = isObject({ exchange: isText, symbol: isText, timeframe: isText });

export const isHead: ShapeOf<StoredHead> = isObject<StoredHead>({
  id: isText,
  madeAt: isNumber,
  origin: isNumber,
  numbers: isNumber,
  version: isText,
  asked: isAsked,
  options: isOptions,
  readings: isList(isObject({ market: isMarket, from: isNumber, to: isNumber, revision: isNumber })),
  data: isList(isObject({ id: isText, digest: isText })),
  series: isList(
    isObject<StoredHead['series'][number]>({
      id: isText,
      last: isNumberOrNull,
      change: isNumberOrNull,
      first: isNumberOrNull,
      rows: isText,
    }),
  ),
  ds: isFloat64s,
  closes: isFloat64s,
  given: isTextOrNull,
});

export const isSaid: ShapeOf<StoredSaid> = isObject<StoredSaid>({
  yhat: isFloat64s,
  intervals: isList(isInterval),
  probabilities: isEither(isList(isFloat64s), isUndefined),
  weightsOf: isTextOrNull,
});

/**
 * The value of a column that is JSON.
 * @throws DamagedError if it has another shape
 */
export function readJson<T>(
  database: Database,
  table: Table,
  row: SqlRow,
  column: string,
  isShape: ShapeOf<T>,
): T {
  let cause: unknown;
  try {
    const value = fromJson(String(row[column]));
    if (isShape(value)) return value;
  } catch (error) {
    cause = error;
  }
  throw damagedRow(
    database,
    { table, key: keyOf(table, row), problem: 'has changed since it was written' },
    cause,
  );
}
