/** Pesaran and Timmermann's test of direction: do forecasts and actual values move in the same direction more often than by chance? */

import { normalCdf, studentTCdf } from '../math/distributions.ts';
import type { MetricDescription } from '../metrics/metric.ts';
import { correctionOf } from './diebold-mariano.ts';
import { effectiveOrigins } from './overlap.ts';
import { noteOf, varianceOfMean } from './long-run.ts';
import { undefinedTest } from './test-result.ts';
import type { TestResult } from './test-result.ts';

/** Forecast and actual ups and downs, one entry per origin with a direction, in order of time. */
export interface Directions {
  readonly forecast: readonly boolean[];
  readonly actual: readonly boolean[];
}

const shareOf = (ups: readonly boolean[]): number =>
  ups.reduce((count, up) => count + (up ? 1 : 0), 0) / ups.length;

/** The statistic as published, for one series without overlapping targets. */
export function pesaranTimmermann({ forecast, actual }: Directions): TestResult {
  const n = actual.length;
  if (n < 2) return undefinedTest(n, 'fewer than two origins have a direction');
  const [px, py] = [shareOf(forecast), shareOf(actual)];
  if (px * (1 - px) === 0) return undefinedTest(n, 'every forecast has the same direction');
  if (py * (1 - py) === 0) return undefinedTest(n, 'every actual value has the same direction');
  const right = shareOf(actual.map((up, i) => up === forecast[i]));
  const expected = px * py + (1 - px) * (1 - py);
  const variance = (expected * (1 - expected)) / n;
  const varianceExpected =
    ((2 * py - 1) ** 2 * px * (1 - px)) / n +
    ((2 * px - 1) ** 2 * py * (1 - py)) / n +
    (4 * px * py * (1 - px) * (1 - py)) / (n * n);
  if (!(variance > varianceExpected)) return undefinedTest(n, 'too few origins have a direction');
  const statistic = (right - expected) / Math.sqrt(variance - varianceExpected);
  return { statistic, p: normalCdf(-statistic), n, note: null };
}

/**
 * The same difference, hits minus those expected by chance, as the mean of one number per origin, 2 (x - share of x)(y -
 * share of y). So it is valid if targets overlap and if the series of one origin are correlated.
 * @param z - one number per origin, from `excessHits`
 */
export function pesaranTimmermannOfMeans(z: Float64Array, lags: number): TestResult {
  const n = z.length;
  const correction = correctionOf(n, lags);
  if (n < 2 || lags + 1 >= n || correction <= 0) return undefinedTest(n, 'too few origins have a direction');
  const longRun = varianceOfMean(z, lags);
  if (!(longRun.variance > 0))
    return undefinedTest(
      n,
      z.every((value) => value === 0)
        ? 'all forecasts or all actual values have the same direction'
        : 'the difference from chance is the same at every origin',
    );
  const mean = z.reduce((sum, value) => sum + value, 0) / n;
  // Overlap adds variance. An estimate below that of independent numbers is chance, and would find skill where there is none.
  const variance = Math.max(longRun.variance, varianceOfMean(z, 0).variance);
  const statistic = mean * Math.sqrt(correction / variance);
  // The tails are those of as many numbers as do not overlap: with many steps, only they decide.
  const df = Math.max(1, effectiveOrigins(n, lags + 1, 1) - 1);
  return {
    statistic,
    p: studentTCdf(-statistic, df),
    n,
    note: noteOf(longRun) ?? 'mean of one number per origin; its variance accounts for overlapping targets',
  };
}

/** 2 (x - mean x)(y - mean y) of every origin; its mean is the share of hits minus the share expected by chance. */
export function excessHits({ forecast, actual }: Directions): number[] {
  const [px, py] = [shareOf(forecast), shareOf(actual)];
  return actual.map((up, i) => 2 * ((forecast[i] ? 1 : 0) - px) * ((up ? 1 : 0) - py));
}

export const pt: MetricDescription = {
  name: 'pt',
  title: 'Pesaran-Timmermann test',
  formula:
    '(P - P*) / √(V(P) - V(P*)), P the share of right directions, P* = P_x P_y + (1 - P_x)(1 - P_y) the share expected by chance with these shares of ups',
  unit: 'statistic',
  range: '-∞ .. ∞; p from the normal, upper side only',
  better: 'higher',
  undefinedWhere: 'all forecasts or all actual values have the same direction',
  note:
    'Always forecasting "up" gains nothing here, however much the market rises. Ties are left out. In a panel, or if targets overlap, ' +
    'each origin counts as one number, and the test is that of their mean. It has the correction of dm, and p is from Student t; its ' +
    'degrees of freedom are the origins without overlap minus 1. The variance is at least that of independent numbers. A note says so.',
  source: 'Pesaran & Timmermann (1992), A simple nonparametric test of predictive performance, JBES 10(4)',
};
