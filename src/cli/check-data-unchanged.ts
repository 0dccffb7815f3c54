/** Checks whether sources still have the rows that a run read, and says what has changed. */

import type { RunRecord, RunSeries } from '../evaluation/run-record.ts';
import { formatMarket, parseMarket } from '../data/market.ts';
import type { Panel, Series } from '../data/panel.ts';
import { DataError } from '../errors.ts';
import { formatTime } from '../data/timeframe.ts';
import { differenceOf } from '../report/format/revisions.ts';
import type { StoreReader } from '../store/store.ts';
import type { StoreFlags } from './store.ts';
import { withExistingStore } from './store.ts';
import type { Host } from './host.ts';

/**
 * Compares digests.
 * @throws DataError that names each series whose rows differ from those that the run read, and how
 */
export async function checkDataUnchanged(
  host: Host,
  record: RunRecord,
  panel: Panel,
  flags: StoreFlags,
): Promise<void> {
  const changed = record.data.flatMap((before) => {
    const now = panel.series.find(({ id }) => id === before.id);
    return now?.digest === before.digest ? [] : [{ before, now }];
  });
  const added = panel.series.filter(({ id }) => !record.data.some((before) => before.id === id));
  if (changed.length === 0 && added.length === 0) return;
  const revisions = await withExistingStore(host, flags, (store) =>
    changed.map(({ before }) => revisionsOf(store, record, before)),
  );
  const parts = [
    ...changed.map(
      ({ before, now }, i) =>
        `${before.id} ${now === undefined ? 'is missing' : (revisions?.[i] ?? sizes(before, now))}`,
    ),
    ...added.map(({ id }) => `${id} is new`),
  ];
  throw new DataError(
    `expected the data that run ${record.run} read, got different data: ${parts.join('; ')}`,
    {
      hint: 'the run cannot be reproduced from this data; name sources with the data it read, or run the backtest again',
    },
  );
}

function sizes(before: RunSeries, now: Series): string {
  return before.rows === now.rows
    ? `has different values in its ${now.rows} rows`
    : `has ${now.rows} rows instead of ${before.rows}`;
}

/** `has 2 candles revised since, the first …`; `undefined` if the store knows of none that the run had read. */
function revisionsOf(store: StoreReader, { run, asked }: RunRecord, { id }: RunSeries): string | undefined {
  const markets = asked.sources.flatMap((source) => parseMarket(source) ?? []);
  const market = markets.find(
    (one) =>
      formatMarket(asked.timeframe === undefined ? one : { ...one, timeframe: asked.timeframe }) === id,
  );
  if (market === undefined) return undefined;
  const revised = store.revisions(market).filter(({ usedBy }) => usedBy.includes(run));
  if (revised.length === 0) return undefined;
  const { column, before, after } = differenceOf(revised[0]);
  const candles = revised.length === 1 ? 'a candle' : `${revised.length} candles`;
  return `has ${candles} revised since, the first at ${formatTime(revised[0].time)} ${column} ${before}, now ${after}`;
}
