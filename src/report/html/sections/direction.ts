/** Probabilities of classes against how often they came, and which class came when which was forecast. */

import { classNames, classNumber } from '../../../data/classes.ts';
import { wilson } from '../../../math/statistics.ts';
import { calibrationBins } from '../../../metrics/calibration.ts';
import { matrixChart } from '../../charts/matrix-chart.ts';
import { scatterChart } from '../../charts/scatter-chart.ts';
import type { PointGroup } from '../../charts/scatter-chart.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import { panels } from '../figures.ts';

export const directionSection: ReportSection = {
  name: 'direction',
  title: 'Direction',
  body(context: ReportContext): string {
    if (context.result.quantity.classes === undefined) return '';
    return [calibrations(context), confusions(context)].filter((part) => part !== '').join('\n');
  },
};

/** Of each class a chart, with every model but the benchmark, which hardly varies its probabilities. */
function calibrations({ forecasts: rows, rivals, styles }: ReportContext): string {
  // Some models give no probabilities.
  if (!rivals.some((model) => rows.probabilities.has(model))) return '';
  const known = knownRows(rows.y);
  const drawn = classNames.map((name, c) => ({
    name: `Probability of ${name}`,
    drawings: [
      scatterChart({
        title: `How often ${name} came, by the probability that was forecast`,
        x: { label: 'forecast probability', format: '%', domain: [0, 1] },
        y: { label: 'share that came', format: '%', domain: [0, 1] },
        groups: rivals.flatMap((model): PointGroup[] => {
          const all = rows.probabilities.get(model)?.at(c);
          if (all === undefined) return [];
          const given = known.filter((i) => !Number.isNaN(all[i]));
          const bins = calibrationBins(
            given.map((i) => all[i]),
            (j) => classNumber(rows.y[given[j]]) === c,
          );
          const ranges = bins.map(({ hits, n }) => wilson(hits, n));
          return [
            {
              name: model,
              style: styles.get(model)!,
              x: bins.map(({ forecast }) => forecast),
              y: bins.map(({ hits, n }) => hits / n),
              lo: ranges.map(([lo]) => lo),
              hi: ranges.map(([, hi]) => hi),
              isJoined: true,
            },
          ];
        }),
        hasDiagonal: true,
      }),
    ],
  }));
  return panels(
    drawn,
    'How often a class came, by its forecast probability in tenths. On the dashed line, a probability means what it says; a flat line says nothing. Whiskers are 95 % intervals, which are too short for overlapping targets and several series.',
  );
}

function confusions({ forecasts: rows, rivals, styles, result }: ReportContext): string {
  const models = [...rivals, result.benchmark].filter((model) => rows.models.has(model));
  const drawn = models.map((model) => {
    const yhat = rows.models.get(model)!;
    const counts = classNames.map(() => classNames.map(() => 0));
    for (const i of knownRows(rows.y))
      if (!Number.isNaN(yhat[i])) counts[classNumber(rows.y[i])][classNumber(yhat[i])]++;
    return {
      name: model,
      drawings: [
        matrixChart({
          title: `Classes that came, and what ${model} had forecast`,
          style: styles.get(model)!,
          rows: 'came',
          columns: `forecast by ${model}`,
          names: classNames,
          counts,
        }),
      ],
    };
  });
  return panels(
    drawn,
    'What came, and what had been forecast. Each row is what came, its cells what had been forecast, as shares of the row and as counts. A good forecast has strong colours from the top left to the bottom right; rows that are all alike know nothing.',
  );
}

const knownRows = (y: Float64Array): readonly number[] =>
  Array.from(y.keys()).filter((i) => !Number.isNaN(y[i]));
