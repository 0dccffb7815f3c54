/** Keeps the results of a backtest in the store. */

import { HindcastError } from '../errors.ts';
import type { BacktestResult } from '../evaluation/backtest.ts';
import { runRecord } from '../evaluation/run-record.ts';
import { forecastsCsv } from '../report/csv/forecasts.ts';
import { lastCandlesCsv } from '../report/csv/last-candles.ts';
import { scoresCsv } from '../report/csv/scores.ts';
import type { Host } from './host.ts';
import type { Loaded } from './sources.ts';
import type { StoreFlags } from './store.ts';
import { keepRun } from './stored-runs.ts';
import { version } from '../text/version.ts';

export const filesOf = (result: BacktestResult, json: string) => ({
  'forecasts.csv': forecastsCsv(result),
  'scores.csv': scoresCsv(result),
  'run.json': [json],
});

/** How a result was shown. */
export interface ShownResult {
  /** Its JSON, and its report in colour. */
  readonly json: string;
  readonly report: string;
  /** JSON of the search that chose its options, if one did. */
  readonly tuning?: string;
  readonly seconds: number;
  readonly exit: number;
}

export async function keepResult(
  host: Host,
  loaded: Pick<Loaded, 'asked' | 'candles' | 'readings'>,
  result: BacktestResult,
  { json, report, tuning, seconds, exit }: ShownResult,
  flags: StoreFlags,
): Promise<void> {
  const { asked } = loaded;
  const circumstances = { at: host.now(), asked, version: version(), node: host.nodeVersion, seconds, exit };
  const candles = lastCandlesCsv(loaded.candles);
  const contents = {
    ...filesOf(result, json),
    'report.txt': [report],
    ...(candles !== undefined && { 'candles.csv': [candles] }),
    ...(tuning !== undefined && { 'tuning.json': [tuning] }),
  };
  await keepRun(host, loaded, runRecord(result, circumstances), contents, flags);
}

/** The exit code that an error stands for. */
export const exitOf = (error: Error | undefined): number =>
  error instanceof HindcastError ? error.exit : error ? 1 : 0;
