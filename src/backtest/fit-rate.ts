/**
 * What a fit of a model costs on this machine, measured: short fits of the model itself with its own options, on rows before the test span.
 * Their time is split into parts that grow with different sizes, so that longer fits follow from it. So it holds for every model, whatever
 * its layers or its algorithm.
 */

import type { Panel } from '../data/panel.ts';
import type { Model, Origins } from '../models/model.ts';
import { growTries, unlessRejected } from './growing-tries.ts';
import type { BacktestOptions } from './options.ts';
import type { Fit } from './tasks.ts';
import { forecastsOf } from './tasks.ts';

/** Seconds of CPU on one thread. A fit of a model that has one for each series counts its series one by one. */
export interface FitRate {
  /** Of every fit, whatever its size. */
  readonly fit: number;
  /** Of each training window, once. */
  readonly window: number;
  /** Of each training window, in each epoch; 0 for a model without epochs. */
  readonly epoch: number;
  /** Of each origin that is forecast from. */
  readonly origin: number;
  /** Of the first fit on a thread besides, which compiles code. */
  readonly start: number;
}

/** The size of a fit. */
export interface FitSize {
  /** Fits that it consists of: one per series if each has its own. */
  readonly fits: number;
  readonly windows: number;
  readonly epochs: number;
  readonly origins: number;
}

/** Seconds of CPU of a fit with its forecasts. */
export function fitSeconds(rate: FitRate, { fits, windows, epochs, origins }: FitSize): number {
  return rate.fit * fits + (rate.window + rate.epoch * epochs) * windows + rate.origin * origins;
}

/** Whether each series has a fit of its own. */
export const isSeparate = (model: Model, { local }: Pick<BacktestOptions, 'local'>): boolean =>
  model.isGlobal !== true || local;

/** Training windows of a series in these rows, at most: gaps leave some out. */
export function windowsIn(
  { start, cutoff }: { readonly start: number; readonly cutoff: number },
  { lookback, horizon, most = Infinity }: WindowSize,
): number {
  return Math.min(most, Math.max(0, cutoff - start + 2 - lookback - horizon));
}

export interface WindowSize {
  /** Rows before a forecast, the origin included. */
  readonly lookback: number;
  readonly horizon: number;
  /** Most windows of a series that the model uses. */
  readonly most?: number | undefined;
}

export interface Probe {
  readonly panel: Panel;
  readonly model: Model;
  readonly options: BacktestOptions;
  /** Rows before each origin. */
  readonly lookback: number;
  /** The largest fit of the plan; the probe fits on the last of its rows. */
  readonly fit: Fit;
  /** Seconds of CPU that this process has used. */
  readonly clock: () => number;
  /** Most seconds that the longest fit may be expected to take, unless many are planned. The first one is always made. */
  readonly budget: number;
  /** Fits of the plan. */
  readonly fits: number;
}

/** Training windows of the shortest fit: a few batches. */
const LEAST_WINDOWS = 96;
/** The same, in horizons: the validation block is apart from the others by one. */
const LEAST_HORIZONS = 6;
const MOST_SERIES = 4;
const MOST_ORIGINS = 64;
/** Of what all fits take: worth a try whose time depends on more than its rows, as that of a search for orders does. */
const SHARE = 0.1;
const MOST_SECONDS = 1;
/** Epochs of a probe. The first one is slower: code is compiled, memory touched. */
const EPOCHS = 3;

interface Sample {
  readonly windows: number;
  readonly total: number;
  /** Seconds outside epochs, of one epoch, and of the forecasts. */
  readonly setup: number;
  readonly epoch: number;
  readonly forecast: number;
}

/** The rate of a model; `undefined` if it cannot be fitted on so few rows. */
export async function measureFitRate(probe: Probe): Promise<FitRate | undefined> {
  const { model, options, lookback, fit } = probe;
  const { panel, origins } = partOf(probe);
  if (origins.row.length === 0) return undefined;
  const count = panel.series.length;
  const { windows: most } = model.estimate(options, count);
  const size = { lookback, horizon: options.horizon, most };
  const full = windowsIn(fit, size);
  const least = Math.min(full, Math.max(LEAST_WINDOWS / count, LEAST_HORIZONS * options.horizon));
  const sample = async (windows: number): Promise<Sample> => {
    const start = Math.max(fit.start, fit.cutoff + 2 - lookback - options.horizon - Math.ceil(windows));
    const rows = { fold: fit.fold, start, cutoff: fit.cutoff };
    const taken = await timeFit({ ...probe, panel }, { ...rows, origins });
    return { ...taken, windows: count * windowsIn(rows, size) };
  };
  return unlessRejected(async () => {
    const first = await sample(least);
    const tried = await growTries(first, {
      least,
      most: full,
      secondsOf: ({ total }) => total,
      budgetOf: (largest, windows) => mostOf(probe, largest, full / windows),
      take: sample,
    });
    let { largest } = tried;
    // Again, now that its code is compiled.
    if (largest !== first && largest.epoch === 0) largest = faster(largest, await sample(tried.size));
    const again = await sample(least);
    const rate = rateOf(again, largest === first ? again : largest, {
      fits: isSeparate(model, options) ? count : 1,
      origins,
    });
    return { ...rate, start: Math.max(0, first.total - again.total) };
  });
}

/**
 * Most seconds of the next try: a share of what all fits are expected to take may be more than the budget.
 * @param times - how many times as large as the sample the fits are
 */
function mostOf({ budget, fits }: Probe, { epoch, total }: Sample, times: number): number {
  // The time of an epoch grows with its windows and nothing else.
  return epoch > 0 ? budget : Math.max(budget, Math.min(MOST_SECONDS, SHARE * fits * total * times));
}

const faster = (one: Sample, other: Sample): Sample => (other.setup < one.setup ? other : one);

/** The straight line through two samples, with no part below 0. */
function rateOf(
  smallest: Sample,
  largest: Sample,
  { fits, origins }: { readonly fits: number; readonly origins: Origins },
): Omit<FitRate, 'start'> {
  const more = largest.windows - smallest.windows;
  const slope = more > 0 ? (largest.setup - smallest.setup) / more : Infinity;
  const perWindow = Math.min(Math.max(0, slope), largest.setup / Math.max(1, largest.windows));
  return {
    fit: Math.max(0, largest.setup - perWindow * largest.windows) / fits,
    window: perWindow,
    epoch: largest.epoch / Math.max(1, largest.windows),
    origin: Math.min(smallest.forecast, largest.forecast) / origins.row.length,
  };
}

/** One fit with few epochs, and its forecasts. */
async function timeFit({ panel, model, options, clock }: Probe, fit: Fit): Promise<Omit<Sample, 'windows'>> {
  const epochs = Math.min(EPOCHS, options.epochs);
  const ends: number[] = [];
  const started = clock();
  const forecaster = await model.fit(
    panel,
    fit,
    { ...options, epochs, patience: epochs },
    {
      onEpoch: () => ends.push(clock()),
    },
  );
  const fitted = clock();
  forecastsOf(forecaster, panel, fit.origins, options);
  const total = clock() - started;
  const each = ends.slice(1).map((end, index) => end - ends[index]);
  const epoch = each.length === 0 ? 0 : Math.min(...each);
  const setup = Math.max(0, fitted - started - epoch * ends.length);
  return { setup, epoch, forecast: started + total - fitted, total };
}

/** The first series that are forecast, which may read all others, and origins of them. */
function partOf({ panel, model, options, fit }: Probe): { readonly panel: Panel; readonly origins: Origins } {
  const { series, row } = fit.origins;
  const chosen = [...new Set(series)].slice(0, isSeparate(model, options) ? 1 : MOST_SERIES);
  const places = new Map(chosen.map((s, place) => [s, place]));
  const taken = Array.from(series.keys()).filter((i) => places.has(series[i]));
  const step = Math.max(1, Math.floor(taken.length / MOST_ORIGINS));
  const some = taken.filter((_, i) => i % step === 0);
  return {
    panel: {
      ...panel,
      series: chosen.map((s) => panel.series[s]),
      readable: panel.readable ?? panel.series,
    },
    origins: {
      series: Int32Array.from(some, (i) => places.get(series[i])!),
      row: Int32Array.from(some, (i) => row[i]),
    },
  };
}
