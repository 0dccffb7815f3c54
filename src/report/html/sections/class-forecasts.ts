/** Forecasts of classes: how much more likely up was than down, and the actual class. */

import { barChart } from '../../charts/bar-chart.ts';
import type { Drawing } from '../../charts/drawing.ts';
import { PANEL } from '../../charts/drawing.ts';
import type { ReportContext } from '../context.ts';
import { figure, panels } from '../figures.ts';
import { lastRows } from '../shown-rows.ts';

export function classFigures(context: ReportContext): string {
  const { ids } = context.forecasts;
  const html =
    ids.length === 1
      ? figure((size) => chart(context, 0, { ...size, height: size.height - 30 }))
      : panels(ids.map((name, s) => ({ name, drawings: [chart(context, s, PANEL)] })));
  return html === ''
    ? ''
    : `${html}<p class="note">Lines: the probability of up minus that of down, at the first step. Pale bars: the actual class, up or down; no bar means flat.</p>`;
}

function chart(
  context: ReportContext,
  s: number,
  size: { readonly width: number; readonly height: number },
): Drawing | null {
  const { forecasts: rows, result, rivals, styles } = context;
  const shown = lastRows(rows, s, 1);
  const { classes } = result.quantity;
  if (classes === undefined || shown.length === 0) return null;
  const [up, down] = ['up', 'down'].map((name) => classes.indexOf(name));
  return barChart(
    {
      title: `Probability of up minus that of down, ${rows.ids[s]}`,
      x: { kind: 'time', values: shown.map((i) => rows.ds[i]) },
      y: { label: 'P(up) - P(down), points', domain: [-1, 1], format: '%' },
      bars: [{ name: 'actual class', style: 'pale', values: shown.map((i) => rows.y[i]) }],
      lines: [result.benchmark, ...rivals].flatMap((name) => {
        const columns = rows.probabilities.get(name);
        if (columns === undefined) return [];
        return [
          { name, style: styles.get(name)!, values: shown.map((i) => columns[up][i] - columns[down][i]) },
        ];
      }),
    },
    size,
  );
}
