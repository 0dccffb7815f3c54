/** Scores, tests and intervals of models beside naive, for people, and the sentences that they come to. */

import chalk from 'chalk';
import type { Evaluation, Scores, StepOutcome } from '../backtest/result.ts';
import { effectiveOrigins } from '../significance/overlap.ts';
import { pText, summary } from '../backtest/verdict.ts';
import { escapeControl } from '../data/escape.ts';
import type { Cell, Column } from './table.ts';
import { renderTable, wrap } from './table.ts';
import {
  UNDEFINED,
  decimalsOf,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  plural,
} from './units.ts';

const WIDTH = 108;
/** Steps that a table shows; of more, these many spread from the first to the last. */
const STEPS_SHOWN = 14;
/** A p below this is more than luck. */
const SIZE = 0.05;

export interface Evaluated {
  /** Best first; not empty. */
  readonly models: readonly Evaluation[];
  /** Time of all fits of a model; absent where nothing was fitted. */
  readonly seconds?: ReadonlyMap<string, number>;
  /** What was forecast. */
  readonly price: string;
  readonly horizon: number;
  /** Origins of a series, and rows between them: points that share rows go together. */
  readonly origins: number;
  readonly stepSize: number;
  /** Where the intervals come from, as a sentence. */
  readonly interval: string;
}

/** Tables and sentences, without a final newline. */
export function renderEvaluations(evaluated: Evaluated): string {
  const { models, horizon } = evaluated;
  const rivals = models.filter(({ model }) => model !== 'naive');
  const sections = [
    scoresTable(evaluated),
    legend(evaluated),
    testsTable(rivals, horizon),
    intervalsTable(evaluated),
    horizon > 1 ? stepsTable(models) : '',
    models[0].bySeries.length > 1 ? seriesTable(models) : '',
    regimesTable(models),
    rivals.map(({ verdict }) => wrap(`- ${escapeControl(verdict)}`, WIDTH, '  ')).join('\n'),
    chalk.bold(wrap(escapeControl(summary(models)), WIDTH)),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

/** Scores that some quantities have and others have not: shown where they are there. */
const SCORES: readonly { readonly metric: string; readonly title: string; format(value: number): string }[] =
  [
    { metric: 'mape', title: 'MAPE', format: (value) => formatPercent(value, 2) },
    { metric: 'qlike', title: 'QLIKE', format: (value) => formatNumber(value, 3) },
  ];

function scoresTable({ models, seconds }: Evaluated): string {
  // One number of decimals for all errors, so that they line up and compare.
  const decimals = decimalsOf(models[0].scores.rmse);
  const benchmarks = [...new Set(models.flatMap(({ relative }) => relative.map(({ to }) => to)))];
  const columns: readonly (readonly [title: string, cell: (result: Evaluation) => Cell | string])[] = [
    ['MAE', ({ scores }) => formatNumber(scores.mae, decimals)],
    ['RMSE', ({ scores }) => formatNumber(scores.rmse, decimals)],
    ...SCORES.filter(({ metric }) => metric in models[0].scores).map(
      ({ metric, title, format }) => [title, ({ scores }: Evaluation) => format(scores[metric])] as const,
    ),
    ['MASE', ({ scores }) => formatNumber(scores.mase, 2)],
    ['U2', ({ scores }) => u2Cell(scores.u2)],
    ...benchmarks.map(
      (name) =>
        [
          `of ${name}`,
          ({ relative }: Evaluation) => u2Cell(relative.find(({ to }) => to === name)?.rmse ?? NaN),
        ] as const,
    ),
    ['skill', ({ scores }) => formatPercent(scores.skill)],
    [
      'direction (95 %)',
      ({ direction: { n, rate, lo, hi } }) =>
        n === 0 ? UNDEFINED : `${formatPercent(rate)} (${percentRange(lo, hi)})`,
    ],
    ['bias', ({ scores }) => formatNumber(scores.bias, decimals)],
    ...(seconds === undefined
      ? []
      : [['time', ({ model }: Evaluation) => formatDuration(seconds.get(model) ?? NaN)] as const]),
  ];
  return renderTable(
    [left('model'), ...columns.map(([title]) => right(title))],
    models.map((result) => [escapeControl(result.model), ...columns.map(([, cell]) => cell(result))]),
  );
}

function legend(evaluated: Evaluated): string {
  const { models, price, seconds } = evaluated;
  const { n } = models[0].scores;
  const isPanel = models[0].bySeries.length > 1;
  const lines = [
    `n ${n}, the same for every model${dependence(evaluated)}. MAE, RMSE and bias (mean of forecast - truth) are in the unit of ${escapeControl(price)}; lower errors are better.`,
    'U2 is RMSE / RMSE of naive, which repeats the last known value: below 1, and skill above 0, is nearer than naive. ' +
      'Whether that is more than luck is for the tests to say.',
  ];
  const sided = models.find(({ direction }) => direction.n > 0)?.direction;
  if (sided !== undefined) {
    lines.push(
      `direction is the share on the right side of the last value; always saying "up" scores ${formatPercent(sided.alwaysUp)}.` +
        (models.some(({ direction }) => direction.effective < direction.n)
          ? ' Its interval is as of fewer points, since those that go together say less.'
          : ''),
    );
  }
  const benchmark = models.flatMap(({ relative }) => relative).at(0)?.to;
  if (benchmark !== undefined)
    lines.push(`of ${benchmark} is RMSE / RMSE of ${benchmark}: below 1 is nearer than it.`);
  if (isPanel) {
    lines.push(
      'MAE, RMSE and bias pool the series as they are, so that those with the largest errors weigh most, as the highest prices have; ' +
        'MASE, U2 and skill weigh series alike, and so do the tests.',
    );
  }
  if (seconds !== undefined) lines.push('time is that of all fits together, whatever ran side by side.');
  return dim(lines);
}

/** How many of the points are independent, where series, steps and origins share rows. */
function dependence({ models, horizon, origins, stepSize }: Evaluated): string {
  const series = models[0].bySeries.length;
  const effective = effectiveOrigins(origins, horizon, stepSize);
  if (horizon === 1 && series === 1) return '';
  const { n } = models[0].scores;
  const upTo = n < origins * series * horizon ? 'up to ' : '';
  const from = `, from ${upTo}${plural(origins, 'origin')}${series > 1 ? ' per series' : ''} of ${plural(horizon, 'step')}`;
  const overlap = effective < origins ? `, ${formatCount(effective)} of them without overlap` : '';
  return `${from}${overlap}; points of one time go together and say less than n suggests, which tests and the interval of the direction allow for`;
}

const TESTS = [
  ['dm', 'Diebold-Mariano'],
  ['cw', 'Clark-West'],
  ['gw', 'Giacomini-White'],
  ['pt', 'Pesaran-Timm.'],
] as const;

/** One line per model: the smallest adjusted p of each test, with its step where there are several. */
function testsTable(rivals: readonly Evaluation[], horizon: number): string {
  if (rivals.length === 0) return '';
  const cell = (outcomes: readonly StepOutcome[]): Cell => {
    const defined = outcomes.filter(({ adjusted }) => !Number.isNaN(adjusted));
    if (defined.length === 0) return { text: UNDEFINED };
    const least = defined.reduce((best, one) => (one.p < best.p ? one : best));
    const step = horizon === 1 ? '' : ` (step ${least.step})`;
    return { text: `${pText(least.adjusted)}${step}`, paint: least.adjusted < SIZE ? chalk.bold : undefined };
  };
  const table = renderTable(
    [left('p against naive'), ...TESTS.map(([, title]) => right(title)), right('in the best set')],
    rivals.map(({ model, tests }) => {
      const told = tests.mcs.filter(({ p }) => !Number.isNaN(p));
      const kept = told.filter(({ isIn }) => isIn).length;
      const set =
        told.length === 0
          ? UNDEFINED
          : horizon === 1
            ? `${kept === 1 ? 'yes' : 'no'} (${pText(told[0].p)})`
            : `at ${kept} of ${told.length} steps`;
      return [escapeControl(model), ...TESTS.map(([name]) => cell(tests[name])), set];
    }),
  );
  const lines = [
    `p below 0.05 is more than luck; ${horizon === 1 ? 'each is' : 'each is the smallest of its steps,'} adjusted (Holm) over models and steps.`,
    'Diebold-Mariano and Giacomini-White: are the errors different from those of naive. Clark-West: does the model know anything that naive does not. ' +
      'Pesaran-Timmermann: is its direction better than chance. Best set: models that cannot be told from the best (model confidence set, size .10' +
      `${horizon === 1 ? '' : ', adjusted for the number of steps'}).`,
  ];
  const refused = rivals[0].tests.gw.find(({ p }) => Number.isNaN(p))?.note;
  if (refused) lines.push(`Giacomini-White ${UNDEFINED}: ${refused}.`);
  return `${table}\n${dim(lines)}`;
}

function intervalsTable({ models, horizon, interval: source }: Evaluated): string {
  const rows = models.flatMap(({ model, intervals }) =>
    intervals.map((interval) => {
      const { level, scores, missing, bySteps, tests } = interval;
      const covered = bySteps.filter(({ n }) => n > 0).map(({ coverage }) => coverage);
      const off = (test: 'kupiec' | 'christoffersen'): string => {
        const defined = tests.filter((one) => !Number.isNaN(one[test].p));
        if (defined.length === 0) return UNDEFINED;
        if (defined.length === 1) return pText(defined[0][test].p);
        return `${defined.filter((one) => one[test].p < SIZE).length} of ${defined.length}`;
      };
      return [
        escapeControl(model),
        `${level} %`,
        formatPercent(scores.coverage),
        ...(horizon > 1
          ? [covered.length === 0 ? UNDEFINED : percentRange(Math.min(...covered), Math.max(...covered))]
          : []),
        formatNumber(scores.width),
        formatNumber(scores.score),
        off('kupiec'),
        off('christoffersen'),
        formatCount(scores.n),
        formatCount(missing),
      ];
    }),
  );
  if (rows.length === 0) return '';
  const table = renderTable(
    [
      left('intervals'),
      ...[
        'level',
        'covers',
        ...(horizon > 1 ? ['by step'] : []),
        'width',
        'score',
        'Kupiec',
        'Christoff.',
        'n',
        'none',
      ].map(right),
    ],
    rows,
  );
  return `${table}\n${dim([
    `${source} Good intervals cover their level and are narrow: the score counts both, lower is better.`,
    'Kupiec tests the coverage, Christoffersen whether misses come in runs: p, or how many series and steps are below 0.05. ' +
      'n: forecasts for which every model here has an interval, so that they compare; none: those of the model that have none.' +
      (models[0].bySeries.length > 1
        ? ' width and score pool the series as they are, so that the widest weigh most.'
        : ''),
  ])}`;
}

function stepsTable(models: readonly Evaluation[]): string {
  const { bySteps, scores } = models[0];
  const decimals = decimalsOf(scores.rmse);
  const rows = spread(bySteps.length, STEPS_SHOWN).map((i) => {
    const cells = models.map(({ bySteps: steps, tests }) =>
      partCell(models[0], steps[i], decimals, (tests.dm.at(i)?.adjusted ?? NaN) < SIZE ? '*' : ''),
    );
    return [String(bySteps[i].step), formatCount(bySteps[i].n), ...cells];
  });
  const isPanel = models[0].bySeries.length > 1;
  const starred = rows.some((row) => row.some((cell) => typeof cell === 'object' && cell.text.includes('*')));
  const note = starred ? '; * is a difference to naive that is more than luck' : '';
  return `By step: ${isPanel ? 'U2' : 'RMSE (U2)'}${note}\n${renderTable(breakdown(right('step'), models), rows)}`;
}

function seriesTable(models: readonly Evaluation[]): string {
  const rows = models[0].bySeries.map(({ id, scores }, i) => {
    const cells = models.map(({ bySeries }) => errorCell(bySeries[i].scores, decimalsOf(scores.rmse)));
    return [escapeControl(id), formatCount(scores.n), ...cells];
  });
  return `By series: RMSE (U2)\n${renderTable(breakdown(left('series'), models), rows)}`;
}

function regimesTable(models: readonly Evaluation[]): string {
  const { byRegimes, scores } = models[0];
  if (byRegimes.length === 0) return '';
  const decimals = decimalsOf(scores.rmse);
  const rows = byRegimes.map(({ regime, scores: ofRegime }, i) => [
    regime,
    formatCount(ofRegime.n),
    ...models.map((result) => partCell(result, result.byRegimes[i].scores, decimals)),
  ]);
  return `By volatility known at the origin, in thirds: ${models[0].bySeries.length > 1 ? 'U2' : 'RMSE (U2)'}\n${renderTable(breakdown(left('times'), models), rows)}`;
}

function breakdown(first: Column, models: readonly Evaluation[]): Column[] {
  return [first, right('n'), ...models.map(({ model }) => right(escapeControl(model)))];
}

function u2Cell(u2: number): Cell {
  return { text: formatNumber(u2, 3), paint: paintU2(u2) };
}

function errorCell({ rmse, u2 }: Scores, decimals: number, mark = ''): Cell {
  return { text: `${formatNumber(rmse, decimals)} (${formatNumber(u2, 3)}${mark})`, paint: paintU2(u2) };
}

/** Of a part of a panel U2 alone, which weighs series alike: its RMSE is that of the highest prices. */
function partCell({ bySeries }: Evaluation, scores: Scores, decimals: number, mark = ''): Cell {
  if (bySeries.length === 1) return errorCell(scores, decimals, mark);
  return { text: `${formatNumber(scores.u2, 3)}${mark}`, paint: paintU2(scores.u2) };
}

/** Green where naive is beaten, red where it is not; the number says the same. */
function paintU2(u2: number): Cell['paint'] {
  if (u2 < 1) return chalk.green;
  return u2 > 1 ? chalk.red : undefined;
}

function percentRange(lo: number, hi: number): string {
  return `${formatNumber(100 * lo, 1)}-${formatNumber(100 * hi, 1)}`;
}

function dim(lines: readonly string[]): string {
  return chalk.dim(lines.map((line) => wrap(line, WIDTH)).join('\n'));
}

/** Up to `shown` whole numbers spread over 0 .. count - 1, both ends included. */
function spread(count: number, shown: number): number[] {
  if (count <= shown) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: shown }, (_, i) => Math.round((i * (count - 1)) / (shown - 1)));
}

function left(title: string): Column {
  return { title, align: 'left' };
}

function right(title: string): Column {
  return { title, align: 'right' };
}
