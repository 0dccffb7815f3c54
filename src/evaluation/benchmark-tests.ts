/**
 * Is the difference to the benchmark significant: every test, at every step, from one number per origin. `losses.ts` has the
 * losses that are compared, `losses-by-origin.ts` the numbers.
 */

import type { StepTest, ModelTests } from './evaluation.ts';
import { clarkWest } from '../significance/clark-west.ts';
import { dieboldMariano } from '../significance/diebold-mariano.ts';
import { giacominiWhite } from '../significance/giacomini-white.ts';
import { undefinedTest } from '../significance/test-result.ts';
import type { TestResult } from '../significance/test-result.ts';
import { withoutRounding } from '../math/rounding.ts';
import { effectiveOrigins } from '../significance/overlap.ts';
import {
  excessHits,
  pesaranTimmermann,
  pesaranTimmermannOfMeans,
} from '../significance/pesaran-timmermann.ts';
import { adjust } from './adjust.ts';
import { confidenceSets } from './confidence-sets.ts';
import { lossesOf } from './losses.ts';
import { REQUIRED_ORIGINS, numbersByOrigin, rowsOfSteps, tooFewOrigins } from './losses-by-origin.ts';
import type { StepRows } from './losses-by-origin.ts';
import { tiesOf } from './ties.ts';
import type { Trial } from './trial.ts';

type TestName = 'dm' | 'cw' | 'gw' | 'pt';
type TestResults = Readonly<Record<TestName, TestResult>>;

/** The tests of every model, in the order given; the benchmark has a membership in the confidence set only. */
export function testAgainstBenchmark(trial: Trial, models: readonly string[]): Map<string, ModelTests> {
  const { stepSize, quantity } = trial;
  const rivals = models.filter((model) => model !== quantity.benchmarks[0]);
  const steps = rowsOfSteps(trial, models);
  const results = rivals.map((model) => steps.map((step) => testStep(trial, step, model)));
  const firsts = firstsAmong(trial, rivals);
  const adjusted = {
    dm: adjustTest(results, 'dm', firsts, stepSize),
    cw: adjustTest(results, 'cw', firsts, stepSize),
    gw: adjustTest(results, 'gw', firsts, stepSize),
    pt: adjustTest(results, 'pt', firsts, stepSize),
  };
  const comparisons = {
    dm: adjusted.dm.comparisons,
    cw: adjusted.cw.comparisons,
    gw: adjusted.gw.comparisons,
    pt: adjusted.pt.comparisons,
  };
  const sets = confidenceSets(trial, steps, models);
  return new Map(
    models.map((model) => {
      const of = (test: TestName): readonly StepTest[] =>
        rivals.includes(model) ? adjusted[test].tests[rivals.indexOf(model)] : [];
      const mcs = sets.get(model)!;
      return [model, { dm: of('dm'), cw: of('cw'), gw: of('gw'), pt: of('pt'), mcs, comparisons }];
    }),
  );
}

/** Diebold and Mariano's test against the first benchmark alone, by model, then by step, adjusted for all of them. */
export function dieboldMarianoOf(trial: Trial, models: readonly string[]): readonly (readonly StepTest[])[] {
  const { stepSize, quantity } = trial;
  const all = [quantity.benchmarks[0], ...models];
  const steps = rowsOfSteps(trial, all);
  const results = models.map((model) => steps.map((step) => testStep(trial, step, model)));
  return adjustTest(results, 'dm', firstsAmong(trial, models), stepSize).tests;
}

/** By model, the first one with the same losses. */
function firstsAmong(trial: Trial, models: readonly string[]): readonly number[] {
  const ties = tiesOf(trial, models);
  return models.map((model) =>
    models.findIndex((other) => other === model || ties.get(model)!.ties.includes(other)),
  );
}

interface AdjustedTests {
  /** By model, then by step. */
  readonly tests: readonly (readonly StepTest[])[];
  /** Number of p-values that the adjustment covers. */
  readonly comparisons: number;
}

/**
 * One test of all models and steps, with Holm's adjustment over all of them.
 * @param firsts - by model, the first one with the same losses
 */
function adjustTest(
  results: readonly (readonly TestResults[])[],
  test: TestName,
  firsts: readonly number[],
  stepSize: number,
): AdjustedTests {
  const { adjusted, comparisons } = adjust(
    results.map((ofModel) => ofModel.map((ofStep) => ofStep[test].p)),
    firsts,
  );
  return {
    tests: results.map((ofModel, m) =>
      ofModel.map((ofStep, k) => ({
        step: k + 1,
        ...ofStep[test],
        adjusted: adjusted[m][k],
        effective: effectiveOrigins(ofStep[test].n, k + 1, stepSize),
      })),
    ),
    comparisons,
  };
}

/** All tests of one model at one step. */
function testStep(trial: Trial, step: StepRows, model: string): TestResults {
  const { noGiacominiWhiteReason, table } = trial;
  const { own, benchmark, squaredDifference, rounding, note, unusableReason } = lossesOf(trial, model);
  const numbers = (value: (i: number) => number, roundingOf: (i: number) => number): Float64Array =>
    withoutRounding(numbersByOrigin(trial, step, value), numbersByOrigin(trial, step, roundingOf));
  const d = numbers(
    (i) => own(i) - benchmark(i),
    (i) => rounding.own(i) + rounding.benchmark(i),
  );
  const f = numbers(
    (i) => benchmark(i) - (own(i) - squaredDifference(i)),
    (i) => rounding.own(i) + rounding.benchmark(i) + rounding.squaredDifference(i),
  );
  const isUnusable = d.length === 0 && step.rows.length > 0;
  const hasOwn = step.rows.some((i) => !Number.isNaN(own(i)));
  const reason = hasOwn ? unusableReason : `${model} has no forecast there`;
  const refusal = isUnusable ? reason : tooFewOrigins(d.length, step.lags, REQUIRED_ORIGINS);
  if (refusal !== undefined) {
    const none = undefinedTest(d.length, refusal);
    return { dm: none, cw: none, gw: none, pt: none };
  }
  const noted = (result: TestResult): TestResult => ({ ...result, note: result.note ?? note });
  return {
    dm: noted(dieboldMariano(d, step.lags)),
    cw: f.length === 0 ? undefinedTest(0, note ?? unusableReason) : clarkWest(f, step.lags),
    gw:
      noGiacominiWhiteReason === null
        ? noted(giacominiWhite(d, step.lags))
        : undefinedTest(d.length, noGiacominiWhiteReason),
    pt: testDirection(trial, step, table.yhat.get(model)!),
  };
}

/** Pesaran and Timmermann's test. Origins at which the actual value or the forecast equals the last value are left out. */
function testDirection(
  { table, ids }: Trial,
  { rows, starts, lags }: StepRows,
  yhat: Float64Array,
): TestResult {
  const { series, y, last } = table;
  const directions = ids.map((): { forecast: boolean[]; actual: boolean[]; origin: number[] } => ({
    forecast: [],
    actual: [],
    origin: [],
  }));
  const count = starts.length - 1;
  for (let t = 0; t < count; t++)
    for (let j = starts[t]; j < starts[t + 1]; j++) {
      const i = rows[j];
      if (y[i] === last[i] || yhat[i] === last[i] || Number.isNaN(yhat[i])) continue;
      const { forecast, actual, origin } = directions[series[i]];
      forecast.push(yhat[i] > last[i]);
      actual.push(y[i] > last[i]);
      origin.push(t);
    }
  const used = directions.filter(({ actual }) => actual.length > 0);
  if (used.length <= 1 && lags === 0) return pesaranTimmermann(used.at(0) ?? { forecast: [], actual: [] });
  const [sums, counts] = [new Float64Array(count), new Float64Array(count)];
  for (const one of used)
    excessHits(one).forEach((value, j) => {
      sums[one.origin[j]] += value;
      counts[one.origin[j]]++;
    });
  const means = sums.map((sum, t) => sum / counts[t]);
  return pesaranTimmermannOfMeans(
    means.filter((_, t) => counts[t] > 0),
    lags,
  );
}
