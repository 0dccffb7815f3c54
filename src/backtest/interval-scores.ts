/** How the intervals of one model did: coverage, width, score and their tests, by level, step and series. */

import { intervalMetrics, quantileMetrics } from '../metrics/index.ts';
import type { IntervalPoints } from '../metrics/metric.ts';
import type { Interval } from '../models/model.ts';
import { christoffersenTest } from '../significance/christoffersen.ts';
import { kupiecTest } from '../significance/kupiec.ts';
import { overlappingLags } from '../significance/overlap.ts';
import type { DistributionScores, IntervalResult, IntervalScores } from './result.ts';
import type { Trial } from './trial.ts';

/** One result per level. Points whose truth is not known, or that have no interval, are left out. */
export function scoreIntervals(trial: Trial, model: string): IntervalResult[] {
  const { table, ids, horizon } = trial;
  const known = Array.from(table.y.keys()).filter((i) => !Number.isNaN(table.y[i]));
  return (table.intervals.get(model) ?? []).map((interval) => {
    const rows = known.filter((i) => !Number.isNaN(interval.lo[i]) && !Number.isNaN(interval.hi[i]));
    const scoresOf = (chosen: readonly number[]) => scorePoints(pointsOf(trial, interval, chosen));
    return {
      level: interval.level,
      missing: known.length - rows.length,
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

/**
 * Scores of the bounds of all levels as quantiles, with the forecast as the median, over the points that have them all.
 * CRPS is that of the samples where earlier errors made the intervals.
 */
export function scoreDistribution({ table }: Trial, model: string): DistributionScores | null {
  const intervals = table.intervals.get(model) ?? [];
  if (intervals.length === 0) return null;
  const columns = [
    ...intervals.flatMap(({ level, lo, hi }) => [
      { share: (100 - level) / 200, values: lo },
      { share: (100 + level) / 200, values: hi },
    ]),
    { share: 0.5, values: table.yhat.get(model)! },
  ].toSorted((a, b) => a.share - b.share);
  const rows = Array.from(table.y.keys()).filter(
    (i) => !Number.isNaN(table.y[i]) && columns.every(({ values }) => !Number.isNaN(values[i])),
  );
  const points = {
    shares: columns.map(({ share }) => share),
    y: Float64Array.from(rows, (i) => table.y[i]),
    quantiles: columns.map(({ values }) => Float64Array.from(rows, (i) => values[i])),
  };
  const scores = Object.fromEntries(
    quantileMetrics.map(({ name, compute }) => [name, compute(points)]),
  ) as Record<'pinball' | 'wql' | 'crps', number>;
  const sampled = table.crps.get(model);
  const crps =
    sampled === undefined ? scores.crps : rows.reduce((sum, i) => sum + sampled[i], 0) / rows.length;
  return { n: rows.length, shares: points.shares, ...scores, crps };
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

/** Misses of each series and step in order of time, of the origins whose targets do not overlap. */
function missesOf(
  { table, stepSize }: Trial,
  { lo, hi }: Interval,
  rows: readonly number[],
): { readonly s: number; readonly step: number; readonly misses: boolean[] }[] {
  const groups = new Map<string, { s: number; step: number; rows: number[] }>();
  for (const i of rows) {
    const [s, step] = [table.series[i], table.step[i]];
    const key = `${s} ${step}`;
    if (!groups.has(key)) groups.set(key, { s, step, rows: [] });
    groups.get(key)!.rows.push(i);
  }
  return [...groups.values()].map(({ s, step, rows: ofGroup }) => {
    const every = overlappingLags(step, stepSize) + 1;
    const apart = ofGroup
      .toSorted((a, b) => table.origin[a] - table.origin[b])
      .filter((_, j) => j % every === 0);
    return { s, step, misses: apart.map((i) => !(lo[i] <= table.y[i] && table.y[i] <= hi[i])) };
  });
}
