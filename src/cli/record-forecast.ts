/** Records forecasts in the ledger of the store. */

import type { NextForecast } from '../backtest/forecast-next.ts';
import type { RecordedForecast } from '../live/ledger.ts';
import { targets } from '../data/targets.ts';
import type { Market } from '../data/market.ts';
import { addSteps, formatTime, parseTimeframe } from '../data/timeframe.ts';
import { DataError, HindcastError, UsageError } from '../errors.ts';
import type { Loaded } from './sources.ts';
import type { StoreFlags } from './store.ts';
import { withStore } from './store.ts';
import { warn } from './terminal/print.ts';
import { version } from './version.ts';
import type { Host } from './host.ts';

const closeOf = (open: number, { timeframe }: Market): number =>
  addSteps(open, parseTimeframe(timeframe)!, 1);

/** A clock that is further behind is wrong; see `doctor`. */
const CLOCK_MS = 300_000;

export interface RecordFlags extends StoreFlags {
  /** False under `--no-record`. */
  readonly record?: boolean;
}

export interface RecordAttempt {
  /** `undefined` if it was not recorded. */
  readonly recorded: RecordedForecast | undefined;
  /** To be called after the results are printed: throws the error that kept the record from being stored. */
  readonly throwIfNotRecorded: () => void;
}

/**
 * Records what was forecast, and notes in the store which candles it was made from.
 * @param weightsOf - record whose weights made it
 */
export async function recordForecast(
  host: Host,
  { panel, options, readings, asked }: Loaded,
  next: NextForecast,
  flags: RecordFlags,
  weightsOf: string | null,
): Promise<RecordAttempt> {
  // The ledger records values; it cannot record classes.
  const isOfClasses = targets[options.target].quantity.classes !== undefined;
  if (flags.record === false || next.models.size === 0 || isOfClasses)
    return { recorded: undefined, throwIfNotRecorded: () => {} };
  const { forecastRecord: recordOf } = await import('../live/ledger.ts');
  const madeAt = host.now();
  // A stored candle had closed by the clocks of this machine and of the exchange.
  const closed = readings.reduce((last, { market, to }) => Math.max(last, closeOf(to, market)), -Infinity);
  if (madeAt < closed - CLOCK_MS) {
    warn(
      host,
      `not recorded: the clock of this machine says ${formatTime(madeAt)}, and the last candle closed at ${formatTime(closed)}, so the time of the forecast is unknown`,
    );
    return { recorded: undefined, throwIfNotRecorded: () => {} };
  }
  const record = recordOf({ panel, options, next }, asked, {
    readings,
    version: version(),
    madeAt,
    weightsOf,
  });
  // Reused weights are already in the store or in a file.
  const weights =
    next.saved === undefined || next.weights !== undefined
      ? undefined
      : (await import('./model-files.ts')).modelBytes(next.saved);
  try {
    const recorded = await withStore(host, flags, (store) => {
      const kept = store.forecasts.record(record, weights);
      for (const { market, ...reading } of readings)
        store.recordUse(market, { run: record.id, at: madeAt, ...reading });
      return kept;
    });
    return { recorded, throwIfNotRecorded: () => {} };
  } catch (error) {
    // The journal has warned that the store cannot be opened; the forecast is printed but not recorded.
    if (error instanceof UsageError || error instanceof DataError)
      return { recorded: undefined, throwIfNotRecorded: () => {} };
    if (!(error instanceof HindcastError)) throw error;
    return {
      recorded: undefined,
      throwIfNotRecorded() {
        throw error;
      },
    };
  }
}
