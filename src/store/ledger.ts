/** The ledger of forecasts in the store: one row per record, per model of a record, and per known actual value. */

import { restoreOptions } from '../backtest/options.ts';
import type { StoredOptions } from '../backtest/options.ts';
import type {
  Actual,
  ForecastHead,
  ForecastRecord,
  ForecastLedger,
  ModelForecast,
  RecordFilter,
  RecordSummary,
} from '../live/ledger.ts';
import { fromJson, toJson } from './columns.ts';
import type { Database, SqlRow } from './database.ts';

/** The ledger in a store. */
export function createLedger(database: Database): ForecastLedger {
  return {
    record: (record, weights) => database.writing(() => recordIn(database, record, weights)),
    weights(record) {
      const bytes = database.get('SELECT bytes FROM weights WHERE forecast = ?', record)?.bytes;
      return bytes instanceof Uint8Array ? bytes : undefined;
    },
    list: (filter = {}) => database.reading(() => list(database, filter)),
    read: (filter = {}) => database.reading(() => read(database, filter)),
    actuals: () => database.all('SELECT * FROM actuals ORDER BY forecast, series, step').map(toActual),
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
  const known = database.get('SELECT made_at FROM forecasts WHERE id = ?', id);
  if (known === undefined)
    database.run(
      'INSERT INTO forecasts (id, made_at, origin, head) VALUES (?, ?, ?, ?)',
      id,
      madeAt,
      origin,
      toJson(head),
    );
  const kept = new Set(
    database
      .all('SELECT model FROM model_forecasts WHERE forecast = ?', id)
      .map(({ model }) => String(model)),
  );
  const added = models.filter(({ model }) => !kept.has(model));
  for (const { model, madeAt: at, ...said } of added)
    database.run(
      'INSERT INTO model_forecasts (forecast, model, made_at, said) VALUES (?, ?, ?, ?)',
      id,
      model,
      at,
      toJson(said),
    );
  if (weights !== undefined)
    database.run('INSERT OR IGNORE INTO weights (forecast, bytes) VALUES (?, ?)', id, weights);
  return {
    id,
    madeAt: known === undefined ? madeAt : Number(known.made_at),
    isNew: known === undefined || added.length > 0,
  };
}

function list(database: Database, { since = 0 }: RecordFilter): readonly RecordSummary[] {
  return database
    .all(
      `SELECT head, made_at,
        (SELECT json_group_array(model ORDER BY rowid) FROM model_forecasts WHERE forecast = id) AS models,
        (SELECT count(*) FROM actuals WHERE forecast = id) AS filled
      FROM forecasts WHERE made_at >= ? ORDER BY made_at DESC, id`,
      since,
    )
    .map((row) => ({
      ...toHead(row),
      models: JSON.parse(String(row.models)) as string[],
      filled: Number(row.filled),
    }));
}

function read(database: Database, { since = 0 }: RecordFilter): readonly ForecastRecord[] {
  const models = new Map<string, ModelForecast[]>();
  for (const row of database.all('SELECT * FROM model_forecasts ORDER BY rowid')) {
    const forecast = String(row.forecast);
    const said = fromJson(String(row.said)) as Omit<ModelForecast, 'model' | 'madeAt'>;
    models.set(forecast, [
      ...(models.get(forecast) ?? []),
      { model: String(row.model), madeAt: Number(row.made_at), ...said },
    ]);
  }
  return database
    .all('SELECT head, made_at FROM forecasts WHERE made_at >= ? ORDER BY origin, made_at, id', since)
    .map((row) => {
      const head = toHead(row);
      return { ...head, models: models.get(head.id) ?? [] };
    });
}

function toHead(row: SqlRow): ForecastHead {
  const head = fromJson(String(row.head)) as Omit<ForecastHead, 'options'> & {
    readonly options: StoredOptions;
  };
  return {
    ...head,
    options: restoreOptions(head.options),
    // JSON has no NaN.
    series: head.series.map((series) => ({ ...series, change: series.change ?? NaN })),
  };
}

function fillIn(database: Database, { forecast, series, step, ds, y, at, revisedAt, before }: Actual): void {
  database.run(
    `INSERT INTO actuals (forecast, series, step, ds, y, at, revised_at, before) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET ds = excluded.ds, y = excluded.y, revised_at = excluded.revised_at, before = excluded.before`,
    forecast,
    series,
    step,
    ds,
    toJson(y),
    at,
    revisedAt,
    before === null ? null : toJson(before),
  );
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
