/** The short form of a backtest or of scored forecasts: the answer, a table, and what to do next. */

import chalk from 'chalk';
import type { ModelAnswer } from '../../evaluation/model-answer.ts';
import { atSteps } from '../../evaluation/phrases.ts';
import { wordingOf } from '../../evaluation/wording.ts';
import { escapeControl } from '../../text/escape.ts';
import { answerColumns } from '../format/score-columns.ts';
import type { ShortReport } from '../format/short-report.ts';
import { formatCount, formatPercent, plural } from '../format/units.ts';
import { proseWidth, width } from './layout.ts';
import type { TextCell, TextColumn } from './table.ts';
import { keptColumns, left, renderShortTable, right, wrap } from './table.ts';

/** The sentence, the table and what it was computed from, without a final newline. */
export function renderAnswer(report: ShortReport): string {
  const sections = [answerLine(report.answer)];
  if (report.models.length > 0) sections.push(modelsSection(report), partsTable(report));
  return sections.filter((section) => section !== '').join('\n\n');
}

/** The sentence; loud if a leak is suspected. */
export function answerLine({ sentence, isAlarm }: ShortReport['answer']): string {
  const text = wrap(escapeControl(sentence), proseWidth());
  return isAlarm ? chalk.bold.red(text) : chalk.bold(text);
}

/** Lines on what to do next, each a purpose and a command. */
export function nextLines(steps: readonly (readonly [purpose: string, command: string])[]): string {
  // Not wrapped, so that a command can be copied.
  return chalk.dim(steps.map(([purpose, command]) => `${purpose}: ${command}`).join('\n'));
}

/** The table, and what explains the columns that fit. */
function modelsSection(report: ShortReport): string {
  const { columns, rows } = modelsTable(report);
  const kept = keptColumns(columns, rows, width()).map(({ title }) => title);
  return `${renderShortTable(columns, rows, width())}\n${basis(report, kept)}`;
}

function modelsTable({ models, answer, quantity, series }: ShortReport): {
  readonly columns: readonly TextColumn[];
  readonly rows: readonly (readonly (string | TextCell)[])[];
} {
  const [benchmark] = quantity.benchmarks;
  const scores = answerColumns(models, quantity, series > 1);
  const others = [...new Set(models.flatMap(({ relative }) => relative.map(({ to }) => to)))].filter(
    (name) => name !== benchmark,
  );
  const levels = levelsOf(models);
  const hasRivals = answer.models.some(({ word }) => word !== null);
  const columns: TextColumn[] = [
    left('model'),
    ...scores.map(({ head }, i) => ({ ...right(head), rank: i })),
    ...levels.map((level, i) => ({ ...right(levelTitle(level)), rank: scores.length + i })),
    ...(hasRivals ? [right(`against ${benchmark}`)] : []),
    ...others.map((name, i) => ({ ...right(`against ${escapeControl(name)}`), rank: -1 - i })),
    ...(hasRivals ? [left('verdict')] : []),
  ];
  const rows = models.map((model, m) => {
    const said = answer.models[m];
    return [
      escapeControl(model.model),
      ...scores.map(({ cell }) => cell(model.scores)),
      ...levels.map((level) =>
        formatPercent(model.coverage.find((one) => one.level === level)?.share ?? NaN),
      ),
      ...(hasRivals ? [changeText(said.word === null ? NaN : said.change)] : []),
      ...others.map((name) => changeText((model.relative.find(({ to }) => to === name)?.rmse ?? NaN) - 1)),
      ...(hasRivals ? [wordCell(said)] : []),
    ];
  });
  return { columns, rows };
}

const levelTitle = (level: number): string => `in ${level} %`;

/** Levels of the intervals, ascending. */
function levelsOf(models: ShortReport['models']): readonly number[] {
  const levels = models.flatMap(({ coverage }) => coverage.map(({ level }) => level));
  return [...new Set(levels)].toSorted((a, b) => a - b);
}

/** `+0.4 %`; empty if it is unknown. */
export function changeText(change: number): string {
  if (Number.isNaN(change)) return '';
  const text = formatPercent(change);
  return change > 0 && /^[^>]*[1-9]/.test(text) ? `+${text}` : text;
}

export type ShownWord = Pick<ModelAnswer, 'word' | 'change' | 'better' | 'worse' | 'steps'>;

/** The word, in the colour of what the test found. A difference that is printed as 0 has no colour. */
export function wordCell(answer: ShownWord): TextCell {
  const { word, change } = answer;
  const isShown = change !== 0;
  const paint =
    word === 'look for a leak'
      ? chalk.bold.red
      : word === 'better' && isShown
        ? chalk.green
        : word === 'worse' && isShown
          ? chalk.red
          : undefined;
  return { text: wordText(answer), paint };
}

/** `better at step 1 of 7`. */
export function wordText({ word, better, worse, steps }: ShownWord): string {
  if (word === 'better') return `better${stepsText(better, steps)}`;
  if (word === 'worse') return `worse${stepsText(worse, steps)}`;
  if (word === 'mixed') return `better at ${better.length}, worse at ${worse.length} of ${steps} steps`;
  return word ?? '';
}

function stepsText(steps: readonly number[], of: number): string {
  if (steps.length === of) return '';
  return steps.length === 1 ? atSteps(steps, of) : ` at ${steps.length} of ${of} steps`;
}

/** What the table was computed from, and how to read it. */
function basis(
  { models, answer, quantity, column, series, first, last, folds }: ShortReport,
  kept: readonly string[],
): string {
  const { benchmark, loss } = wordingOf(quantity);
  const of = [
    ...(column === undefined ? [] : [` of ${escapeControl(column)}`]),
    ...(series > 1 ? [`, ${formatCount(series)} series`] : []),
  ].join('');
  const fitted = Number.isNaN(folds) ? '' : folds === 1 ? ', fitted once' : `, ${plural(folds, 'fold')}`;
  const weighting = series > 1 ? ', series weighted equally' : '';
  const remark = quantity.classes === undefined ? '' : ', less is better';
  const lines = [
    `${plural(models[0].scores.n, 'forecast')}${of}, ${first} to ${last}${fitted}.`,
    ...(answer.models.some(({ word }) => word !== null)
      ? [`Against ${benchmark}: ${loss}${weighting}${remark}. Verdict: Diebold-Mariano test.`]
      : []),
    ...levelsOf(models)
      .filter((level) => kept.includes(levelTitle(level)))
      .slice(0, 1)
      .map((level) => `In ${level} %: share of actual values inside the ${level} % interval.`),
  ];
  return chalk.dim(lines.map((line) => wrap(line, proseWidth())).join('\n'));
}

/** First and last step, best and worst series of each model; empty for one step of one series. */
function partsTable({ answer: { models: answers }, quantity }: ShortReport): string {
  const [benchmark] = quantity.benchmarks;
  const rivals = answers.filter(({ word }) => word !== null);
  const first = rivals.find(({ parts }) => parts.steps.length + parts.series.length > 0);
  if (first === undefined) return '';
  const hasSeries = rivals.some(({ parts }) => parts.series.length > 0);
  const columns: TextColumn[] = [
    left(`against ${benchmark}`),
    // With several series, their columns are wide. The first step is the easiest.
    ...first.parts.steps.map(({ step }, i) => ({
      ...right(`step ${step}`),
      ...(hasSeries && { rank: 1 - i }),
    })),
    ...(hasSeries ? [left('best series'), left('worst series')] : []),
  ];
  const rows = rivals.map(({ model, parts }) => [
    escapeControl(model),
    ...first.parts.steps.map((_, i) => changeText(parts.steps.at(i)?.change ?? NaN)),
    ...(hasSeries
      ? [0, 1].map((i) => {
          const one = parts.series.at(i);
          return one === undefined ? '' : `${escapeControl(one.id)} ${changeText(one.change)}`;
        })
      : []),
  ]);
  return renderShortTable(columns, rows, width());
}
