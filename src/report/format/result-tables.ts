/** Tables of an evaluation for papers and notes: scores, tests, intervals, steps, series. */

import type { Quantity } from '../../data/quantities.ts';
import { isSignificant, ALPHA } from '../../significance/significant.ts';
import type { AdjustedTest } from '../../significance/significant.ts';
import type { ResultCell, ResultColumn, ResultTable, TableSubject } from './result-table.ts';
import { BEST_NOTE, SIGNIFICANT_NOTE, STAR, numbers, plainCell, withBest, words } from './result-table.ts';
import {
  intervalColumns,
  intervalLegend,
  partCell,
  partLegend,
  partTitle,
  partValue,
  scoreColumns,
  scoreLegend,
} from './score-columns.ts';
import type { ScoreColumn, ScoredModel } from './score-columns.ts';
import { TESTS, shownTest } from './tests.ts';
import type { TestName } from './tests.ts';
import { UNDEFINED, formatCount } from './units.ts';

type Numbers = Readonly<Record<string, number>>;

/** A model as it was evaluated, or as a `run.json` has it. */
export interface TabledModel extends ScoredModel {
  readonly bySteps: readonly Numbers[];
  readonly bySeries: readonly { readonly id: string; readonly scores: Numbers }[];
  readonly tests: Readonly<Record<TestName, readonly (AdjustedTest & { readonly step: number })[]>>;
  readonly intervals: readonly {
    readonly level: number;
    readonly missing: number;
    readonly scores: Numbers;
  }[];
}

export interface TabledResult {
  /** Best first. */
  readonly models: readonly TabledModel[];
  readonly quantity: Quantity;
  /** The column that was forecast. */
  readonly column: string;
}

/** The tables that have a row; none if no model was scored. */
export function resultTables(result: TabledResult, subject: TableSubject): readonly ResultTable[] {
  if (result.models.length === 0) return [];
  const tables = [scoresTable, testsTable, intervalsTable, stepsTable, seriesTable].map((tableOf) =>
    tableOf(result),
  );
  return tables
    .filter(({ rows }) => rows.length > 0)
    .map((table) => ({
      ...table,
      name: subject.label === '' ? table.name : `${table.name}-${subject.label}`,
      title: `${table.title}: ${subject.text}`,
    }));
}

const isPanelOf = ({ models }: TabledResult): boolean => models[0].bySeries.length > 1;

const benchmarkOf = ({ quantity }: TabledResult): string => quantity.benchmarks[0];

function scoresTable(result: TabledResult): ResultTable {
  const { models, quantity, column } = result;
  const columns = scoreColumns(models, quantity);
  const starred = models.map(({ tests }) => tests.dm.some(isSignificant));
  const cells = columns.map((each) =>
    withBest(
      models.map((model, i) => scoreCell(each, model, starred[i])),
      models.map((model) => each.value(model)),
      each.better,
    ),
  );
  const star = `${STAR} differs significantly from ${benchmarkOf(result)} (Diebold-Mariano test, adjusted p below ${ALPHA}${models[0].bySteps.length > 1 ? ' at one or more steps' : ''}).`;
  return {
    name: 'scores',
    title: 'Scores',
    columns: [words('model'), numbers('n'), ...columns.map((each) => scoreHead(each, quantity, column))],
    rows: models.map((model, i) => [
      plainCell(model.model),
      plainCell(formatCount(model.scores.n)),
      ...cells.map((ofColumn) => ofColumn[i]),
    ]),
    notes: [
      ...scoreLegend(models, quantity, { what: column, isPanel: isPanelOf(result) }),
      ...(hasBest(cells) ? [BEST_NOTE] : []),
      ...(starred.some(Boolean) ? [star] : []),
    ],
  };
}

/** The star is on the scores that are relative to the benchmark. */
function scoreCell(column: ScoreColumn, model: ScoredModel, isStarred: boolean): ResultCell {
  const { text, relativeLoss } = column.cell(model);
  const star = isStarred && column.better === 'lower' && !Number.isNaN(relativeLoss) ? STAR : '';
  return { text: withoutPercent(text) + star };
}

/** The unit is then not in the cells. */
function scoreHead({ head, unit }: ScoreColumn, quantity: Quantity, column: string): ResultColumn {
  const name = unit === 'unit' ? unitName(quantity, column) : unit;
  // `direction (95 %)` is a rate with its interval.
  const [title, interval] = head.split(/ \((.*)\)$/);
  return numbers(title, interval === undefined ? name : `${name}, ${interval} interval`);
}

/** Errors of log-volatility are those of a logarithm. */
const unitName = ({ isLogarithm }: Quantity, column: string): string => (isLogarithm ? 'log' : column);

const withoutPercent = (text: string): string => text.replace(' %', '');

function testsTable(result: TabledResult): ResultTable {
  const benchmark = benchmarkOf(result);
  const rivals = result.models.filter(({ model }) => model !== benchmark);
  const rows = rivals.map(({ model, tests }) => [
    plainCell(model),
    ...TESTS.map(({ name }): ResultCell => shownTest(tests[name]) ?? plainCell(UNDEFINED)),
  ]);
  const steps = result.models[0].bySteps.length > 1 ? 'the smallest of the steps, ' : '';
  return {
    name: 'tests',
    title: `Tests against ${benchmark}`,
    columns: [words('model'), ...TESTS.map(({ title }) => numbers(title, 'p'))],
    rows,
    notes: [
      `Each p is ${steps}adjusted (Holm) for all models and steps.`,
      `Diebold-Mariano, Giacomini-White: do the errors differ from those of ${benchmark}? Clark-West: does the model contain information that ${benchmark} lacks? ` +
        'Pesaran-Timmermann: is the direction better than chance?',
      ...(rows.flat().some((cell) => cell.isSignificant) ? [SIGNIFICANT_NOTE] : []),
    ],
  };
}

function intervalsTable(result: TabledResult): ResultTable {
  const { models, quantity, column } = result;
  const columns = intervalColumns(false);
  const head = ({ head: title, unit }: (typeof columns)[number]): ResultColumn =>
    numbers(title, unit === 'unit' ? unitName(quantity, column) : unit);
  return {
    name: 'intervals',
    title: 'Prediction intervals',
    columns: [
      words('model'),
      numbers('level', '%'),
      ...columns.map(head),
      ...['n', 'none'].map((title) => numbers(title)),
    ],
    rows: models.flatMap(({ model, intervals }) =>
      intervals.map(({ level, missing, scores }) =>
        [
          model,
          String(level),
          ...columns.map(({ cell }) => withoutPercent(cell(scores, []))),
          formatCount(scores.n),
          formatCount(missing),
        ].map(plainCell),
      ),
    ),
    notes: [
      ...intervalLegend(quantity, isPanelOf(result)),
      'n: forecasts for which every model has an interval; none: forecasts of this model without one.',
    ],
  };
}

function stepsTable(result: TabledResult): ResultTable {
  const { models, quantity } = result;
  const isPanel = isPanelOf(result);
  const [{ bySteps: steps, scores: reference }] = models;
  const isMarked = ({ tests }: TabledModel, step: number): boolean =>
    tests.dm.some((test) => test.step === step && isSignificant(test));
  const rows =
    steps.length < 2
      ? []
      : steps.map(({ step, n }, i) => [
          plainCell(formatCount(step)),
          plainCell(formatCount(n)),
          ...partRow(result, isPanel, reference, (model) => ({
            scores: model.bySteps[i],
            mark: isMarked(model, step) ? STAR : '',
          })),
        ]);
  const isAnyMarked = models.some((model) => steps.some(({ step }) => isMarked(model, step)));
  return {
    name: 'steps',
    title: `By step, ${partTitle(quantity, isPanel)}`,
    columns: [numbers('step'), numbers('n'), ...models.map(({ model }) => numbers(model))],
    rows,
    notes: [
      ...partLegend(quantity, isPanel, { what: result.column }),
      ...(hasBest(rows) ? ['Bold: the best model of the step.'] : []),
      ...(isAnyMarked
        ? [
            `${STAR} differs significantly from ${benchmarkOf(result)} (Diebold-Mariano test, adjusted p below ${ALPHA}).`,
          ]
        : []),
    ],
  };
}

function seriesTable(result: TabledResult): ResultTable {
  const { models, quantity } = result;
  const rows = !isPanelOf(result)
    ? []
    : models[0].bySeries.map(({ id, scores: reference }, i) => [
        plainCell(id),
        plainCell(formatCount(reference.n)),
        ...partRow(result, false, reference, ({ bySeries }) => ({ scores: bySeries[i].scores, mark: '' })),
      ]);
  return {
    name: 'series',
    title: `By series, ${partTitle(quantity, false)}`,
    columns: [words('series'), numbers('n'), ...models.map(({ model }) => numbers(model))],
    rows,
    notes: [
      ...partLegend(quantity, false, { what: result.column }),
      ...(hasBest(rows) ? ['Bold: the best model of the series.'] : []),
    ],
  };
}

/** The cells of a part of the points, one per model. */
function partRow(
  { models, quantity }: TabledResult,
  isPanel: boolean,
  reference: Numbers,
  partOf: (model: TabledModel) => { readonly scores: Numbers; readonly mark: string },
): readonly ResultCell[] {
  const parts = models.map(partOf);
  const values = parts.map(({ scores }) => partValue(quantity, isPanel, scores));
  return withBest(
    parts.map(({ scores, mark }) => ({
      text: partCell(quantity, isPanel, scores, { reference, mark }).text,
    })),
    values.map(({ value }) => value),
    values[0].better,
  );
}

const hasBest = (rows: readonly (readonly ResultCell[])[]): boolean =>
  rows.flat().some(({ isBest }) => isBest === true);
