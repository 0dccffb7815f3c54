/**
 * How well a set of options does on the last training rows: linear regression, fitted once before them, against the benchmark. A
 * network would take a hundred times as long, and what recipes decide (season, level, length of the window, features) is the same for both.
 */

import { inPlace } from '../backtest/in-place.ts';
import { makeForecasts } from '../backtest/make-forecasts.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import { TestSpan } from '../backtest/test-span.ts';
import type { Panel } from '../data/panel.ts';
import { benchmarkOf } from '../data/targets.ts';
import { HindcastError } from '../errors.ts';
import { windowWidth } from '../models/encoding.ts';
import { panelBetween } from './training-rows.ts';

const MODEL = 'linear';
/** Share of the training rows that forecasts are scored on. */
const SHARE = 0.2;
/** Multiplications that a fit may take: some seconds. */
const MOST_PRODUCTS = 1e9;
/** Most series that are looked at. */
const MOST_SERIES = 50;

/** Squared errors of the model and of the benchmark by series and origin. */
export type ErrorsByOrigin = ReadonlyMap<
  number,
  ReadonlyMap<number, readonly [own: number, benchmark: number]>
>;

/** The panel that candidates are scored on: as many series and last rows as the costliest of them can be fitted on. */
export function scoredPanel(panel: Panel, candidates: readonly BacktestOptions[]): (whole: Panel) => Panel {
  const every = Math.ceil(panel.series.length / MOST_SERIES);
  const count = Math.ceil(panel.series.length / every);
  const [width, least] = [
    windowWidth,
    ({ inputSize, horizon }: BacktestOptions) => 6 * (inputSize + horizon),
  ].map((of) => Math.max(...candidates.map(of)));
  const rows = Math.max(least, Math.floor(MOST_PRODUCTS / (count * width * width)));
  return (whole) => {
    const start = Math.max(0, whole.time.length - rows);
    const part = panelBetween(whole, start, whole.time.length - 1);
    return { ...part, series: part.series.filter((_, s) => s % every === 0) };
  };
}

/** `undefined` if there are too few rows for these options. */
export async function errorsOf(panel: Panel, options: BacktestOptions): Promise<ErrorsByOrigin | undefined> {
  try {
    const rows = Math.max(options.horizon, Math.floor(SHARE * panel.time.length));
    const { table, failures } = await makeForecasts(
      panel,
      {
        ...options,
        models: [MODEL],
        test: TestSpan.ofRows(rows),
        refit: 0,
        trainSize: null,
        gap: 0,
        warm: false,
        level: [],
      },
      { workers: 1, runner: inPlace },
    );
    const benchmark = benchmarkOf(options.target);
    const [own, naive] = [table.yhat.get(MODEL), table.yhat.get(benchmark)];
    if (failures.length > 0 || own === undefined || naive === undefined) return undefined;
    const errors = new Map<number, Map<number, readonly [own: number, benchmark: number]>>();
    for (let i = 0; i < table.y.length; i += options.horizon) {
      let [ours, theirs] = [0, 0];
      for (let k = i; k < i + options.horizon; k++) {
        if (Number.isNaN(table.y[k])) continue;
        ours += (own[k] - table.y[k]) ** 2;
        theirs += (naive[k] - table.y[k]) ** 2;
      }
      const byOrigin = errors.get(table.series[i]) ?? new Map();
      errors.set(table.series[i], byOrigin.set(table.origin[i], [ours, theirs]));
    }
    return errors;
  } catch (error) {
    if (error instanceof HindcastError) return undefined;
    throw error;
  }
}

/** RMSE relative to the benchmark's over the origins that all have, every series with the same weight; `NaN` if there are none. */
export function relativeErrors(all: readonly ErrorsByOrigin[]): readonly number[] {
  const isCommon = (series: number, origin: number): boolean =>
    all.every((each) => each.get(series)?.has(origin) === true);
  return all.map((each) => {
    const ratios = [...each].flatMap(([series, byOrigin]) => {
      const common = [...byOrigin].filter(([origin]) => isCommon(series, origin));
      const [own, benchmark] = [0, 1].map((i) => common.reduce((sum, [, pair]) => sum + pair[i], 0));
      return benchmark > 0 ? [own / benchmark] : [];
    });
    return Math.sqrt(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length);
  });
}
