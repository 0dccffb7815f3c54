/** `hindcast data [MARKET]`: what is stored, how whole it is, and what was revised. */

import type { Command } from 'commander';
import type { Market } from '../../data/market.ts';
import { UsageError } from '../../errors.ts';
import type { StoredData } from '../../report/data.ts';
import type { Store, StoredSeries } from '../../store/store.ts';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import type { StoreFlags } from '../store.ts';
import { addStoreOption, notStored, storeOf, withExistingStore } from '../store.ts';
import { print } from '../terminal.ts';

type DataFlags = CommonFlags & StoreFlags;

export function addData(program: Command): void {
  const command = program
    .command('data')
    .summary('what is stored: span, gaps, revisions, digest')
    .description('Lists the stored markets; for one of them, its gaps and revisions too.')
    .argument('[market]', 'a stored market, for example binance:BTC/USDT:1d')
    .action(run);
  addStoreOption(command);
  addCommon(command);
  addHelp(command, ['hindcast data', 'hindcast data binance:BTC/USDT:1d'], [0, 1, 2, 10, 12]);
}

async function run(text: string | undefined, flags: DataFlags): Promise<void> {
  const [{ parseMarket }, report, { toText }] = await Promise.all([
    import('../../data/market.ts'),
    import('../../report/data.ts'),
    import('../../report/json.ts'),
  ]);
  const isJson = flags.json === true;
  const file = storeOf(flags);
  if (text === undefined) {
    const data = await withExistingStore(flags, (store) => inspectAll(store, store.list()));
    print(isJson ? toText(report.dataListJson(data ?? [], file)) : report.renderDataList(data ?? [], file));
    return;
  }
  const market = parseMarket(text);
  if (market === undefined) {
    throw new UsageError(`expected a market as EXCHANGE:SYMBOL:TIMEFRAME, got \`${text}\``, {
      hint: 'for example `binance:BTC/USDT:1d`; `hindcast data` lists what is stored',
    });
  }
  const data = await findData(market, flags);
  print(isJson ? toText(report.dataOfMarketJson(data, file)) : report.renderData(data, file));
}

async function findData(market: Market, flags: DataFlags): Promise<StoredData> {
  const found = await withExistingStore(flags, async (store) => {
    const series = store.find(market);
    return { data: series && (await inspectAll(store, [series])).at(0), stored: store.list() };
  });
  if (found?.data !== undefined) return found.data;
  throw notStored(market, storeOf(flags), found?.stored ?? []);
}

async function inspectAll(store: Store, all: readonly StoredSeries[]): Promise<readonly StoredData[]> {
  const { countRepeats, digestOf } = await import('../../data/ohlcv.ts');
  return all.map((series) => {
    const candles = store.read(series);
    return {
      series,
      gaps: store.gaps(series),
      revisions: store.revisions(series),
      repeats: countRepeats(candles),
      digest: digestOf(candles),
      runs: [...new Set(store.uses(series).map((use) => use.run))],
    };
  });
}
