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
import { scoredRows } from './common-rows.ts';
import { chosenRows, groupedRows, numbersAt, rowsInOrder } from './table-rows.ts';
import type { Trial } from './trial.ts';

/**
 * One result per level, over the points for which every model with intervals of that level has one: networks that learn their
 * bounds have intervals earlier than models whose intervals are computed from earlier errors. Points without a known actual
 * value are left out.
 */
export function scoreIntervals(trial: Trial, model: string, models: readonly string[]): IntervalResult[] {
  const { table, ids, horizon } = trial;
  const intervals = table.intervals.get(model) ?? [];
  if (intervals.length === 0) return [];
  const known = scoredRows(table, model);
  return intervals.map((interval) => {
    const own = chosenRows(known, (i) => hasInterval(interval, i));
    const others = models
      .flatMap((name) => table.intervals.get(name) ?? [])
      .filter((other) => other.level === interval.level && known.some((i) => hasInterval(other, i)));
    const rows = chosenRows(own, (i) => others.every((other) => hasInterval(other, i)));
    const scoresOf = (chosen: Int32Array) => scorePoints(pointsOf(trial, interval, chosen));
    return {
      level: interval.level,
      missing: known.length - own.length,
      note: rows.length > 0 ? null : noIntervals(table, model, { level: interval.level, known, own }),
      scores: scoresOf(rows),
      bySteps: groupedRows(rows, table.step, horizon + 1)
        .slice(1)
        .map((ofStep, k) => ({ ...scoresOf(ofStep), step: k + 1 })),
      bySeries: groupedRows(rows, table.series, ids.length).map((ofSeries, s) => ({
        id: ids[s],
        scores: scoresOf(ofSeries),
      })),
      tests: missesOf(trial, interval, rows).map(({ s, step, misses }) => ({
        id: ids[s],
        step,
        kupiec: kupiecTest(misses, interval.level),
        christoffersen: christoffersenTest(misses),
      })),
    };
  });
}

function hasInterval({ lo, hi }: Interval, i: number): boolean {
  return !Number.isNaN(lo[i]) && !Number.isNaN(hi[i]);
}

const NO_VOLATILITY = 'there is no volatility to scale errors by';

/** Why no interval of a model is scored, from its rows with a known actual value and those of them that have an interval. */
function noIntervals(
  { crps, errorScale }: Trial['table'],
  model: string,
  { level, known, own }: { readonly level: number; readonly known: Int32Array; readonly own: Int32Array },
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
  const known = scoredRows(table, model);
  const isWhole = (name: string) => {
    const [made, samples] = [table.intervals.get(name) ?? [], table.crps.get(name)];
    return (i: number): boolean =>
      made.every((one) => hasInterval(one, i)) && (samples === undefined || !Number.isNaN(samples[i]));
  };
  const own = chosenRows(known, isWhole(model));
  const others = models.map(isWhole).filter((has) => known.some(has));
  const rows = chosenRows(own, (i) => others.every((has) => has(i)));
  const points = {
    shares: columns.map(({ share }) => share),
    y: numbersAt(table.y, rows),
    quantiles: columns.map(({ values }) => numbersAt(values, rows)),
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

function pointsOf({ table }: Trial, { level, lo, hi }: Interval, rows: Int32Array): IntervalPoints {
  return {
    level,
    y: numbersAt(table.y, rows),
    lo: numbersAt(lo, rows),
    hi: numbersAt(hi, rows),
  };
}

function scorePoints(points: IntervalPoints): IntervalScores {
  const scores = Object.fromEntries(intervalMetrics.map(({ name, compute }) => [name, compute(points)]));
  return { ...scores, n: points.y.length };
}

/** Misses of each series and step in order of time, at origins without overlapping targets. Groups are in order of their first row. */
function missesOf(
  { table, ids, horizon, stepSize }: Trial,
  { lo, hi }: Interval,
  rows: Int32Array,
): { readonly s: number; readonly step: number; readonly misses: boolean[] }[] {
  const { series, step: steps, origin, y } = table;
  return groupedRows(rows, series, ids.length)
    .flatMap((ofSeries) => groupedRows(ofSeries, steps, horizon + 1))
    .filter(({ length }) => length > 0)
    .toSorted(([a], [b]) => a - b)
    .map((group) => {
      const [s, step] = [series[group[0]], steps[group[0]]];
      const every = overlappingLags(step, stepSize) + 1;
      const nonOverlapping = rowsInOrder(group, origin).filter((_, j) => j % every === 0);
      return { s, step, misses: Array.from(nonOverlapping, (i) => isOutside(y[i], lo[i], hi[i])) };
    });
}
