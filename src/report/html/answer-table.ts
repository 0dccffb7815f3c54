/** The table under the answer: for each model its main scores, and what its test says. */

import type { ModelAnswer } from '../../evaluation/model-answer.ts';
import { wordingOf } from '../../evaluation/wording.ts';
import { answerColumns } from '../format/score-columns.ts';
import { shortRun } from '../format/short-report.ts';
import type { ShortReport } from '../format/short-report.ts';
import { formatCount, formatPercent, plural } from '../format/units.ts';
import { changeText, wordText } from '../text/answer.ts';
import { escapeHtml } from './escape.ts';
import type { ReportedResult } from './run-json.ts';
import type { HtmlCell } from './table.ts';
import { markup, table } from './table.ts';

/** Empty if nothing was scored. */
export function answerTable(result: ReportedResult): string {
  const report = shortRun(result);
  const { models, answer, quantity, series } = report;
  if (models.length === 0) return '';
  const [benchmark] = quantity.benchmarks;
  const scores = answerColumns(models, quantity, series > 1);
  const levels = [...new Set(models.flatMap(({ coverage }) => coverage.map(({ level }) => level)))];
  const others = [...new Set(models.flatMap(({ relative }) => relative.map(({ to }) => to)))].filter(
    (name) => name !== benchmark,
  );
  const rows = models.map((model, m): readonly HtmlCell[] => {
    const said = answer.models[m];
    return [
      model.model,
      wordCell(said),
      said.word === null ? '' : changeText(said.change),
      ...others.map((name) => changeText((model.relative.find(({ to }) => to === name)?.rmse ?? NaN) - 1)),
      ...scores.map(({ cell }) => cell(model.scores)),
      ...levels.map((level) =>
        formatPercent(model.coverage.find((one) => one.level === level)?.share ?? NaN),
      ),
    ];
  });
  const titles = [
    'model',
    'verdict',
    ...[benchmark, ...others].map((name) => `against ${name}#`),
    ...scores.map(({ head }) => `${head}#`),
    ...levels.map((level) => `in ${level} %#`),
  ];
  return `${table(titles, rows)}<p class="note">${escapeHtml(basis(report, levels))}</p>`;
}

/** The word in the colour of what the test found; a difference that is printed as 0 has none. */
function wordCell(answer: ModelAnswer): HtmlCell {
  const { word, change } = answer;
  const text = escapeHtml(wordText(answer));
  const isShown = /[1-9]/.test(changeText(change));
  if (word === 'look for a leak' || (word === 'worse' && isShown))
    return markup(`<strong class="bad">${text}</strong>`);
  if (word === 'better' && isShown) return markup(`<strong class="good">${text}</strong>`);
  return wordText(answer);
}

/** What the table was computed from, and how to read it. */
function basis(
  { models, quantity, column, series, first, last, folds }: ShortReport,
  levels: readonly number[],
): string {
  const { benchmark, loss } = wordingOf(quantity);
  const [n] = models.map(({ scores }) => scores.n);
  const of = column === undefined ? '' : ` of ${column}`;
  const panel = series > 1 ? `, ${formatCount(series)} series` : '';
  const fitted = Number.isNaN(folds) ? '' : folds === 1 ? ', fitted once' : `, ${plural(folds, 'fold')}`;
  return [
    `${plural(n, 'forecast')}${of}${panel}, ${first} to ${last}${fitted}.`,
    `Against ${benchmark}: ${loss}${series > 1 ? ', series weighted equally' : ''}; below 0 is better. Verdict: Diebold-Mariano test, adjusted for all models and steps.`,
    ...levels
      .slice(0, 1)
      .map((level) => `In ${level} %: share of actual values inside the ${level} % interval.`),
  ].join(' ');
}
