/** Errors one step ahead: over time, how large they are, and whether one tells something about the next. */

import { autocorrelation } from '../../../math/autocorrelation.ts';
import { mean, quantile } from '../../../math/statistics.ts';
import { barChart } from '../../charts/bar-chart.ts';
import { histogram } from '../../charts/histogram.ts';
import type { Size } from '../../charts/drawing.ts';
import { withoutKeys } from '../../charts/drawing.ts';
import { lineChart } from '../../charts/line-chart.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import type { ErrorColumns } from '../error-columns.ts';
import { errorColumns, rowsByStep } from '../error-columns.ts';
import { figure, panels } from '../figures.ts';

const MOST_LAGS = 20;
/** Errors that an autocorrelation needs at least. */
const ENOUGH = 20;
/** The normal quantile of 95 %. */
const BOUND = 1.96;

export const errorsSection: ReportSection = {
  name: 'errors',
  title: 'Errors',
  body(context: ReportContext): string {
    const { forecasts: rows, result, record, rivals, styles } = context;
    // An error of a class is a class.
    if (result.quantity.classes !== undefined) return '';
    const errors = errorColumns(rows, result.quantity, record.options.column);
    const models = [...rivals, result.benchmark].filter((model) => errors.of.has(model) && styles.has(model));
    if (models.length === 0) return '';
    return [
      overTime(context, errors, models[0]),
      histograms(context, errors, models),
      autocorrelations(context, errors, models),
    ]
      .filter((part) => part !== '')
      .join('\n');
  },
};

/** Of the best model: those of the others hardly differ from it on this scale. */
function overTime({ forecasts: rows }: ReportContext, errors: ErrorColumns, model: string): string {
  const { label, format, meaning } = errors;
  const values = errors.of.get(model)!;
  const charts = rowsByStep(rows, 1).map((ofSeries, s) => ({
    name: rows.ids[s],
    draw: (size?: Size) =>
      lineChart(
        {
          title: `Errors of ${model} on ${rows.ids[s]}, one step ahead`,
          x: { kind: 'time', values: ofSeries.map((i) => rows.ds[i]) },
          y: { label, ...(format !== undefined && { format }) },
          lines: [{ name: model, style: 'actual', values: ofSeries.map((i) => values[i]) }],
          marks: [0],
        },
        size,
      ),
  }));
  const caption = `Errors of ${model} one step ahead, over time. ${meaning} Above 0 the forecast was too high. A line that stays on one side of 0 is a bias; times of large errors are volatile times.`;
  return charts.length === 1
    ? figure((size) => withoutKeys(charts[0].draw(size)), caption)
    : panels(
        charts.map(({ name, draw }) => ({ name, drawings: [withoutKeys(draw())] })),
        caption,
      );
}

function histograms(
  { forecasts: rows, styles }: ReportContext,
  { of, label, format }: ErrorColumns,
  models: readonly string[],
): string {
  const chosen = rowsByStep(rows, 1).flat();
  const columns = new Map(
    models.map((model) => [
      model,
      chosen.map((i) => of.get(model)![i]).filter((error) => Number.isFinite(error)),
    ]),
  );
  // The same edges for every model, and without the largest errors, which would leave the others in one bin.
  const sizes = [...columns.values()].flat().map(Math.abs);
  if (sizes.length === 0) return '';
  const most = quantile(sizes, 0.99) || Math.max(...sizes) || 1;
  const drawn = models.map((model) => ({
    name: model,
    drawings: [
      withoutKeys(
        histogram({
          title: `Distribution of the errors of ${model} one step ahead`,
          name: model,
          style: styles.get(model)!,
          values: columns.get(model)!,
          label,
          ...(format !== undefined && { format }),
          domain: [-most, most],
          bins: 24,
          marks: [0],
        }),
      ),
    ],
  }));
  return panels(
    drawn,
    'Distribution of errors one step ahead. A peak beside the marked 0 is a bias. Errors beyond the ends are in the outer bars.',
  );
}

function autocorrelations(
  { forecasts: rows, styles }: ReportContext,
  { of }: ErrorColumns,
  models: readonly string[],
): string {
  const bySeries = rowsByStep(rows, 1);
  const least = Math.min(
    ...bySeries.map((ofSeries) => ofSeries.filter((i) => !Number.isNaN(rows.y[i])).length),
  );
  if (least < ENOUGH) return '';
  const lags = Math.min(MOST_LAGS, Math.floor(least / 4));
  const bound = BOUND / Math.sqrt(least);
  const x = {
    kind: 'count',
    values: Array.from({ length: lags }, (_, k) => k + 1),
    label: 'lag, origins',
  } as const;
  const drawn = models.map((model) => {
    const ofSeries = bySeries.map((chosen) =>
      autocorrelation(
        chosen.map((i) => of.get(model)![i]),
        lags,
      ),
    );
    const known = ofSeries.filter((values) => values.every(Number.isFinite));
    const values = x.values.map((_, k) => mean(known.map((each) => each[k])));
    return {
      name: model,
      drawings: [
        withoutKeys(
          barChart({
            title: `Autocorrelation of the errors of ${model} one step ahead, at lags 1 to ${lags}`,
            x,
            y: { label: 'autocorrelation' },
            bars: [{ name: model, style: styles.get(model)!, values }],
            marks: [-bound, bound],
          }),
        ),
      ],
    };
  });
  const ofPanel =
    bySeries.length > 1
      ? ' Bars are means over the series; the bounds are those of one series, so means are beyond them less often.'
      : '';
  return panels(
    drawn,
    `Autocorrelation of errors one step ahead. If an error tells nothing about the next ones, 19 of 20 bars stay between the dashed lines (95 % bounds of white noise).${ofPanel}`,
  );
}
