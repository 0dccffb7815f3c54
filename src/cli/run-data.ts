/** Reads the data of a stored run again: the same rows of its sources as they are now. */

import { NUMBERS_VERSION } from '../backtest/numbers-version.ts';
import type { RunRecord, RunSeries } from '../evaluation/run-record.ts';
import type { Candles } from '../data/candles.ts';
import { parseMarket } from '../data/market.ts';
import { filterRows } from '../data/ohlcv.ts';
import { own } from '../text/own.ts';
import { UsageError } from '../errors.ts';
import { fileReadingOf } from './file-options.ts';
import { defaults } from '../options/flags.ts';
import { checkDataUnchanged } from './check-data-unchanged.ts';
import type { Loaded } from './sources.ts';
import { loadPanel } from './sources.ts';
import type { StoreFlags } from './store.ts';
import { printWarnings } from './terminal/print.ts';
import type { Host } from './host.ts';
import type { CommonFlags } from './help.ts';

/** @throws UsageError if this version computes other values than the run has */
export function checkNumbers({ run, numbers, version: keptBy }: RunRecord): void {
  if (numbers === NUMBERS_VERSION) return;
  throw new UsageError(
    `expected a run with numbers ${NUMBERS_VERSION}, got ${run} with numbers ${numbers}: this hindcast computes different values`,
    { hint: `verify it with hindcast ${keptBy}, or run the same backtest again with this one` },
  );
}

/**
 * The rows that the run read, as its sources have them now.
 * @param sources - where they are now; empty: where they were
 * @throws DataError if they have changed
 */
export async function loadRunData(
  host: Host,
  record: RunRecord,
  sources: readonly string[],
  flags: StoreFlags & Pick<CommonFlags, 'quiet'>,
): Promise<Loaded> {
  const { asked, data } = record;
  const { timeframe, column } = asked;
  // Options that were added later default to the earlier behaviour.
  const options = { ...defaults, ...record.options, column };
  const wanted = sources.length === 0 ? asked.sources : sources;
  const isCsv = wanted.some((source) => parseMarket(source) === undefined);
  const loaded = await loadPanel(
    host,
    wanted,
    options,
    // The last row of the run shows which rows it read, even if its candle had not closed.
    { ...flags, ...(isCsv && fileReadingOf(asked)), timeframe, includeOpen: true },
    { select: (candles) => cut(named(candles, sources.length > 0 ? data : []), record) },
  );
  printWarnings(host, loaded.warnings, flags);
  await checkDataUnchanged(host, record, loaded.panel, flags);
  return loaded;
}

/** Series from newly named sources get the names of the run, in order. */
function named(candles: readonly Candles[], data: readonly RunSeries[]): readonly Candles[] {
  const isKnown = candles.every(({ id }) => data.some((series) => series.id === id));
  return isKnown || candles.length !== data.length
    ? candles
    : candles.map((each, i) => ({ ...each, id: data[i].id }));
}

/**
 * Without the prices before the first and after the last that the run had. Rows without a price stay: features may have read their other
 * columns.
 */
function cut(candles: readonly Candles[], { data, options }: RunRecord): readonly Candles[] {
  return candles.map((each) => {
    const span = data.find(({ id }) => id === each.id);
    if (span === undefined) return each;
    const price = own(each.columns, options.column);
    return filterRows(
      each,
      (row) =>
        (each.time[row] >= span.first && each.time[row] <= span.last) ||
        (price !== undefined && Number.isNaN(price[row])),
    );
  });
}
