/** From what was forecast to what following it was worth. */

import type { Quantity } from '../data/quantities.ts';
import { targetOf } from '../data/targets.ts';
import { HindcastError } from '../errors.ts';
import type { ForecastRows } from '../data/csv/forecast-rows.ts';
import type { BacktestResult } from '../evaluation/backtest.ts';
import type { ScoredForecastFile } from '../evaluation/forecast-file.ts';
import type { RunRecord } from '../evaluation/run-record.ts';
import { checkDecidable } from '../evaluation/worth/decisions.ts';
import type { TradedMarket } from '../evaluation/worth/market.ts';
import { keptTrial, marketOfFile } from '../evaluation/worth/kept.ts';
import { marketOfPanel } from '../evaluation/worth/market.ts';
import type { WorthOptions } from '../evaluation/worth/options.ts';
import type { Worth } from '../evaluation/worth/worth.ts';
import { worthOf } from '../evaluation/worth/worth.ts';
import type { CommonFlags } from './help.ts';
import type { Host } from './host.ts';
import type { Loaded } from './sources.ts';
import type { StoreFlags } from './store.ts';
import type { WorthFlags } from './worth-options.ts';
import { worthOptionsOf } from './worth-options.ts';

/** What a backtest needs to say what following it was worth. */
export interface PlannedWorth {
  readonly options: WorthOptions;
  readonly market: TradedMarket;
}

/**
 * Checked before any long work; `undefined` without `--cost`.
 * @throws UsageError if the forecasts will have no side, or the data no price to trade at
 */
export function plannedWorth(
  flags: WorthFlags,
  { panel, candles, options }: Pick<Loaded, 'panel' | 'options' | 'candles'>,
): PlannedWorth | undefined {
  const asked = worthOptionsOf(flags);
  if (asked === undefined) return undefined;
  checkDecidable(targetOf(options.target).quantity, options.level, asked);
  return {
    options: asked,
    market: marketOfPanel(panel, candles, { column: options.column, fill: asked.fill }),
  };
}

/**
 * The same for a `--cost` of the settings, which is meant for every backtest: one that cannot be followed has a note that says why.
 * @throws UsageError as `plannedWorth` if the command line asked
 */
export function plannedWorthOrNote(
  flags: WorthFlags,
  loaded: Pick<Loaded, 'panel' | 'options' | 'candles'>,
  isCostSetting: boolean,
): { readonly planned: PlannedWorth | undefined; readonly note?: string } {
  try {
    return { planned: plannedWorth(flags, loaded) };
  } catch (error) {
    if (!isCostSetting || !(error instanceof HindcastError)) throw error;
    return { planned: undefined, note: `\`--cost\` of the settings is left out: ${error.message}` };
  }
}

/** What following each model but the benchmarks was worth; `undefined` if it was not asked for, or nothing was forecast. */
export function worthOfBacktest(
  planned: PlannedWorth | undefined,
  { forecasts, quantity, models, options }: BacktestResult,
): Worth | undefined {
  const followed = followedModels(
    models.map(({ model }) => model),
    quantity,
  );
  if (planned === undefined || followed.length === 0) return undefined;
  const targetRows = forecasts.origin.map((origin, i) => origin + forecasts.step[i]);
  return worthOf(
    { table: forecasts, targets: targetRows, quantity },
    planned.market,
    followed,
    planned.options,
    options.seed,
  );
}

/** What following the models of a file was worth, by the prices that it contains; `undefined` without `--cost`. */
export function worthOfFile(flags: WorthFlags, scored: ScoredForecastFile): Worth | undefined {
  const asked = worthOptionsOf(flags);
  if (asked === undefined) return undefined;
  const { trial, targets: targetRows, models } = scored;
  const { table, quantity, seed } = trial;
  const levels = models.flatMap(({ intervals }) => intervals.map(({ level }) => level));
  checkDecidable(quantity, [...new Set(levels)], asked);
  const followed = followedModels(
    models.map(({ model }) => model),
    quantity,
  );
  if (followed.length === 0) return undefined;
  const market = marketOfFile(scored, asked);
  return worthOf({ table, targets: targetRows, quantity }, market, followed, asked, seed);
}

/**
 * What following the models of a stored run was worth, by the data that it was computed from; `undefined` without `--cost`.
 * @throws DataError if the data has changed
 */
export async function worthOfRun(
  host: Host,
  record: RunRecord,
  forecasts: ForecastRows,
  flags: WorthFlags & StoreFlags & CommonFlags,
): Promise<Worth | undefined> {
  if (worthOptionsOf(flags) === undefined) return undefined;
  const { loadRunData } = await import('./run-data.ts');
  const loaded = await loadRunData(host, record, [], flags);
  const planned = plannedWorth(flags, loaded)!;
  const { quantity } = targetOf(record.options.target);
  const followed = followedModels([...forecasts.models.keys()], quantity);
  if (followed.length === 0) return undefined;
  const trial = keptTrial(forecasts, loaded.panel, quantity);
  return worthOf(trial, planned.market, followed, planned.options, record.options.seed);
}

/** Without the benchmarks: those that repeat an earlier value, and the shares of classes. */
function followedModels(
  models: readonly string[],
  { benchmarks, naiveForecasts }: Quantity,
): readonly string[] {
  return models.filter((model) => !benchmarks.includes(model) && !naiveForecasts.includes(model));
}
