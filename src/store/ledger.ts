/** The ledger of forecasts in the store: one row per record, per model of a record, and per known actual value. */

import { restoreOptions } from '../backtest/options.ts';
import type {
  Actual,
  ForecastHead,
  ForecastRecord,
  ForecastLedger,
  ModelForecast,
  RecordFilter,
  RecordSummary,
} from '../live/ledger.ts';
import { toJson } from './columns.ts';
import { getIntactRow, getRow, listRows, putRow } from './rows.ts';
import type { Database, SqlRow } from './sql.ts';
import { isHead, isSaid, readJson } from './stored-json.ts';
import { tables } from './tables.ts';

/** The ledger in a store. */
export function createLedger(database: Database): ForecastLedger {
  return {
    record: (record, weights) => database.writing(() => recordIn(database, record, weights)),
    weights(record) {
      const bytes = getRow(database, tables.weights, [record])?.bytes;
      return bytes instanceof Uint8Array ? bytes : undefined;
    },
    list: (filter = {}) => database.reading(() => list(database, filter)),
    read: (filter = {}) => database.reading(() => read(database, filter)),
    actuals: () => listRows(database, tables.actuals).map((row) => toActual(row)),
    fill(actuals) {
      if (actuals.length === 0) return;
      database.writing(() => {
        for (const actual of actuals) fillIn(database, actual);
      });
    },
  };
}

function recordIn(
  database: Database,
  record: ForecastRecord,
  weights: Uint8Array | undefined,
): ReturnType<ForecastLedger['record']> {
  const { models, ...head } = record;
  const { id, madeAt, origin } = head;
  const known = getRow(database, tables.forecasts, [id]);
  if (known === undefined)
    putRow(database, tables.forecasts, { id, made_at: madeAt, origin, head: toJson(head) });
  const kept = listRows(database, tables.modelForecasts, { key: [id] });
  const added = models.filter(({ model }) => !kept.some((row) => row.model === model));
  const first = 1 + kept.reduce((most, { place }) => Math.max(most, Number(place)), 0);
  for (const [i, { model, madeAt: at, ...said }] of added.entries())
    putRow(database, tables.modelForecasts, {
      forecast: id,
      model,
      made_at: at,
      said: toJson(said),
      place: first + i,
    });
  // Damaged weights are replaced.
  if (weights !== undefined && getIntactRow(database, tables.weights, [id]) === undefined)
    putRow(database, tables.weights, { forecast: id, bytes: weights });
  return {
    id,
    madeAt: known === undefined ? madeAt : Number(known.made_at),
    isNew: known === undefined || added.length > 0,
  };
}

/** Heads made at `since` or later, each with the models of its forecast, in order. */
function heads(
  database: Database,
  since: number,
): readonly { readonly head: ForecastHead; readonly models: readonly SqlRow[] }[] {
  const models = new Map<string, SqlRow[]>();
  for (const row of listRows(database, tables.modelForecasts)) {
    const forecast = String(row.forecast);
    const known = models.get(forecast);
    if (known === undefined) models.set(forecast, [row]);
    else known.push(row);
  }
  return listRows(database, tables.forecasts)
    .map((row) => toHead(database, row))
    .filter(({ madeAt }) => madeAt >= since)
    .map((head) => ({
      head,
      models: (models.get(head.id) ?? []).toSorted((a, b) => Number(a.place) - Number(b.place)),
    }));
}

function list(database: Database, { since = 0 }: RecordFilter): readonly RecordSummary[] {
  const filled = new Map<string, number>();
  for (const { forecast } of listRows(database, tables.actuals))
    filled.set(String(forecast), (filled.get(String(forecast)) ?? 0) + 1);
  // Rows are in the order of their ids, and sorting keeps that of equal times.
  return heads(database, since)
    .map(({ head, models }) => ({
      ...head,
      models: models.map(({ model }) => String(model)),
      filled: filled.get(head.id) ?? 0,
    }))
    .toSorted((a, b) => b.madeAt - a.madeAt);
}

function read(database: Database, { since = 0 }: RecordFilter): readonly ForecastRecord[] {
  return heads(database, since)
    .map(({ head, models }) => ({ ...head, models: models.map((row) => toModel(database, row)) }))
    .toSorted((a, b) => a.origin - b.origin || a.madeAt - b.madeAt);
}

export function toHead(database: Database, row: SqlRow): ForecastHead {
  const head = readJson(database, tables.forecasts, row, 'head', isHead);
  return {
    ...head,
    options: restoreOptions(head.options),
    // JSON has no NaN.
    series: head.series.map((series) => ({
      ...series,
      last: series.last ?? NaN,
      change: series.change ?? NaN,
      first: series.first ?? NaN,
    })),
  };
}

export function toModel(database: Database, row: SqlRow): ModelForecast {
  const said = readJson(database, tables.modelForecasts, row, 'said', isSaid);
  return { model: String(row.model), madeAt: Number(row.made_at), ...said };
}

function fillIn(database: Database, { forecast, series, step, ds, y, at, revisedAt, before }: Actual): void {
  const known = getRow(database, tables.actuals, [forecast, series, step]);
  putRow(database, tables.actuals, {
    forecast,
    series,
    step,
    ds,
    y: toJson(y),
    at: known === undefined ? at : Number(known.at),
    revised_at: revisedAt,
    before: before === null ? null : toJson(before),
  });
}

function toActual(row: SqlRow): Actual {
  return {
    forecast: String(row.forecast),
    series: Number(row.series),
    step: Number(row.step),
    ds: Number(row.ds),
    y: Number(row.y),
    at: Number(row.at),
    revisedAt: row.revised_at === null ? null : Number(row.revised_at),
    before: row.before === null ? null : Number(row.before),
  };
}
