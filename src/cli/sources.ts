/** SOURCE arguments to candles, and candles to a panel. */

import type { CandlePanel } from '../backtest/candle-panel.ts';
import { panelOfCandles } from '../backtest/candle-panel.ts';
import { completedPanel } from '../recipes/complete.ts';
import type { RecipeChoice, RecipeRequest } from '../recipes/complete.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import type { AskedSources } from '../data/sources.ts';
import path from 'node:path';
import type { Candles } from '../data/candles.ts';
import { ohlcvColumns } from '../data/candles.ts';
import { closedCandles, leftOutWarning } from '../data/closed-candles.ts';
import type { CsvOptions } from '../data/csv/csv-result.ts';
import type { Reading } from '../data/csv/reading.ts';
import { marketColumns } from '../data/market-columns.ts';
import type { Market } from '../data/market.ts';
import { formatMarket, parseMarket } from '../data/market.ts';
import { ANY_TIME, canBuild, resample } from '../data/resample.ts';
import { featureColumns } from '../data/features/check-features.ts';
import { aheadColumns, constantColumns } from '../data/features/index.ts';
import type { Timeframe } from '../data/timeframe.ts';
import { inferTimeframe, parseTimeframe } from '../data/timeframe.ts';
import { UsageError } from '../errors.ts';
import type { HistoryReading } from '../store/history.ts';
import type { FileFlags } from './file-options.ts';
import { fileOptions, fileReadingOf } from './file-options.ts';
import type { StoreFlags } from './store.ts';
import { notStored, storeOf, withExistingStore } from './store.ts';
import { readFile } from './read-file.ts';
import { suggestion } from '../text/suggest.ts';
import type { Host } from './host.ts';
import { candleLength } from '../options/parse.ts';
import type { Warning } from '../text/warning.ts';
import { warningOf } from '../text/warning.ts';

export interface SourceFlags extends StoreFlags, FileFlags {
  readonly timeframe?: string;
  readonly includeOpen?: true | undefined;
  readonly quiet?: true;
}

export interface Source {
  /** One per series. */
  readonly candles: readonly Candles[];
  /** The column's name as it is in the source. */
  readonly column: string;
  readonly warnings: readonly Warning[];
  /** Notes about files: worth a line, but not a warning. */
  readonly notes: readonly string[];
  /** What was read from the store; `undefined` for a file. */
  readonly reading: HistoryReading | undefined;
  /** How the file was read; `undefined` for a stored market. */
  readonly file: Reading | undefined;
}

export interface Loaded extends CandlePanel {
  readonly notes: readonly string[];
  /** What was read from the store. */
  readonly readings: readonly HistoryReading[];
  /** The sources as absolute paths and market names. */
  readonly asked: AskedSources;
  /** What the recipe has made of the data; absent for one that reads none. */
  readonly recipe?: RecipeChoice;
}

/** How the candles of all sources become a panel: as they are, changed before the grid is built, or with options that a recipe completes. */
export type PanelBuilding =
  | { readonly select?: (candles: readonly Candles[]) => readonly Candles[] }
  | { readonly request: RecipeRequest };

/**
 * Every series of every source on one time grid.
 */
export async function loadPanel(
  host: Host,
  sources: readonly string[],
  options: BacktestOptions,
  flags: SourceFlags,
  building: PanelBuilding = {},
): Promise<Loaded> {
  const twice = sources.find((source, i) => sources.indexOf(source) !== i);
  if (twice !== undefined) {
    throw new UsageError(`source \`${twice}\` is named twice`, { hint: 'name each source once' });
  }
  const ofFiles = fileOptions.find(({ key }) => flags[key] !== undefined);
  if (ofFiles !== undefined && sources.every((source) => parseMarket(source))) {
    throw new UsageError(`\`${ofFiles.long}\` is for CSV files, and no source is one`, {
      hint: 'leave it out',
    });
  }
  const candles: Candles[] = [];
  const warnings: Warning[] = [];
  const notes: string[] = [];
  const readings: HistoryReading[] = [];
  let column: string | undefined;
  for (const source of sources) {
    const loaded = await loadSource(host, source, options.column, flags, {
      others: featureColumns(options),
      ahead: aheadColumns(options),
      constants: constantColumns(options),
    });
    if (column !== undefined && loaded.column !== column) {
      throw new UsageError(
        `expected one column in all sources, got \`${column}\` and, in \`${source}\`, \`${loaded.column}\``,
        { hint: 'name a column that all sources have with `--column`' },
      );
    }
    column = loaded.column;
    candles.push(...loaded.candles);
    warnings.push(...loaded.warnings);
    notes.push(...loaded.notes);
    if (loaded.reading !== undefined) readings.push(loaded.reading);
  }
  const own = column ?? options.column;
  const built =
    'request' in building
      ? await completedPanel(candles, own, options, building.request)
      : panelOfCandles(candles, own, options, building.select);
  return {
    ...built,
    warnings: [...warnings, ...built.warnings],
    notes,
    readings,
    asked: {
      sources: sources.map((source) => (isFile(source) ? path.resolve(source) : source)),
      column: options.column,
      ...fileReadingOf(flags),
      timeframe: flags.timeframe,
      ...(flags.includeOpen === true && { includeOpen: true }),
    },
  };
}

const isFile = (source: string): boolean => source !== '-' && parseMarket(source) === undefined;

/** The candles of one source that have closed: a stored market if it is named as one, else a CSV file. */
export async function loadSource(
  host: Host,
  source: string,
  column: string,
  flags: SourceFlags,
  further: Pick<CsvOptions, 'others' | 'ahead' | 'constants'> = {},
): Promise<Source> {
  const timeframe = flags.timeframe === undefined ? undefined : candleLength(flags.timeframe, '--timeframe');
  const market = parseMarket(source);
  const now = flags.includeOpen === true ? undefined : host.now();
  if (market !== undefined) return loadStored(host, market, { column, timeframe, now }, flags);
  checkMarket(source);
  const ofTrades = timeframe && canBuild(ANY_TIME, timeframe) ? timeframe : undefined;
  const asked = { column, ...further, now, candleLength: ofTrades, ...fileReadingOf(flags) };
  const loaded = await readFile(host, source, asked, flags);
  if (timeframe === undefined) return { ...loaded, reading: undefined, file: loaded.reading };
  const built = loaded.candles.map((each) => {
    const own = each.timeframe ?? inferTimeframe([each.time]);
    if (own === null || own.ms === timeframe.ms) return { candles: each, warnings: [] };
    checkBuild(own, timeframe, source);
    return resample(each, own, timeframe);
  });
  return {
    candles: built.map(({ candles }) => candles),
    column: loaded.column,
    warnings: [...loaded.warnings, ...built.flatMap(({ warnings }) => warnings)],
    notes: loaded.notes,
    reading: undefined,
    file: loaded.reading,
  };
}

/** The span of a stored market that is read; without `now`, all of it. */
interface StoredReading {
  readonly column: string;
  readonly timeframe: Timeframe | undefined;
  readonly now: number | undefined;
}

async function loadStored(
  host: Host,
  market: Market,
  { column, timeframe, now }: StoredReading,
  flags: StoreFlags,
): Promise<Source> {
  const known = [...ohlcvColumns, ...marketColumns];
  const stored = known.find((each) => each === column.toLowerCase());
  if (stored === undefined)
    throw new UsageError(`a stored market has no column \`${column}\``, { hint: suggestion(column, known) });
  const own = parseTimeframe(market.timeframe)!;
  if (timeframe !== undefined && timeframe.ms !== own.ms) checkBuild(own, timeframe, formatMarket(market));
  const { readHistory } = await import('../store/history.ts');
  const wanted = timeframe === undefined ? market : { ...market, timeframe: timeframe.name };
  // A stored series of a larger timeframe is another market.
  const history = await withExistingStore(host, flags, (store) => readHistory(store, wanted, market));
  if (history === undefined) {
    const all = await withExistingStore(host, flags, (store) => store.list());
    throw notStored(market, storeOf(host, flags), all ?? []);
  }
  const { candles, reading } = history;
  if (!(stored in candles.columns)) throw noColumn(reading.market, stored);
  const { candles: closed, leftOut } =
    now === undefined ? { candles: [candles], leftOut: [] } : closedCandles([candles], now, timeframe ?? own);
  // Only closed candles are stored, so those that look open mean a wrong clock.
  const warnings = leftOut.map((rows) => warningOf(`${formatMarket(market)}: ${leftOutWarning(rows).text}`));
  return {
    candles: closed,
    column: stored,
    warnings: [...history.warnings, ...warnings],
    notes: [],
    reading,
    file: undefined,
  };
}

/** The error for a column of contracts that is not stored. */
function noColumn(market: Market, column: string): UsageError {
  const { exchange, symbol, timeframe } = market;
  return new UsageError(`no column \`${column}\` of \`${formatMarket(market)}\` is stored`, {
    hint: symbol.includes(':')
      ? `fetch it with \`hindcast fetch ${exchange} ${symbol} --timeframe ${timeframe} --with ${column}\``
      : 'only contracts have it, such as `BTC/USDT:USDT`',
  });
}

function checkBuild(from: Timeframe, to: Timeframe, source: string): void {
  if (canBuild(from, to)) return;
  throw new UsageError(`cannot build candles of ${to.name} from those of ${from.name} in \`${source}\``, {
    hint: 'use a timeframe that divides a day, or 1d, 1w or 1M',
  });
}

/** `binance:BTC/USDT` is meant as a market if there is no such file. */
function checkMarket(source: string): void {
  const groups =
    /^(?<exchange>[a-z][a-z\d_]+):(?<symbol>[A-Z\d]+\/[A-Z\d]+(?::[A-Z][A-Z\d]*(?:-\d{6})?)?)(?::|$)/.exec(
      source,
    )?.groups;
  if (groups === undefined) return;
  throw new UsageError(`expected a market as EXCHANGE:SYMBOL:TIMEFRAME, got \`${source}\``, {
    hint: `for example \`${groups.exchange}:${groups.symbol}:1d\``,
  });
}
