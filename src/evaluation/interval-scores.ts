/** Scores of the intervals of one model: coverage, width, score and their tests, by level, step and series. */

import { errorsNeeded } from '../backtest/intervals/calibrate.ts';
import type { DistributionScores, IntervalResult, IntervalScores } from './evaluation.ts';
import { isOutside } from '../math/rounding.ts';
import { intervalMetrics, quantileMetricsOf } from '../metrics/index.ts';
import type { IntervalPoints } from '../metrics/metric.ts';
import type { Interval } from '../models/model.ts';
import { christoffersenTest } from '../significance/christoffersen.ts';
import { kupiecTest } from '../significance/kupiec.ts';
import { overlappingLags } from '../significance/overlap.ts';
import { TupleMap } from '../text/tuple-map.ts';
import type { Trial } from './trial.ts';

/**
 * One result per level, over the points for which every model with intervals of that level has one: networks that learn their
 * bounds have intervals earlier than models whose intervals are computed from earlier errors. Points without a known actual
 * value are left out.
 */
export function scoreIntervals(trial: Trial, model: string, models: readonly string[]): IntervalResult[] {
  const { table, ids, horizon } = trial;
  const known = knownRows(table, model);
  return (table.intervals.get(model) ?? []).map((interval) => {
    const own = known.filter((i) => hasInterval(interval, i));
    const others = models
      .flatMap((name) => table.intervals.get(name) ?? [])
      .filter((other) => other.level === interval.level && known.some((i) => hasInterval(other, i)));
    const rows = own.filter((i) => others.every((other) => hasInterval(other, i)));
    const scoresOf = (chosen: readonly number[]) => scorePoints(pointsOf(trial, interval, chosen));
    return {
      level: interval.level,
      missing: known.length - own.length,
      note: rows.length > 0 ? null : noIntervals(table, model, { level: interval.level, known, own }),
      scores: scoresOf(rows),
      bySteps: Array.from({ length: horizon }, (_, k) => ({
        ...scoresOf(rows.filter((i) => table.step[i] === k + 1)),
        step: k + 1,
      })),
      bySeries: ids.map((id, s) => ({ id, scores: scoresOf(rows.filter((i) => table.series[i] === s)) })),
      tests: missesOf(trial, interval, rows).map(({ s, step, misses }) => ({
        id: ids[s],
        step,
        kupiec: kupiecTest(misses, interval.level),
        christoffersen: christoffersenTest(misses),
      })),
    };
  });
}

/** Rows with a known actual value and a forecast of the model. */
function knownRows({ y, yhat }: Trial['table'], model: string): number[] {
  const forecasts = yhat.get(model)!;
  return Array.from(y.keys()).filter((i) => !Number.isNaN(y[i]) && !Number.isNaN(forecasts[i]));
}

function hasInterval({ lo, hi }: Interval, i: number): boolean {
  return !Number.isNaN(lo[i]) && !Number.isNaN(hi[i]);
}

const NO_VOLATILITY = 'there is no volatility to scale errors by';

/** Why no interval of a model is scored, from its rows with a known actual value and those of them that have an interval. */
function noIntervals(
  { crps, errorScale }: Trial['table'],
  model: string,
  {
    level,
    known,
    own,
  }: { readonly level: number; readonly known: readonly number[]; readonly own: readonly number[] },
): string {
  if (known.length === 0) return 'no forecast has a known actual value';
  if (own.length > 0) return 'no forecast has intervals of every model and a known actual value';
  if (!crps.has(model)) return 'no forecast with both bounds has a known actual value';
  const few = `too few earlier errors (${level} % needs ${errorsNeeded(level)})`;
  const unscaled = known.filter((i) => errorScale !== undefined && !(errorScale[i] > 0)).length;
  if (unscaled === 0) return few;
  return unscaled === known.length
    ? `the values never change before the forecasts, so ${NO_VOLATILITY}`
    : `${few}; at ${unscaled} of ${known.length} forecasts the values had never changed before, so ${NO_VOLATILITY}`;
}

/**
 * Scores of the bounds of all levels as quantiles, with the forecast as the median, over the points for which every model that
 * makes intervals has all of them. If intervals are computed from earlier errors, CRPS is computed from these samples.
 */
export function scoreDistribution(
  { table, quantity }: Trial,
  model: string,
  models: readonly string[],
): DistributionScores | null {
  const intervals = table.intervals.get(model) ?? [];
  if (intervals.length === 0) return null;
  const columns = [
    ...intervals.flatMap(({ level, lo, hi }) => [
      { share: (100 - level) / 200, values: lo },
      { share: (100 + level) / 200, values: hi },
    ]),
    { share: 0.5, values: table.yhat.get(model)! },
  ].toSorted((a, b) => a.share - b.share);
  const known = knownRows(table, model);
  const isWhole = (name: string) => {
    const [made, samples] = [table.intervals.get(name) ?? [], table.crps.get(name)];
    return (i: number): boolean =>
      made.every((one) => hasInterval(one, i)) && (samples === undefined || !Number.isNaN(samples[i]));
  };
  const own = known.filter(isWhole(model));
  const others = models.map(isWhole).filter((has) => known.some(has));
  const rows = own.filter((i) => others.every((has) => has(i)));
  const points = {
    shares: columns.map(({ share }) => share),
    y: Float64Array.from(rows, (i) => table.y[i]),
    quantiles: columns.map(({ values }) => Float64Array.from(rows, (i) => values[i])),
  };
  const sampled = table.crps.get(model);
  const scores = Object.fromEntries(
    quantileMetricsOf(quantity).map(({ name, compute }) => [
      name,
      name === 'crps' && sampled !== undefined
        ? rows.reduce((sum, i) => sum + sampled[i], 0) / rows.length
        : compute(points),
    ]),
  );
  return { n: rows.length, shares: points.shares, scores };
}

function pointsOf({ table }: Trial, { level, lo, hi }: Interval, rows: readonly number[]): IntervalPoints {
  return {
    level,
    y: Float64Array.from(rows, (i) => table.y[i]),
    lo: Float64Array.from(rows, (i) => lo[i]),
    hi: Float64Array.from(rows, (i) => hi[i]),
  };
}

function scorePoints(points: IntervalPoints): IntervalScores {
  const scores = Object.fromEntries(intervalMetrics.map(({ name, compute }) => [name, compute(points)]));
  return { ...scores, n: points.y.length };
}

/** Misses of each series and step in order of time, at origins without overlapping targets. */
function missesOf(
  { table, stepSize }: Trial,
  { lo, hi }: Interval,
  rows: readonly number[],
): { readonly s: number; readonly step: number; readonly misses: boolean[] }[] {
  const groups = new TupleMap<[series: number, step: number], { s: number; step: number; rows: number[] }>();
  for (const i of rows) {
    const [s, step] = [table.series[i], table.step[i]];
    const group = groups.get(s, step);
    if (group === undefined) groups.set([s, step], { s, step, rows: [i] });
    else group.rows.push(i);
  }
  return [...groups.values()].map(({ s, step, rows: ofGroup }) => {
    const every = overlappingLags(step, stepSize) + 1;
    const nonOverlapping = ofGroup
      .toSorted((a, b) => table.origin[a] - table.origin[b])
      .filter((_, j) => j % every === 0);
    return { s, step, misses: nonOverlapping.map((i) => isOutside(table.y[i], lo[i], hi[i])) };
  });
}
