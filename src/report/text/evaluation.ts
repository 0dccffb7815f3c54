/** Scores, tests and intervals of models compared with the benchmark, and the sentences about them. */

import type { Evaluation } from '../../evaluation/evaluation.ts';
import chalk from 'chalk';
import type { Answer } from '../../evaluation/answer.ts';
import type { Quantity } from '../../data/quantities.ts';
import { summary } from '../../evaluation/summary.ts';
import { effectiveOrigins } from '../../significance/overlap.ts';
import { escapeControl } from '../../text/escape.ts';
import { scoreColumns, scoreLegend } from '../format/score-columns.ts';
import { formatCount, formatDuration, plural } from '../format/units.ts';
import { calibrationTable } from './calibration.ts';
import { intervalsTable } from './intervals-table.ts';
import { regimesTable, seriesTable, stepsTable } from './part-tables.ts';
import { proseWidth } from './layout.ts';
import { dim, left, renderTable, right, testedCell, wrap } from './table.ts';
import { testsTable } from './tests-table.ts';

export interface EvaluationReport {
  /** Best first; not empty. */
  readonly models: readonly Evaluation[];
  readonly answer: Answer;
  /** Seconds of all fits of a model; absent if nothing was fitted. */
  readonly seconds?: ReadonlyMap<string, number>;
  readonly quantity: Quantity;
  /** The column that was forecast. */
  readonly column: string;
  readonly horizon: number;
  /** Origins of a series, and rows between them. */
  readonly origins: number;
  readonly stepSize: number;
  /** Where the intervals come from, as a sentence. */
  readonly interval: string;
}

/** Tables and sentences, without a final newline. */
export function renderEvaluations(evaluated: EvaluationReport): string {
  const { models, horizon, quantity, interval } = evaluated;
  const [benchmark] = quantity.benchmarks;
  const rivals = models.filter(({ model }) => model !== benchmark);
  const isPanel = models[0].bySeries.length > 1;
  const sections = [
    scoresTable(evaluated),
    legend(evaluated),
    testsTable(rivals, horizon, benchmark),
    calibrationTable(rivals),
    intervalsTable(models, { quantity, hasSteps: horizon > 1, isPanel, source: interval }),
    horizon > 1 ? stepsTable(models, quantity) : '',
    isPanel ? seriesTable(models, quantity) : '',
    regimesTable(models, quantity),
    rivals.map(({ verdict }) => wrap(`- ${escapeControl(verdict)}`, proseWidth(), '  ')).join('\n'),
    chalk.bold(wrap(escapeControl(summary(models, quantity)), proseWidth())),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function scoresTable({ models, answer, seconds, quantity }: EvaluationReport): string {
  const columns = scoreColumns(models, quantity);
  const heads = [...columns.map(({ head }) => head), ...(seconds === undefined ? [] : ['time'])];
  return renderTable(
    [left('model'), ...heads.map(right)],
    models.map((result, m) => [
      escapeControl(result.model),
      ...columns.map(({ cell }) => {
        const { text, relativeLoss } = cell(result);
        const { word } = answer.models[m];
        const isCompared = !Number.isNaN(relativeLoss) && (word === 'better' || word === 'worse');
        return testedCell(text, isCompared ? word : undefined, relativeLoss);
      }),
      ...(seconds === undefined ? [] : [formatDuration(seconds.get(result.model) ?? NaN)]),
    ]),
  );
}

function legend(evaluated: EvaluationReport): string {
  const { models, column, seconds, quantity } = evaluated;
  const isPanel = models[0].bySeries.length > 1;
  const sentences = scoreLegend(models, quantity, { what: escapeControl(column), isPanel });
  const time = seconds === undefined ? [] : ['time: total fitting time over all workers.'];
  return dim([pointsText(evaluated), [...sentences, ...time].join(' ')]);
}

/** Number of points, and of those that are independent if series, steps or origins share rows. */
function pointsText({ models, horizon, origins, stepSize }: EvaluationReport): string {
  const series = models[0].bySeries.length;
  const { n } = models[0].scores;
  const points = `n: ${plural(n, 'forecast')}, the same for every model`;
  if (horizon === 1 && series === 1) return `${points}.`;
  const effective = effectiveOrigins(origins, horizon, stepSize);
  const upTo = n < origins * series * horizon ? 'up to ' : '';
  const from = `from ${upTo}${plural(origins, 'origin')}${series > 1 ? ' per series' : ''} of ${plural(horizon, 'step')}`;
  const overlap = effective < origins ? ` (${formatCount(effective)} without overlap)` : '';
  return `${points}, ${from}${overlap}. Forecasts of the same time are correlated; the tests and the direction interval account for it.`;
}
