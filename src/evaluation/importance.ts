/**
 * What the inputs of a model are worth: how much its squared error on the test span rises, as a share of it, if one of them is permuted
 * among the origins of each series (Breiman 2001; Fisher, Rudin, Dominici 2019). With losses a of the model and b of the same model with
 * permuted inputs, the mean over permutations, the rise is Σ b / Σ a - 1. Losses are squared errors, divided by the mean squared change of
 * their series, or the squared errors of probabilities.
 *
 * Its 95 % interval has two parts: the variance of the ratio over origins, and that between permutations. The first is linearised, with the
 * long-run variance of the Diebold-Mariano test, as in `u2-intervals.ts`. The interval is not adjusted for the number of inputs.
 */

import type { MadeForecasts } from '../backtest/make-forecasts.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import { replacedForecaster } from '../backtest/replaced-forecasts.ts';
import type { ReplacedForecasts } from '../backtest/replaced-forecasts.ts';
import { classNumber } from '../data/classes.ts';
import type { Panel } from '../data/panel.ts';
import type { ReplacedInputs } from '../data/replaced-inputs.ts';
import { studentTQuantile } from '../math/distributions.ts';
import { Random } from '../math/random.ts';
import { mean } from '../math/statistics.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { correctionOf } from '../significance/diebold-mariano.ts';
import { varianceOfMean } from '../significance/long-run.ts';
import { effectiveOrigins, overlappingLags } from '../significance/overlap.ts';
import { inputGroups } from './input-groups.ts';
import type { InputGroup } from './input-groups.ts';
import { REQUIRED_ORIGINS } from './losses-by-origin.ts';

const PERMUTATIONS = 5;
const LEVEL = 0.95;

export interface InputImportance extends Pick<InputGroup, 'input' | 'from' | 'to'> {
  /** Of the mean squared error, as a share of it; `NaN` if there is none. */
  readonly increase: number;
  /** Bounds of its 95 % interval; `NaN` if there are too few origins. */
  readonly lo: number;
  readonly hi: number;
}

export interface Explanation {
  readonly permutations: number;
  /** Of models that see windows of inputs: inputs by their importance, the most important first. */
  readonly models: readonly { readonly model: string; readonly inputs: readonly InputImportance[] }[];
  /** Models that see no windows of inputs, so that none can be permuted. */
  readonly without: readonly string[];
}

/** Whether the inputs of a model can be permuted: of those that take features, which see windows of inputs. */
export const isExplained = (model: string, registry: ModelRegistry): boolean =>
  registry.named(model).takesFeatures === true;

/** @param made - with the states of the models that are explained */
export async function explain(
  made: MadeForecasts,
  panel: Panel,
  options: BacktestOptions,
  registry: ModelRegistry,
  signal: AbortSignal | undefined,
): Promise<Explanation> {
  const lenders = lendersOf(made, panel, options.seed);
  const models: Explanation['models'][number][] = [];
  const asked = options.models.filter((model) => made.finished.includes(model));
  for (const model of asked.filter((name) => isExplained(name, registry))) {
    const fits = made.fits.filter((fit) => fit.model === model && fit.fold < made.plan.folds.length);
    const forecast = replacedForecaster(model, fits, panel, made.plan, options, registry);
    const losses = lossesBy(made, model, panel);
    const own = losses(made.table);
    const inputs: InputImportance[] = [];
    for (const group of inputGroups(options)) {
      const permuted: Float64Array[] = [];
      for (const lender of lenders) {
        // A turn for signals.
        await new Promise<void>((resolve) => setImmediate(resolve));
        if (signal?.aborted === true) return { permutations: PERMUTATIONS, models: [], without: [] };
        permuted.push(losses(forecast({ ...group, lender })));
      }
      inputs.push({ input: group.input, from: group.from, to: group.to, ...riseOf(own, permuted, options) });
    }
    models.push({ model, inputs: inputs.toSorted((a, b) => b.increase - a.increase) });
  }
  return {
    permutations: PERMUTATIONS,
    models,
    without: asked.filter((name) => !isExplained(name, registry)),
  };
}

/** Permutations of the origins of each series, the same for every model and input. */
function lendersOf(
  { table }: MadeForecasts,
  { series }: Panel,
  seed: number,
): readonly ReplacedInputs['lender'][] {
  const bySeries = new Map(
    series.map(({ id }, s) => [id, [...new Set(table.origin.filter((_, i) => table.series[i] === s))]]),
  );
  return Array.from({ length: PERMUTATIONS }, (_, p) => {
    const lenders = new Map(
      Array.from(bySeries, ([id, origins]) => {
        const permuted = Int32Array.from(origins);
        Random.from('importance', seed, p, id).shuffle(permuted);
        return [id, new Map(origins.map((origin, i) => [origin, permuted[i]]))];
      }),
    );
    return (id, origin) => lenders.get(id)!.get(origin)!;
  });
}

/** Sums of losses by origin, in order of time, of the rows that the model has scored. */
function lossesBy(
  { table, plan }: MadeForecasts,
  model: string,
  { series }: Panel,
): (of: ReplacedForecasts) => Float64Array {
  const whole = table.yhat.get(model)!;
  const rows = [...table.y.keys()].filter((i) => !Number.isNaN(table.y[i] + whole[i]));
  const origins = new Map(plan.folds.flatMap((fold) => [...fold.origins]).map((row, t) => [row, t] as const));
  const changes = series.map((_, s) =>
    mean(rows.filter((i) => table.series[i] === s).map((i) => (table.y[i] - table.last[i]) ** 2)),
  );
  return ({ yhat, probabilities }) => {
    const sums = new Float64Array(origins.size).fill(NaN);
    const shares = probabilities.get(model);
    const forecasts = yhat.get(model)!;
    for (const i of rows) {
      const loss = shares
        ? shares.reduce((sum, column, c) => sum + (column[i] - Number(classNumber(table.y[i]) === c)) ** 2, 0)
        : (forecasts[i] - table.y[i]) ** 2 / (changes[table.series[i]] || 1);
      const t = origins.get(table.origin[i])!;
      sums[t] = (Number.isNaN(sums[t]) ? 0 : sums[t]) + loss;
    }
    return sums.filter((sum) => !Number.isNaN(sum));
  };
}

/** @param permuted - by permutation */
function riseOf(
  own: Float64Array,
  permuted: readonly Float64Array[],
  { horizon, stepSize }: BacktestOptions,
): Pick<InputImportance, 'increase' | 'lo' | 'hi'> {
  const n = own.length;
  const base = mean(own);
  if (!(base > 0)) return { increase: NaN, lo: NaN, hi: NaN };
  const average = own.map((_, t) => mean(permuted.map((losses) => losses[t])));
  const increase = mean(average) / base - 1;
  const lags = overlappingLags(horizon, stepSize);
  const correction = correctionOf(n, lags);
  if (effectiveOrigins(n, lags + 1, 1) < REQUIRED_ORIGINS || !(correction > 0))
    return { increase, lo: NaN, hi: NaN };
  const linear = own.map((loss, t) => (average[t] - (1 + increase) * loss) / base);
  const rises = permuted.map((losses) => mean(losses) / base - 1);
  const between =
    rises.reduce((sum, rise) => sum + (rise - increase) ** 2, 0) / (rises.length - 1) / rises.length;
  const variance = varianceOfMean(linear, lags).variance / correction + between;
  const half = studentTQuantile((1 + LEVEL) / 2, n - 1) * Math.sqrt(variance);
  return { increase, lo: increase - half, hi: increase + half };
}
