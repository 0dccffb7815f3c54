/** Charts of prediction intervals: how often they contain the actual value, and where in the forecast distribution it lies. */

import type { Bounds, ForecastRows } from '../../data/csv/forecast-rows.ts';
import { isOutside } from '../../math/rounding.ts';
import { wilson } from '../../math/statistics.ts';
import { effectiveOrigins } from '../../significance/overlap.ts';
import { binChart } from '../charts/bin-chart.ts';
import { withoutKeys } from '../charts/drawing.ts';
import { dotChart } from '../charts/dot-chart.ts';
import type { Dots } from '../charts/dot-chart.ts';
import { listed } from '../format/units.ts';
import type { ReportContext } from './context.ts';
import { panels } from './figures.ts';

/** Coverage by level and step; empty without intervals. */
export function coverageCharts(context: ReportContext): string {
  const { forecasts: rows, record } = context;
  const models = modelsWithIntervals(context);
  const levels = levelsOf(rows);
  if (models.length === 0 || levels.length === 0) return '';
  const steps = Array.from({ length: record.options.horizon }, (_, k) => k + 1);
  const drawn = levels.map((level) => {
    const coverage = coverageOf(context, models, level, steps);
    return {
      name: `${level} % intervals`,
      drawings: [
        dotChart({
          title: `Share of actual values inside the ${level} % intervals, by step`,
          x: { kind: 'count', values: steps, label: steps.length === 1 ? 'one step ahead' : 'step' },
          y: { label: 'share inside', format: '%', include: [level / 100] },
          groups: coverage,
          marks: [level / 100],
        }),
      ],
    };
  });
  const apart = rows.ids.length > 1 ? ' They are too short for several series, which move together.' : '';
  return panels(
    drawn,
    `Share of actual values inside the intervals. It should equal their level (dashed line). Whiskers are 95 % intervals of the share, counted over targets that do not overlap: if one lies below the dashed line, the intervals are too narrow; above it, too wide.${apart}`,
  );
}

/** Dots of every model, over the rows for which all of them have an interval of this level. */
function coverageOf(
  { forecasts: rows, record, styles }: ReportContext,
  models: readonly string[],
  level: number,
  steps: readonly number[],
): readonly Dots[] {
  const boundsOf = new Map(
    models.flatMap((model) => {
      const bounds = rows.intervals.get(model)!.find((one) => one.level === level);
      // A model without any interval, for which there were too few errors, leaves the others theirs.
      const isKnown = bounds !== undefined && rows.y.some((y, i) => !Number.isNaN(y) && hasBounds(bounds, i));
      return isKnown ? [[model, bounds] as const] : [];
    }),
  );
  const known = Array.from(rows.y.keys()).filter(
    (i) => !Number.isNaN(rows.y[i]) && [...boundsOf.values()].every((bounds) => hasBounds(bounds, i)),
  );
  return [...boundsOf].map(([name, { lo, hi }]) => {
    const shares = steps.map((step) => {
      const ofStep = known.filter((i) => rows.step[i] === step);
      const share = ofStep.filter((i) => !isOutside(rows.y[i], lo[i], hi[i])).length / ofStep.length;
      const effective = rows.ids
        .map((_, s) => ofStep.filter((i) => rows.series[i] === s).length)
        .reduce((sum, n) => sum + effectiveOrigins(n, step, record.options.stepSize), 0);
      const [from, to] = effective === 0 ? [NaN, NaN] : wilson(share * effective, effective);
      return { share, from, to };
    });
    return {
      name,
      style: styles.get(name)!,
      values: shares.map(({ share }) => share),
      lo: shares.map(({ from }) => from),
      hi: shares.map(({ to }) => to),
    };
  });
}

/** How often the actual value lay between each two neighboring quantiles, as a multiple of how often it should. */
export function quantileCharts(context: ReportContext): string {
  const { forecasts: rows, styles, record } = context;
  const models = modelsWithIntervals(context);
  const levels = levelsOf(rows);
  if (models.length === 0 || levels.length === 0) return '';
  const shares = [...levels.flatMap((level) => [(100 - level) / 200, (100 + level) / 200]), 0.5].toSorted(
    (a, b) => a - b,
  );
  const edges = [0, ...shares, 1];
  const drawn = models.map((model) => {
    const bins = binsOf(rows, model, levels);
    const n = bins.reduce((sum, count) => sum + count, 0);
    const effective = Math.ceil(n / Math.ceil(record.options.horizon / record.options.stepSize));
    const relative = bins.map((count, b) => {
      const expected = edges[b + 1] - edges[b];
      const [lo, hi] = n === 0 ? [NaN, NaN] : wilson((count / n) * effective, effective);
      return { value: count / n / expected, lo: lo / expected, hi: hi / expected };
    });
    return {
      name: model,
      drawings: [
        withoutKeys(
          binChart({
            title: `Where in the forecast distribution of ${model} the actual values lay`,
            name: model,
            style: styles.get(model)!,
            edges,
            values: relative.map(({ value }) => value),
            lo: relative.map(({ lo }) => lo),
            hi: relative.map(({ hi }) => hi),
            label: 'forecast probability of a smaller value',
            format: '%',
            y: { label: 'came / expected' },
            marks: [1],
          }),
        ),
      ],
    };
  });
  const names = listed(shares.map((share) => `${Number((100 * share).toPrecision(6))} %`));
  return panels(
    drawn,
    `Where in the forecast distribution the actual values lay. It is a probability integral transform (PIT) from the quantiles that the run has (${names}; the forecast is the median), over all steps. All bars at 1: the distribution is right. High at both ends: too narrow; high in the middle: too wide; higher on the right: forecasts are too low. Whiskers are 95 % intervals.`,
  );
}

/** Rows with every bound, counted by the number of quantiles below the actual value. */
function binsOf(rows: ForecastRows, model: string, levels: readonly number[]): readonly number[] {
  const bounds = rows.intervals.get(model)!;
  const yhat = rows.models.get(model)!;
  const counts = Array.from({ length: 2 * levels.length + 2 }, () => 0);
  if (bounds.length < levels.length) return counts;
  rows.y.forEach((y, i) => {
    if (Number.isNaN(y + yhat[i]) || !bounds.every((each) => hasBounds(each, i))) return;
    const quantiles = [yhat[i], ...bounds.flatMap(({ lo, hi }) => [lo[i], hi[i]])];
    counts[quantiles.filter((quantile) => quantile < y).length]++;
  });
  return counts;
}

const hasBounds = ({ lo, hi }: Bounds, i: number): boolean => !Number.isNaN(lo[i] + hi[i]);

function modelsWithIntervals({ forecasts: rows, result }: ReportContext): readonly string[] {
  return result.models
    .map(({ model }) => model)
    .filter((model) => (rows.intervals.get(model) ?? []).length > 0 && rows.models.has(model));
}

const levelsOf = ({ intervals }: ForecastRows): readonly number[] =>
  [...new Set([...intervals.values()].flatMap((bounds) => bounds.map(({ level }) => level)))].toSorted(
    (a, b) => a - b,
  );
