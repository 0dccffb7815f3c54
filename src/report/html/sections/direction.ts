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
        title: `How often ${name} occurred, by its forecast probability`,
        x: { label: 'forecast probability', format: '%', domain: [0, 1] },
        y: { label: 'share that occurred', format: '%', domain: [0, 1] },
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
    'How often a class occurred, by its forecast probability in tenths. On the dashed line, probabilities are calibrated; a flat line means that they contain no information. Whiskers are 95 % intervals; with overlapping targets or several series they are too short.',
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
          title: `Actual classes, and those that ${model} forecast`,
          style: styles.get(model)!,
          rows: 'actual',
          columns: `forecast by ${model}`,
          names: classNames,
          counts,
        }),
      ],
    };
  });
  return panels(
    drawn,
    'Confusion matrix. A row is an actual class, its cells are the forecasts, as shares of the row and as counts. Good forecasts have strong colours from the top left to the bottom right. If all rows are alike, the forecasts contain no information.',
  );
}

const knownRows = (y: Float64Array): readonly number[] =>
  Array.from(y.keys()).filter((i) => !Number.isNaN(y[i]));
