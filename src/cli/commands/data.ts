/** `hindcast data [MARKET]`: what is stored, how whole it is, and what was revised. */

import type { Command } from 'commander';
import type { Market } from '../../data/market.ts';
import { DataError, UsageError } from '../../errors.ts';
import type { DamagedData, StoredData } from '../../report/inputs.ts';
import type { Store, StoredSeries } from '../../store/store.ts';
import type { ExchangeFlags } from '../exchange.ts';
import { addBusyOption } from '../if-busy.ts';
import { addExchangeOptions } from '../exchange.ts';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import type { StoreFlags } from '../store.ts';
import { addStoreOption, notStored, storeOf, withExistingStore, withStore } from '../store.ts';
import { print, warn } from '../terminal/print.ts';
import type { Host } from '../host.ts';

interface DataFlags extends CommonFlags, StoreFlags, ExchangeFlags {
  readonly repair?: true;
}

export function addData(command: Command, host: Host): void {
  command
    .description('Lists the stored markets; for one of them, its gaps and revisions too.')
    .argument('[market]', 'a stored market, for example binance:BTC/USDT:1d')
    .option('--repair', 'ask the exchange again for every gap of the market')
    .action((text: string | undefined, flags: DataFlags) => showData(host, text, flags));
  addStoreOption(command);
  addBusyOption(addExchangeOptions(command));
  addCommon(command);
  addHelp(
    command,
    ['hindcast data', 'hindcast data binance:BTC/USDT:1d', 'hindcast data binance:BTC/USDT:1d --repair'],
    [0, 1, 2, 10, 11, 12, 20, 28, 130],
  );
}

async function showData(host: Host, text: string | undefined, flags: DataFlags): Promise<void> {
  const [{ parseMarket }, { dataListJson, dataOfMarketJson }, report, { toText }] = await Promise.all([
    import('../../data/market.ts'),
    import('../../report/json/stored-data.ts'),
    import('../../report/text/stored-data.ts'),
    import('../../report/json/document.ts'),
  ]);
  const isJson = flags.json === true;
  const file = storeOf(host, flags);
  if (text === undefined) {
    if (flags.repair === true) {
      throw new UsageError('expected a market to repair, got none', {
        hint: 'for example `hindcast data binance:BTC/USDT:1d --repair`',
      });
    }
    const data = (await withExistingStore(host, flags, inspectEach)) ?? [];
    print(host, isJson ? toText(dataListJson(data, file)) : report.renderDataList(data, file));
    const damaged = data.find((one) => 'error' in one);
    if (damaged !== undefined) throw damaged.error;
    return;
  }
  const market = parseMarket(text);
  if (market === undefined) {
    throw new UsageError(`expected a market as EXCHANGE:SYMBOL:TIMEFRAME, got \`${text}\``, {
      hint: 'for example `binance:BTC/USDT:1d`; `hindcast data` lists what is stored',
    });
  }
  const found = await findData(host, market, flags);
  const finish =
    flags.repair === true && found.gaps.length > 0 ? await repair(host, market, flags) : () => {};
  const data = flags.repair === true ? await findData(host, market, flags) : found;
  print(host, isJson ? toText(dataOfMarketJson(data, file)) : report.renderData(data, file));
  finish();
}

/** Asks for every gap again; what is returned throws what went wrong, once the results are out. */
async function repair(host: Host, market: Market, flags: DataFlags): Promise<() => void> {
  const [fetching, { watch }, { repairMarket }, { revisionWarnings }] = await Promise.all([
    import('../fetch-markets.ts'),
    import('../terminal/watch.ts'),
    import('../../store/repair.ts'),
    import('../../report/text/candle-update.ts'),
  ]);
  const { exchange, symbol, timeframe } = market;
  const task = { exchange, symbols: [symbol], timeframe, work: repairMarket };
  const { value, throwIfInterrupted } = await watch(host, { isQuiet: flags.quiet === true }, (context) =>
    withStore(host, flags, (store) => fetching.fetchMarkets(host, store, task, flags, context)),
  );
  const revised = value.markets.flatMap((one) => revisionWarnings({ market, written: one.update }));
  for (const warning of [...value.warnings, ...revised]) warn(host, warning);
  return () => {
    throwIfInterrupted('what came of it is stored');
    fetching.throwIfFailed(value.markets, { allowPartial: true });
  };
}

async function findData(host: Host, market: Market, flags: DataFlags): Promise<StoredData> {
  const found = await withExistingStore(host, flags, async (store) => {
    const series = store.find(market);
    return { data: series && (await inspect(store, series)), stored: store.list() };
  });
  if (found?.data !== undefined) return found.data;
  throw notStored(market, storeOf(host, flags), found?.stored ?? []);
}

/** Every market; of one that is damaged, what is known all the same. */
async function inspectEach(store: Store): Promise<readonly (StoredData | DamagedData)[]> {
  const all: (StoredData | DamagedData)[] = [];
  for (const series of store.list()) {
    try {
      all.push(await inspect(store, series));
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      all.push({ series, error });
    }
  }
  return all;
}

async function inspect(store: Store, series: StoredSeries): Promise<StoredData> {
  const { countRepeats, digestOfCandles } = await import('../../data/ohlcv.ts');
  const candles = store.read(series);
  return {
    series,
    gaps: store.gaps(series),
    revisions: store.revisions(series),
    repeats: countRepeats(candles),
    digest: digestOfCandles(candles),
    runs: [...new Set(store.uses(series).map((use) => use.run))],
  };
}
