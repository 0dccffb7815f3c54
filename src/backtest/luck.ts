/**
 * Is the difference to naive more than luck: every test, at every step, from one number per origin.
 *
 * Several series at one origin go together, so they make one number: the mean over the series that were forecast there, each
 * series' losses divided by the mean squared error of naive on that series and step. So every series weighs alike,
 * whatever its price, and with one series the statistics are those of its plain squared errors.
 */

import { Random } from '../math/random.ts';
import { clarkWest } from '../significance/clark-west.ts';
import { dieboldMariano } from '../significance/diebold-mariano.ts';
import { giacominiWhite } from '../significance/giacomini-white.ts';
import { holm } from '../significance/holm.ts';
import { modelConfidenceSet } from '../significance/model-confidence-set.ts';
import { undefinedOutcome } from '../significance/outcome.ts';
import type { Outcome } from '../significance/outcome.ts';
import { effectiveOrigins, overlappingLags } from '../significance/overlap.ts';
import {
  excessHits,
  pesaranTimmermann,
  pesaranTimmermannOfMeans,
} from '../significance/pesaran-timmermann.ts';
import type { Sides } from '../significance/pesaran-timmermann.ts';
import type { StepMembership, StepOutcome, TestResults } from './result.ts';
import type { Trial } from './trial.ts';

/** With fewer origins whose targets do not overlap, the theory of the tests, which is of many, says nothing. */
const LEAST_ORIGINS = 10;

const TESTS = ['dm', 'cw', 'gw', 'pt'] as const;
type TestName = (typeof TESTS)[number];

/** The tests of every model, in the order given; naive among them has a place in the confidence set only. */
export function testLuck(trial: Trial, models: readonly string[]): Map<string, TestResults> {
  const { horizon, stepSize } = trial;
  const rivals = models.filter((model) => model !== 'naive');
  const steps = Array.from({ length: horizon }, (_, k) => stepOf(trial, k + 1));
  const raw = new Map(
    rivals.map((model) => [model, steps.map((step) => outcomesAt(trial, step, model))] as const),
  );
  const adjusted = new Map(TESTS.map((test) => [test, adjust(rivals, raw, test)] as const));
  const sets = steps.map((step) => membershipsAt(trial, step, models));
  const counted = (test: TestName): number =>
    rivals.flatMap((model) => raw.get(model)!).filter((outcomes) => !Number.isNaN(outcomes[test].p)).length;
  const comparisons = { dm: counted('dm'), cw: counted('cw'), gw: counted('gw'), pt: counted('pt') };
  return new Map(
    models.map((model) => {
      const of = (test: TestName): StepOutcome[] =>
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
  raw: ReadonlyMap<string, readonly Record<TestName, Outcome>[]>,
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
  /** Rows whose truth and last value are known, by origin in order of time, then by series. */
  readonly byOrigin: readonly (readonly number[])[];
  /** By series: mean of the yardstick, which is naive's squared error; 0 where that is never wrong. */
  readonly scales: Float64Array;
}

function stepOf({ table, ids, stepSize, yardstick }: Trial, step: number): Step {
  const { series, origin, y, last } = table;
  const origins = new Map<number, number[]>();
  const scales = new Float64Array(ids.length);
  const counts = new Float64Array(ids.length);
  table.step.forEach((value, i) => {
    if (value !== step || Number.isNaN(y[i]) || Number.isNaN(last[i])) return;
    const rows = origins.get(origin[i]);
    if (rows) rows.push(i);
    else origins.set(origin[i], [i]);
    scales[series[i]] += yardstick?.[i] ?? (last[i] - y[i]) ** 2;
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

/** The mean of `value` over the series of each origin, divided by its yardstick; origins without any are left out. */
function meansByOrigin(
  { table: { series } }: Trial,
  { byOrigin, scales }: Step,
  value: (i: number) => number,
): Float64Array {
  const means: number[] = [];
  for (const rows of byOrigin) {
    let [sum, n] = [0, 0];
    for (const i of rows) {
      const scaled = value(i) / scales[series[i]];
      if (!Number.isFinite(scaled)) continue;
      sum += scaled;
      n++;
    }
    if (n > 0) means.push(sum / n);
  }
  return Float64Array.from(means);
}

/** Why n origins are too few; `undefined` where they are not. */
function tooFew(n: number, lags: number): string | undefined {
  const effective = effectiveOrigins(n, lags + 1, 1);
  if (effective >= LEAST_ORIGINS) return undefined;
  const which = effective === n ? '' : ' without overlapping targets';
  return `${effective} ${effective === 1 ? 'origin' : 'origins'}${which}, fewer than ${LEAST_ORIGINS}`;
}

function outcomesAt(trial: Trial, step: Step, model: string): Record<TestName, Outcome> {
  const { y, last, yhat: all } = trial.table;
  const yhat = all.get(model)!;
  const { lags } = step;
  const d = meansByOrigin(trial, step, (i) => (yhat[i] - y[i]) ** 2 - (last[i] - y[i]) ** 2);
  const f = meansByOrigin(
    trial,
    step,
    (i) => (last[i] - y[i]) ** 2 - ((yhat[i] - y[i]) ** 2 - (last[i] - yhat[i]) ** 2),
  );
  const few = tooFew(d.length, lags);
  if (few !== undefined) {
    const none = undefinedOutcome(d.length, few);
    return { dm: none, cw: none, gw: none, pt: none };
  }
  return {
    dm: dieboldMariano(d, lags),
    cw: clarkWest(f, lags),
    gw: trial.expands === null ? giacominiWhite(d, lags) : undefinedOutcome(d.length, trial.expands),
    pt: directionAt(trial, step, yhat),
  };
}

/** Origins in which truth or forecast equals the last value have no side and are left out. */
function directionAt({ table, ids }: Trial, { byOrigin, lags }: Step, yhat: Float64Array): Outcome {
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

/** The confidence set of one step, over the origins at which every model has a forecast. */
function membershipsAt(
  trial: Trial,
  step: Step,
  models: readonly string[],
): ReadonlyMap<string, StepMembership> {
  const { y, last, yhat } = trial.table;
  const columns = models.map((model) => (model === 'naive' ? last : yhat.get(model)!));
  const isWhole = (i: number): boolean => columns.every((column) => !Number.isNaN(column[i]));
  const losses = columns.map((column) =>
    meansByOrigin(trial, step, (i) => (isWhole(i) ? (column[i] - y[i]) ** 2 : NaN)),
  );
  const random = Random.from(trial.seed, 'model confidence set', step.step);
  const n = losses.at(0)?.length ?? 0;
  const set =
    tooFew(n, step.lags) === undefined
      ? modelConfidenceSet(losses, random)
      : models.map(() => ({ p: NaN, isIn: true }));
  return new Map(models.map((model, m) => [model, { step: step.step, n, ...set[m] }]));
}
