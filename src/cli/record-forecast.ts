/** Records forecasts in the ledger of the store. */

import type { NextForecast } from '../backtest/forecast-next.ts';
import type { RecordedForecast } from '../live/ledger.ts';
import type { Market } from '../data/market.ts';
import { addSteps, formatTime, parseTimeframe } from '../data/timeframe.ts';
import type { HindcastError } from '../errors.ts';
import { NotKeptError } from '../errors.ts';
import { errorOfKeeping } from './not-kept.ts';
import type { Loaded } from './sources.ts';
import type { StoreFlags } from './store.ts';
import { withStore } from './store.ts';
import { version } from '../text/version.ts';
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
  /** Why the forecast could not be recorded; thrown after the results are printed. */
  readonly unkept: HindcastError | undefined;
}

const NOT_RECORDED = 'the forecast is printed but not recorded';
const OTHERWISE = 'forecast with `--no-record`';

/**
 * Records what was forecast, and notes in the store which candles it was made from.
 * @param weightsOf - record whose weights made it
 */
export async function recordForecast(
  host: Host,
  loaded: Loaded,
  next: NextForecast,
  flags: RecordFlags,
  weightsOf: string | null,
): Promise<RecordAttempt> {
  if (flags.record === false || next.models.size === 0) return { recorded: undefined, unkept: undefined };
  let recorded: RecordedForecast | undefined;
  const unkept = await errorOfKeeping(
    NOT_RECORDED,
    async () => {
      recorded = await record(host, loaded, next, flags, weightsOf);
    },
    OTHERWISE,
  );
  return { recorded, unkept };
}

async function record(
  host: Host,
  { panel, options, readings, asked }: Loaded,
  next: NextForecast,
  flags: RecordFlags,
  weightsOf: string | null,
): Promise<RecordedForecast> {
  const { forecastRecord: recordOf } = await import('../live/ledger.ts');
  const madeAt = host.now();
  checkClock(madeAt, readings);
  const made = recordOf({ panel, options, next }, asked, {
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
  return withStore(host, flags, (store) =>
    store.atOnce(() => {
      const kept = store.forecasts.record(made, weights);
      for (const { market, ...reading } of readings)
        store.recordUse(market, { run: made.id, at: madeAt, ...reading });
      return kept;
    }),
  );
}

/** Throws if a stored candle closes in the future: it had closed when it was stored, so the clock was set back. */
function checkClock(madeAt: number, readings: Loaded['readings']): void {
  const closed = readings.reduce((last, { market, to }) => Math.max(last, closeOf(to, market)), -Infinity);
  if (madeAt >= closed - CLOCK_MS) return;
  throw new NotKeptError(
    `the clock of this machine says ${formatTime(madeAt)}, and the last candle closed at ${formatTime(closed)}, so the time of the forecast is unknown`,
    {
      hint: 'correct the clock (`hindcast doctor` compares it with that of an exchange), then forecast again',
    },
  );
}
