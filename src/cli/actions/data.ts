/** What `hindcast data` does, step by step. */

import type { Command } from 'commander';
import type { Market } from '../../data/market.ts';
import { formatMarket, parseMarket } from '../../data/market.ts';
import { countRepeats, digestOfCandles } from '../../data/ohlcv.ts';
import { DataError, UsageError } from '../../errors.ts';
import type { DamagedData, StoredData } from '../../report/inputs.ts';
import { toText } from '../../report/json/document.ts';
import { dataListJson, dataOfMarketJson } from '../../report/json/stored-data.ts';
import { revisionWarnings } from '../../report/text/candle-update.ts';
import { renderData, renderDataList } from '../../report/text/stored-data.ts';
import { repairMarket } from '../../store/repair.ts';
import type { StoredSeries, StoreReader } from '../../store/store.ts';
import type { ExchangeFlags } from '../exchange.ts';
import { throwIfFailed } from '../fetch-failures.ts';
import { fetchMarkets } from '../fetch-markets.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import type { PlotFlags } from '../plot.ts';
import { askedArea, withDrawing } from '../plot.ts';
import type { SourceFlags } from '../sources.ts';
import { notStored, storeOf, withExistingStore, withStore } from '../store.ts';
import { print, printWarnings } from '../terminal/print.ts';
import { watch } from '../terminal/watch.ts';

export interface DataFlags extends CommonFlags, SourceFlags, ExchangeFlags, PlotFlags {
  readonly column?: string;
  readonly repair?: true;
  readonly details?: true;
}

/** Lists the markets, or shows one and, if asked to, repairs it. */
export async function showData(
  host: Host,
  text: string | undefined,
  flags: DataFlags,
  command: Command,
): Promise<void> {
  const isJson = flags.json === true;
  const file = storeOf(host, flags);
  if (text === undefined) {
    if (flags.repair === true) {
      throw new UsageError('expected a market to repair, got none', {
        hint: 'for example `hindcast data binance:BTC/USDT:1d --repair`',
      });
    }
    if (command.getOptionValueSource('plot') === 'cli') {
      throw new UsageError('expected a market or a file to draw, got none', {
        hint: 'for example `hindcast data binance:BTC/USDT:1d --plot`',
      });
    }
    const data = (await withExistingStore(host, flags, inspectEach)) ?? [];
    print(host, isJson ? toText(dataListJson(data, file)) : renderDataList(data, file));
    const damaged = data.find((one) => 'error' in one);
    if (damaged !== undefined) throw damaged.error;
    return;
  }
  const market = parseMarket(text);
  if (market === undefined) return showFile(host, text, flags);
  const found = await findData(host, market, flags);
  const finish =
    flags.repair === true && found.gaps.length > 0 ? await repair(host, market, flags) : () => {};
  const data = flags.repair === true ? await findData(host, market, flags) : found;
  const drawing = await drawingOf(host, data.series, flags);
  print(host, isJson ? toText(dataOfMarketJson(data, file)) : withDrawing(renderData(data, file), drawing));
  finish();
}

/** The candles of a market; `undefined` unless they are asked for. */
async function drawingOf(host: Host, series: StoredSeries, flags: DataFlags): Promise<string | undefined> {
  const area = askedArea(host, flags);
  if (area === undefined) return undefined;
  const { plotData } = await import('../../report/plot/data-plot.ts');
  const candles = await withExistingStore(host, flags, (store) => store.read(series));
  const { time, open, high, low, close, volume } = candles!;
  const id = formatMarket(series);
  return plotData([{ id, source: id, time, columns: { open, high, low, close, volume } }], 'close', area);
}

async function showFile(host: Host, file: string, flags: DataFlags): Promise<void> {
  if (flags.repair === true) {
    throw new UsageError(`\`--repair\` is for a stored market, and \`${file}\` is a file`, {
      hint: 'leave out the option, or name a market such as `binance:BTC/USDT:1d`',
    });
  }
  const { showSources } = await import('../show-source.ts');
  await showSources(host, [file], flags.column ?? 'close', flags);
}

/** Requests every gap again. Returns a function that throws any failure, to be called after the results are printed. */
async function repair(host: Host, market: Market, flags: DataFlags): Promise<() => void> {
  const task = { markets: [market], work: repairMarket };
  const { value, throwIfInterrupted } = await watch(host, { isQuiet: flags.quiet === true }, (context) =>
    withStore(host, flags, (store) => fetchMarkets(host, store, task, flags, context)),
  );
  const revised = value.markets.flatMap((one) => revisionWarnings({ market, written: one.update }));
  printWarnings(host, [...value.warnings, ...revised], flags);
  return () => {
    throwIfInterrupted('candles already received are stored');
    throwIfFailed(value, { allowPartial: true });
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

/** Every market; for a damaged one, the error. */
async function inspectEach(store: StoreReader): Promise<readonly (StoredData | DamagedData)[]> {
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

async function inspect(store: StoreReader, series: StoredSeries): Promise<StoredData> {
  const candles = store.read(series);
  return {
    series,
    columns: store.columns(series),
    gaps: store.gaps(series),
    revisions: store.revisions(series),
    repeats: countRepeats(candles),
    digest: digestOfCandles(candles),
    runs: [...new Set(store.uses(series).map((use) => use.run))],
  };
}
