/** Forecasts and actual values of every series. */

import type { LineStyle } from '../../charts/styles.ts';
import { lineChart } from '../../charts/line-chart.ts';
import { formatTime } from '../../format/units.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import { panels } from '../figures.ts';

/** Origins in a chart. */
const ORIGINS_SHOWN = 60;

export const forecastsSection: ReportSection = {
  name: 'forecasts',
  title: 'Forecasts and actual values',
  body(context: ReportContext): string {
    const { forecasts: rows, result, rivals, record } = context;
    // A line of classes, which are one of three, shows nothing.
    if (result.quantity.classes !== undefined) return '';
    const best = rivals.find((model) => rows.models.has(model)) ?? result.benchmark;
    const bounds = rows.intervals.get(best)?.at(0);
    const all = rows.ids.map((id, s) => {
      const shown = Array.from(rows.series.keys())
        .filter((i) => rows.series[i] === s && rows.step[i] === 1)
        .slice(-ORIGINS_SHOWN);
      const pick = (values: Float64Array): number[] => shown.map((i) => values[i]);
      const style = (model: string): LineStyle => context.styles.get(model)!;
      return {
        name: id,
        drawings: [
          lineChart({
            title: `Forecasts of ${id} one step ahead and actual values, ${formatTime(rows.ds[shown[0]])} to ${formatTime(rows.ds[shown[shown.length - 1]])}`,
            x: { kind: 'time', values: pick(rows.ds) },
            y: { label: record.options.column },
            lines: [
              { name: 'actual value', style: 'actual', values: pick(rows.y) },
              ...[...rows.models].map(([name, values]) => ({
                name,
                style: style(name),
                values: pick(values),
              })),
            ],
            bands: bounds
              ? [
                  {
                    name: `${best}, ${bounds.level} % interval`,
                    style: style(best),
                    lo: pick(bounds.lo),
                    hi: pick(bounds.hi),
                  },
                ]
              : [],
          }),
        ],
      };
    });
    return panels(
      all,
      'The last origins, one step ahead. A forecast that only repeats the last value also looks good here, shifted by one row; compare the scores.',
    );
  },
};
