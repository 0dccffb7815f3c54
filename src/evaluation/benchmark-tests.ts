/**
 * Is the difference to the benchmark more than luck: every test, at every step, from one number per origin. `losses.ts` says
 * what is compared.
 *
 * Several series at one origin go together, so they make one number: the sum over the series that were forecast there of their
 * losses, each divided by the mean loss of the benchmark on that series and step, and weighed so that the mean over origins is
 * the mean over series of their means. So every series weighs alike, whatever its price and however late it begins; the mean
 * of the differences at a step is U2² - 1 there, and with one series the statistics are those of its plain squared errors.
 */

import type { StepMembership, StepTest, ModelTests } from './evaluation.ts';
import { Random } from '../math/random.ts';
import { clarkWest } from '../significance/clark-west.ts';
import { dieboldMariano } from '../significance/diebold-mariano.ts';
import { giacominiWhite } from '../significance/giacomini-white.ts';
import { holm } from '../significance/holm.ts';
import { CONFIDENCE_SET_SIZE, modelConfidenceSet } from '../significance/model-confidence-set.ts';
import { undefinedTest } from '../significance/outcome.ts';
import type { TestResult } from '../significance/outcome.ts';
import { effectiveOrigins, overlappingLags } from '../significance/overlap.ts';
import {
  excessHits,
  pesaranTimmermann,
  pesaranTimmermannOfMeans,
} from '../significance/pesaran-timmermann.ts';
import type { Sides } from '../significance/pesaran-timmermann.ts';
import { hasForecasts, haveForecasts } from './common-rows.ts';
import { lossesOf } from './losses.ts';
import type { Trial } from './trial.ts';

/** With fewer origins whose targets do not overlap, the theory of the tests, which is of many, says nothing. */
const LEAST_ORIGINS = 10;
/** The confidence set leaves good models out too often below this; see `modelConfidenceSet` for what was measured. */
const LEAST_ORIGINS_OF_SET = 20;

const TESTS = ['dm', 'cw', 'gw', 'pt'] as const;
type TestName = (typeof TESTS)[number];

/** The tests of every model, in the order given; the benchmark among them has a place in the confidence set only. */
export function testAgainstBenchmark(trial: Trial, models: readonly string[]): Map<string, ModelTests> {
  const {
    horizon,
    stepSize,
    quantity: {
      benchmarks: [benchmark],
    },
  } = trial;
  const rivals = models.filter((model) => model !== benchmark);
  const steps = Array.from({ length: horizon }, (_, k) => stepOf(trial, k + 1, models));
  const raw = new Map(
    rivals.map((model) => [model, steps.map((step) => outcomesAt(trial, step, model))] as const),
  );
  const adjusted = new Map(TESTS.map((test) => [test, adjust(rivals, raw, test)] as const));
  const sets = adjustSets(steps.map((step) => membershipsAt(trial, step, models)));
  const counted = (test: TestName): number =>
    rivals.flatMap((model) => raw.get(model)!).filter((outcomes) => !Number.isNaN(outcomes[test].p)).length;
  const comparisons = { dm: counted('dm'), cw: counted('cw'), gw: counted('gw'), pt: counted('pt') };
  return new Map(
    models.map((model) => {
      const of = (test: TestName): StepTest[] =>
        (raw.get(model) ?? []).map((outcomes, k) => ({
          step: k + 1,
          ...outcomes[test],
          adjusted: adjusted.get(test)!.get(model)![k],
          effective: effectiveOrigins(outcomes[test].n, k + 1, stepSize),
        }));
      const mcs = sets.map((set) => set.get(model)!);
      return [model, { dm: of('dm'), cw: of('cw'), gw: of('gw'), pt: of('pt'), mcs, comparisons }];
    }),
  );
}

/** Holm's adjustment over all models and steps, by model and step. */
function adjust(
  rivals: readonly string[],
  raw: ReadonlyMap<string, readonly Record<TestName, TestResult>[]>,
  test: TestName,
): Map<string, number[]> {
  const all = holm(rivals.flatMap((model) => raw.get(model)!.map((outcomes) => outcomes[test].p)));
  const horizon = all.length / rivals.length;
  return new Map(rivals.map((model, m) => [model, all.slice(m * horizon, (m + 1) * horizon)]));
}

/** The table rows of one step. */
interface Step {
  readonly step: number;
  readonly lags: number;
  /** Rows whose truth, last value and forecasts are known, by origin in order of time, then by series. */
  readonly byOrigin: readonly (readonly number[])[];
  /** By series: mean of the yardstick, which is the benchmark's loss; 0 where that is never wrong. */
  readonly scales: Float64Array;
}

function stepOf(trial: Trial, step: number, models: readonly string[]): Step {
  const { table, ids, stepSize, yardstick, quantity } = trial;
  const { series, origin, y, last } = table;
  const { benchmark } = lossesOf(trial, quantity.benchmarks[0]);
  const isWhole = haveForecasts(table, models);
  const origins = new Map<number, number[]>();
  const scales = new Float64Array(ids.length);
  const counts = new Float64Array(ids.length);
  table.step.forEach((value, i) => {
    if (value !== step || Number.isNaN(y[i]) || Number.isNaN(last[i]) || !isWhole(i)) return;
    const rows = origins.get(origin[i]);
    if (rows) rows.push(i);
    else origins.set(origin[i], [i]);
    scales[series[i]] += yardstick?.[i] ?? benchmark(i);
    counts[series[i]]++;
  });
  const inOrder = [...origins].toSorted(([a], [b]) => a - b);
  return {
    step,
    lags: overlappingLags(step, stepSize),
    byOrigin: inOrder.map(([, rows]) => rows),
    scales: scales.map((sum, s) => (counts[s] === 0 ? 0 : sum / counts[s])),
  };
}

/**
 * One number per origin, whose mean is the mean over series of their mean of `value`, divided by the series' yardstick. Series
 * without a yardstick, on which the benchmark is never wrong, and origins without any other are left out.
 */
function numbersByOrigin(
  { table: { series } }: Trial,
  { byOrigin, scales }: Step,
  value: (i: number) => number,
): Float64Array {
  const counts = new Float64Array(scales.length);
  const isUsed = (i: number): boolean => scales[series[i]] > 0 && Number.isFinite(value(i));
  const used = byOrigin.map((rows) => rows.filter(isUsed)).filter((rows) => rows.length > 0);
  for (const rows of used) for (const i of rows) counts[series[i]]++;
  const seriesCount = counts.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0);
  return Float64Array.from(used, (rows) =>
    rows.reduce((sum, i) => {
      const weight = used.length / (seriesCount * counts[series[i]]);
      return sum + (weight * value(i)) / scales[series[i]];
    }, 0),
  );
}

/**
 * Why n origins are too few; `undefined` where they are not. `planned` were there before those without a yardstick were left
 * out, and `isUnusable` is why that leaves none.
 */
function tooFew(
  n: number,
  lags: number,
  planned: number,
  least: number,
  isUnusable: string,
): string | undefined {
  if (n === 0 && planned > 0) return isUnusable;
  const effective = effectiveOrigins(n, lags + 1, 1);
  if (effective >= least) return undefined;
  const which = effective === n ? '' : ' without overlapping targets';
  return `${effective} ${effective === 1 ? 'origin' : 'origins'}${which}, fewer than ${least}`;
}

function outcomesAt(trial: Trial, step: Step, model: string): Record<TestName, TestResult> {
  const yhat = trial.table.yhat.get(model)!;
  const { lags } = step;
  const { own, benchmark, apart, note, unusable } = lossesOf(trial, model);
  const d = numbersByOrigin(trial, step, (i) => own(i) - benchmark(i));
  const f = numbersByOrigin(trial, step, (i) => benchmark(i) - (own(i) - apart(i)));
  const few = tooFew(d.length, lags, step.byOrigin.length, LEAST_ORIGINS, unusable);
  if (few !== undefined) {
    const none = undefinedTest(d.length, few);
    return { dm: none, cw: none, gw: none, pt: none };
  }
  const noted = (outcome: TestResult): TestResult => ({ ...outcome, note: outcome.note ?? note });
  return {
    dm: noted(dieboldMariano(d, lags)),
    cw: f.length === 0 ? undefinedTest(0, note ?? unusable) : clarkWest(f, lags),
    gw: trial.expands === null ? noted(giacominiWhite(d, lags)) : undefinedTest(d.length, trial.expands),
    pt: directionAt(trial, step, yhat),
  };
}

/** Origins in which truth or forecast equals the last value have no side and are left out. */
function directionAt({ table, ids }: Trial, { byOrigin, lags }: Step, yhat: Float64Array): TestResult {
  const { series, y, last } = table;
  const sides = ids.map((): { forecast: boolean[]; truth: boolean[]; origin: number[] } => ({
    forecast: [],
    truth: [],
    origin: [],
  }));
  byOrigin.forEach((rows, t) => {
    for (const i of rows) {
      if (y[i] === last[i] || yhat[i] === last[i] || Number.isNaN(yhat[i])) continue;
      sides[series[i]].forecast.push(yhat[i] > last[i]);
      sides[series[i]].truth.push(y[i] > last[i]);
      sides[series[i]].origin.push(t);
    }
  });
  const used: (Sides & { readonly origin: readonly number[] })[] = sides.filter(
    ({ truth }) => truth.length > 0,
  );
  if (used.length <= 1 && lags === 0) return pesaranTimmermann(used.at(0) ?? { forecast: [], truth: [] });
  const sums = new Map<number, { sum: number; n: number }>();
  for (const one of used)
    excessHits(one).forEach((value, j) => {
      const entry = sums.get(one.origin[j]) ?? { sum: 0, n: 0 };
      sums.set(one.origin[j], { sum: entry.sum + value, n: entry.n + 1 });
    });
  const inOrder = [...sums].toSorted(([a], [b]) => a - b);
  return pesaranTimmermannOfMeans(
    Float64Array.from(inOrder, ([, { sum, n }]) => sum / n),
    lags,
  );
}

/** The place of every model in the confidence set of one step; a model without forecasts, or without their loss, has none. */
function membershipsAt(
  trial: Trial,
  step: Step,
  models: readonly string[],
): ReadonlyMap<string, Omit<StepMembership, 'adjusted'>> {
  const { table, stepSize } = trial;
  const lossOf = new Map(models.map((model) => [model, lossesOf(trial, model)]));
  const isCompared = (model: string): boolean =>
    // Misses are no loss to set beside the squared errors of probabilities.
    lossOf.get(model)!.note === null &&
    (model === trial.quantity.benchmarks[0] || hasForecasts(table, model));
  const there = models.filter(isCompared);
  const losses = there.map((model) => numbersByOrigin(trial, step, lossOf.get(model)!.own));
  const random = Random.from(trial.seed, 'model confidence set', step.step);
  const n = losses.at(0)?.length ?? 0;
  const isTested = tooFew(n, step.lags, step.byOrigin.length, LEAST_ORIGINS_OF_SET, '') === undefined;
  const set = isTested ? modelConfidenceSet(losses, random) : [];
  return new Map(
    models.map((model) => {
      const { p, isIn } = set.at(there.indexOf(model)) ?? { p: NaN, isIn: true };
      const isThere = there.includes(model);
      const effective = effectiveOrigins(n, step.step, stepSize);
      return [model, { step: step.step, n, p: isThere ? p : NaN, isIn: !isThere || isIn, effective }];
    }),
  );
}

/**
 * Bonferroni's adjustment over steps. At every step some model is the best and may be left out by bad luck, so what was found at
 * one step makes no other step easier, as Holm's adjustment would have it.
 */
function adjustSets(
  sets: readonly ReadonlyMap<string, Omit<StepMembership, 'adjusted'>>[],
): ReadonlyMap<string, StepMembership>[] {
  const steps = sets.filter((set) => [...set.values()].some(({ p }) => !Number.isNaN(p))).length;
  return sets.map(
    (set) =>
      new Map(
        [...set].map(([model, membership]) => {
          const adjusted = Math.min(1, membership.p * steps);
          const isIn = Number.isNaN(adjusted) || adjusted >= CONFIDENCE_SET_SIZE;
          return [model, { ...membership, adjusted, isIn }];
        }),
      ),
  );
}
