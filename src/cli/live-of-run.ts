/**
 * The recorded forecasts that a run has led us to expect, for its report. Everything comes from the store, and nothing depends on
 * the clock: actual values are those that `score` has filled in, so that the same store gives the same report.
 */

import type { ForecastRows } from '../data/csv/forecast-rows.ts';
import { targetOf } from '../data/targets.ts';
import { parseMarket } from '../data/market.ts';
import { DamagedError } from '../errors.ts';
import type { RunRecord } from '../evaluation/run-record.ts';
import { expectationOf, isOfConfiguration } from '../live/expectation.ts';
import { evaluateLive } from '../live/live-evaluation.ts';
import type { EvaluatedConfiguration } from '../live/verdict.ts';
import { evaluateConfiguration } from '../live/verdict.ts';
import type { StoreReader } from '../store/store.ts';
import { canonical } from '../text/canonical.ts';
import type { Host } from './host.ts';
import { sourcesOf } from './recorded-forecasts.ts';
import type { StoreFlags } from './store.ts';
import { warn } from './terminal/print.ts';

interface ReadRun {
  readonly record: RunRecord;
  readonly forecasts: ForecastRows;
}

/**
 * By series and model, each with a live forecast whose actual value is known; `undefined` if there is none. If a record is
 * damaged, a warning says so, and the run is shown without live forecasts.
 */
export async function liveOfRun(
  host: Host,
  store: StoreReader,
  run: ReadRun,
  flags: StoreFlags,
): Promise<readonly EvaluatedConfiguration[] | undefined> {
  try {
    return await evaluateRun(host, store, run, flags);
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    warn(host, `live forecasts are left out: ${error.message}`);
    return undefined;
  }
}

async function evaluateRun(
  host: Host,
  store: StoreReader,
  { record, forecasts }: ReadRun,
  flags: StoreFlags,
): Promise<readonly EvaluatedConfiguration[] | undefined> {
  // The report compares errors of values, and classes have none.
  if (targetOf(record.options.target).quantity.classes !== undefined) return undefined;
  const ids = canonical(record.data.map(({ id }) => id));
  const records = store.forecasts.read().filter(({ data }) => canonical(data.map(({ id }) => id)) === ids);
  if (records.length === 0) return undefined;
  // Sources are not asked: whether a candle has closed would depend on the clock.
  const live = evaluateLive(records, store.forecasts.actuals(), () => undefined, -Infinity);
  const configurations = live.configurations.filter(
    (configuration) => configuration.scores.n > 0 && isOfConfiguration(record, configuration),
  );
  if (configurations.length === 0) return undefined;
  // The volatility of the rows that the backtest saw. A file is not in the store and may have changed.
  const ofMarkets = records.filter(({ asked }) =>
    asked.sources.every((source) => parseMarket(source) !== undefined),
  );
  const { lookup } = await sourcesOf(host, ofMarkets, undefined, { source: undefined }, flags);
  return configurations.map((configuration) => {
    const head = ofMarkets.find(({ series }) => series.some(({ id }) => id === configuration.series));
    const s = head?.series.findIndex(({ id }) => id === configuration.series) ?? -1;
    const known = head === undefined ? undefined : lookup(head, s);
    return evaluateConfiguration(
      configuration,
      expectationOf(configuration, [record], () => forecasts, known),
    );
  });
}
