/** `forecast --reuse`: the saved weights of the newest record of the same configuration, if they are still valid. */

import { NUMBERS_VERSION } from '../backtest/numbers-version.ts';
import { canonical } from '../text/canonical.ts';
import type { ForecastRecord } from '../live/ledger.ts';
import { forecastOptions, isDigestOfRows, modelConfiguration } from '../live/ledger.ts';
import { checkSaved } from '../backtest/restore.ts';
import type { SavedModels } from '../backtest/saved-models.ts';
import { formatTime } from '../data/timeframe.ts';
import { DamagedError, HindcastError } from '../errors.ts';
import { plural, shortId } from '../report/format/units.ts';
import type { StoreReader } from '../store/store.ts';
import { readLive, recordsOf } from './recorded-forecasts.ts';
import { readModels } from './model-files.ts';
import type { Loaded } from './sources.ts';
import type { StoreFlags } from './store.ts';
import { withExistingStore } from './store.ts';
import type { Host } from './host.ts';

/** How old weights may be: rows since the last that they were fitted on, or milliseconds between that and the origin. */
export interface MaxAge {
  readonly rows?: number;
  readonly ms?: number;
  /** As it was written. */
  readonly text: string;
}

/** Weights of an earlier record, or why the models must be fitted again. */
export type Reuse =
  | { readonly record: string; readonly weights: SavedModels }
  | { readonly record: undefined; readonly why: string };

const anew = (why: string): Reuse => ({ record: undefined, why });

/**
 * Finds the newest record with the same sources and options whose weights are kept. They are reused if the rows that they
 * were fitted on have not changed, they are younger than `maxAge`, and there is no drift alarm.
 */
export async function findReusable(
  host: Host,
  loaded: Loaded,
  maxAge: MaxAge,
  flags: StoreFlags,
): Promise<Reuse> {
  try {
    return (
      (await withExistingStore(host, flags, (store) => findIn(host, store, loaded, maxAge, flags))) ??
      anew('nothing is recorded yet')
    );
  } catch (error) {
    // Fitting again would hide the damage, and give another forecast.
    if (!(error instanceof HindcastError) || error instanceof DamagedError) throw error;
    return anew(error.message);
  }
}

async function findIn(
  host: Host,
  store: StoreReader,
  loaded: Loaded,
  maxAge: MaxAge,
  flags: StoreFlags,
): Promise<Reuse> {
  const { panel, options, asked } = loaded;
  const wanted = canonical([asked, forecastOptions(options)]);
  const [source] = asked.sources;
  const selection = { models: undefined, source, since: undefined };
  const same = recordsOf(store, selection).filter(
    (record) => canonical([record.asked, forecastOptions(record.options)]) === wanted,
  );
  // Records are in the order of their origins.
  const record = same.findLast(({ id }) => store.forecasts.weights(id) !== undefined);
  if (record === undefined)
    return anew(
      same.length === 0
        ? 'nothing with these options is recorded yet'
        : 'the recorded forecasts have no stored weights',
    );
  const bytes = store.forecasts.weights(record.id)!;
  const weights = await readModels(host, `the weights of record ${shortId(record.id)}`, bytes);
  const name = `those of ${formatTime(record.origin)}`;
  if (weights.numbers !== NUMBERS_VERSION)
    return anew(`${name} were computed by another version of the arithmetic`);
  const rows = panel.time.length - 1 - checkSaved(panel, weights, options);
  const ms = panel.time[panel.time.length - 1] - weights.trained.through;
  if (rows >= (maxAge.rows ?? Infinity) || ms >= (maxAge.ms ?? Infinity))
    return anew(`${name} are ${plural(rows, 'row')} old, and \`--max-age\` is ${maxAge.text}`);
  if (!isAsItWas(loaded, record)) return anew(`the rows behind ${name} have been revised or filled in since`);
  const drifting = await driftIn(host, store, loaded, flags);
  return drifting === undefined ? { record: record.id, weights } : anew(drifting);
}

/** Whether every series has the rows up to the record's origin that it had then. */
function isAsItWas({ panel, options }: Loaded, record: ForecastRecord): boolean {
  return panel.series.every((series) => {
    const recorded = record.series.find(({ id }) => id === series.id);
    if (recorded === undefined)
      return record.data.some(({ id, digest }) => id === series.id && digest === series.digest);
    const [from, row] = [recorded.first, record.origin].map((ms) => panel.time.indexOf(ms));
    return (
      from >= 0 &&
      row >= 0 &&
      series.first === from &&
      isDigestOfRows(recorded.rows, panel, series, row, options, from)
    );
  });
}

/** The drift alarm of one of these models, in words; `undefined` if there is none. */
async function driftIn(
  host: Host,
  store: StoreReader,
  { panel, options, asked }: Loaded,
  flags: StoreFlags,
): Promise<string | undefined> {
  const selection = { models: undefined, source: asked.sources[0], since: undefined };
  const { evaluated } = await readLive(host, store, selection, flags, host.now());
  const ids = panel.series.map(({ id }) => id);
  const found = evaluated.find(
    ({ configuration, model, drift }) =>
      drift?.isDrifting === true && configuration === modelConfiguration(model, options, asked, ids, null),
  );
  return found && `drift of ${found.model} since ${formatTime(found.drift!.since!)}`;
}
