/** What became of forecasts from a file, and of two files side by side, for people and as JSON. */

import type { Compared } from '../../evaluation/compare.ts';
import type { JudgedFile } from '../../evaluation/forecast-file.ts';
import { pText } from '../../evaluation/verdict.ts';
import { escapeControl } from '../../text/escape.ts';
import { ALPHA, mostSignificant } from '../../significance/significant.ts';
import { renderEvaluations } from './evaluation.ts';
import { SCHEMA, evaluationJson } from '../json/backtest.ts';
import { renderTable, wrap } from './table.ts';
import { UNDEFINED, formatCount, formatNumber, formatTime, plural } from '../format/units.ts';

const WIDTH = 108;

/** Tables and verdicts of the models in the file `source`. */
export function renderScore({ trial, time, models }: JudgedFile, source: string): string {
  const { table, ids, horizon, stepSize, quantity } = trial;
  const { origins, first, last } = extent(trial, time);
  const head = [
    `file     ${escapeControl(source)}: ${plural(table.y.length, 'forecast')} of ${formatCount(ids.length)} series`,
    `test     ${plural(origins, 'origin')}, the nearest ${plural(stepSize, 'row')} apart, ${plural(horizon, 'step')} ahead: targets ${formatTime(first)} to ${formatTime(last)}`,
  ];
  return [
    head.map((line) => wrap(line, WIDTH, '         ')).join('\n'),
    renderEvaluations({
      models,
      quantity,
      price: 'y',
      horizon,
      origins,
      stepSize,
      interval: 'As they are in the file.',
    }),
  ].join('\n\n');
}

/** The object of `score --json`. */
export function scoreJson(
  { trial, time, models }: JudgedFile,
  source: string,
  version: string,
  warnings: readonly string[],
): object {
  const { origins, first, last } = extent(trial, time);
  return {
    schema: SCHEMA,
    type: 'score',
    version,
    seed: trial.seed,
    source,
    series: trial.ids,
    forecasts: trial.table.y.length,
    origins,
    horizon: trial.horizon,
    stepSize: trial.stepSize,
    firstTarget: formatTime(first),
    lastTarget: formatTime(last),
    models: models.map((result) => ({ model: result.model, ...evaluationJson(result, time) })),
    warnings,
  };
}

/** Number of origins, first and last target. Steps are rows of the file's own times. */
function extent(
  { table }: JudgedFile['trial'],
  time: Float64Array,
): { readonly origins: number; readonly first: number; readonly last: number } {
  const rows = new Set(table.origin);
  return {
    origins: rows.size,
    first: time[Math.min(...rows) + 1],
    last: time[time.length - 1],
  };
}

/** A line per pair of models and a sentence on each. */
export function renderCompare(compared: Compared, sources: readonly [string, string]): string {
  const { n, series, sizes, first, last, pairs, comparisons } = compared;
  const head = [
    `first    ${escapeControl(sources[0])}: ${plural(sizes[0], 'forecast')}`,
    `second   ${escapeControl(sources[1])}: ${plural(sizes[1], 'forecast')}`,
    `common   ${plural(n, 'forecast')} with a known truth, targets ${formatTime(first)} to ${formatTime(last)}`,
  ];
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const left = (title: string) => ({ title, align: 'left' }) as const;
  const table = renderTable(
    [
      left('first'),
      left('second'),
      ...['n', 'RMSE', 'RMSE', 'ratio', 'U2', 'U2', 'Diebold-Mariano p'].map(right),
    ],
    pairs.map(({ a, b, scoresA, scoresB, ratio, dm }) => {
      const least = mostSignificant(dm);
      return [
        escapeControl(a),
        escapeControl(b),
        formatCount(scoresA.n),
        formatNumber(scoresA.rmse),
        formatNumber(scoresB.rmse),
        formatNumber(ratio, 3),
        formatNumber(scoresA.u2, 3),
        formatNumber(scoresB.u2, 3),
        least === undefined ? UNDEFINED : pText(least.adjusted),
      ];
    }),
  );
  const legend =
    'ratio is the RMSE of the first over that of the second; U2 are of the first and of the second against naive. ' +
    (series > 1 ? 'RMSE pools the series as they are; ratio, U2 and p weigh them alike. ' : '') +
    (comparisons === 0
      ? 'There is no p: nothing here can be tested.'
      : `p is the smallest of the steps, adjusted (Holm) for ${plural(comparisons, 'comparison')}; below ${ALPHA} is more than luck.`);
  return [
    head.map((line) => wrap(line, WIDTH, '         ')).join('\n'),
    `${table}\n${wrap(legend, WIDTH)}`,
    pairs.map(({ verdict }) => wrap(`- ${escapeControl(verdict)}`, WIDTH, '  ')).join('\n'),
  ].join('\n\n');
}

/** The object of `compare --json`. */
export function compareJson(
  { n, series, sizes, first, last, comparisons, pairs, warnings }: Compared,
  sources: readonly [string, string],
  version: string,
): object {
  return {
    schema: SCHEMA,
    type: 'compare',
    version,
    sources: sources.map((source, i) => ({ source, forecasts: sizes[i] })),
    n,
    series,
    firstTarget: formatTime(first),
    lastTarget: formatTime(last),
    comparisons,
    pairs,
    warnings,
  };
}
