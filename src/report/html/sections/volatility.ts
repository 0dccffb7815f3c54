/** Forecast against realised volatility. */

import { withoutKeys } from '../../charts/drawing.ts';
import type { LineStyle } from '../../charts/styles.ts';
import { scatterChart } from '../../charts/scatter-chart.ts';
import { quantile } from '../../../math/statistics.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import { rowsByStep } from '../error-columns.ts';
import { panels } from '../figures.ts';

/** Points of a chart; more are thinned out, evenly over time. */
const POINTS_SHOWN = 500;

export const volatilitySection: ReportSection = {
  name: 'volatility',
  title: 'Forecast and realised volatility',
  body({ forecasts: rows, result, rivals, styles }: ReportContext): string {
    if (!result.quantity.isLogarithm) return '';
    const known = rowsByStep(rows, 1)
      .flat()
      .filter((i) => !Number.isNaN(rows.y[i]));
    if (known.length === 0) return '';
    const every = Math.ceil(known.length / POINTS_SHOWN);
    const shown = known.filter((_, j) => j % every === 0);
    const realised = shown.map((i) => Math.exp(rows.y[i]));
    // A few wild days would leave all others in a corner.
    const most = quantile(realised, 0.99);
    const models = [...rivals, result.benchmark].filter((model) => rows.models.has(model));
    const drawn = models.map((model) => {
      const forecast = shown.map((i) => Math.exp(rows.models.get(model)![i]));
      const inside = shown.map((_, j) => j).filter((j) => realised[j] <= most && forecast[j] <= most);
      const style: LineStyle = styles.get(model)!;
      return {
        name: model,
        drawings: [
          withoutKeys(
            scatterChart({
              title: `Realised volatility against that which ${model} forecast one step ahead`,
              x: { label: 'forecast', format: '.1%', domain: [0, most] },
              y: { label: 'realised', format: '.1%', domain: [0, most] },
              groups: [
                {
                  name: model,
                  style,
                  x: inside.map((j) => forecast[j]),
                  y: inside.map((j) => realised[j]),
                },
              ],
              hasDiagonal: true,
            }),
          ),
        ],
      };
    });
    return panels(
      drawn,
      `Realised volatility against the forecast one step ahead. On the dashed line, forecasts are right; above it, volatility was higher. The wider the cloud, the less accurate are the forecasts. ${
        every > 1 ? `Every ${every}th forecast is shown. ` : ''
      }The 1 % of rows with the highest volatility are left out.`,
    );
  },
};
