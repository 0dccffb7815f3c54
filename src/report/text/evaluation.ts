/** Scores, tests and intervals of models beside the benchmark, for people, and the sentences that they come to. */

import type { Evaluation, StepTest } from '../../evaluation/evaluation.ts';
import chalk from 'chalk';
import { effectiveOrigins } from '../../significance/overlap.ts';
import { pText } from '../../evaluation/phrases.ts';
import { summary } from '../../evaluation/summary.ts';
import { escapeControl } from '../../text/escape.ts';
import type { Quantity } from '../../data/quantities.ts';
import { percentRange } from '../format/units.ts';
import { ALPHA, isSignificant, mostSignificant } from '../../significance/significant.ts';
import { presentations } from './presentation.ts';
import type { Presentation, ScoreColumn } from './presentation.ts';
import type { Cell, Column } from './table.ts';
import { renderTable, wrap } from './table.ts';
import {
  UNDEFINED,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  plural,
} from '../format/units.ts';

const WIDTH = 108;
/** Steps that a table shows; of more, these many spread from the first to the last. */
const STEPS_SHOWN = 14;

export interface Evaluated {
  /** Best first; not empty. */
  readonly models: readonly Evaluation[];
  /** Time of all fits of a model; absent where nothing was fitted. */
  readonly seconds?: ReadonlyMap<string, number>;
  readonly quantity: Quantity;
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
  const { models, horizon, quantity } = evaluated;
  const presentation = presentations[quantity.name];
  const rivals = models.filter(({ model }) => model !== presentation.benchmark);
  const sections = [
    scoresTable(evaluated),
    legend(evaluated),
    testsTable(rivals, horizon, presentation.benchmark),
    ...presentation.tables(models),
    intervalsTable(evaluated),
    horizon > 1 ? stepsTable(models, presentation) : '',
    models[0].bySeries.length > 1 ? seriesTable(models, presentation) : '',
    regimesTable(models, presentation),
    rivals.map(({ verdict }) => wrap(`- ${escapeControl(verdict)}`, WIDTH, '  ')).join('\n'),
    chalk.bold(wrap(escapeControl(summary(models, quantity)), WIDTH)),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function scoresTable({ models, seconds, quantity }: Evaluated): string {
  const columns: readonly ScoreColumn[] = [
    ...presentations[quantity.name].columns(models),
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
  const { models, price, seconds, quantity } = evaluated;
  const n = `${models[0].scores.n}, the same for every model${dependence(evaluated)}`;
  const lines = presentations[quantity.name].legend(models, price, n);
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
function testsTable(rivals: readonly Evaluation[], horizon: number, benchmark: string): string {
  if (rivals.length === 0) return '';
  const cell = (outcomes: readonly StepTest[]): Cell => {
    const least = mostSignificant(outcomes);
    if (least === undefined) return { text: UNDEFINED };
    const step = horizon === 1 ? '' : ` (step ${least.step})`;
    return { text: `${pText(least.adjusted)}${step}`, paint: isSignificant(least) ? chalk.bold : undefined };
  };
  const table = renderTable(
    [left(`p against ${benchmark}`), ...TESTS.map(([, title]) => right(title)), right('in the best set')],
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
    `p below ${ALPHA} is more than luck; ${horizon === 1 ? 'each is' : 'each is the smallest of its steps,'} adjusted (Holm) over models and steps.`,
    `Diebold-Mariano and Giacomini-White: are the errors different from those of ${benchmark}. Clark-West: does the model know anything that ${benchmark} does not. ` +
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
        return `${defined.filter((one) => isSignificant(one[test])).length} of ${defined.length}`;
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
    `Kupiec tests the coverage, Christoffersen whether misses come in runs: p, or how many series and steps are below ${ALPHA}. ` +
      'n: forecasts for which every model here has an interval, so that they compare; none: those of the model that have none.' +
      (models[0].bySeries.length > 1
        ? ' width and score pool the series as they are, so that the widest weigh most.'
        : ''),
  ])}`;
}

function stepsTable(models: readonly Evaluation[], { part, partCell, benchmark }: Presentation): string {
  const { bySteps, scores } = models[0];
  const isPanel = models[0].bySeries.length > 1;
  const rows = spread(bySteps.length, STEPS_SHOWN).map((i) => {
    const cells = models.map(({ bySteps: steps, tests }) =>
      partCell(isPanel, steps[i], scores, tests.dm.slice(i, i + 1).some(isSignificant) ? '*' : ''),
    );
    return [String(bySteps[i].step), formatCount(bySteps[i].n), ...cells];
  });
  const starred = rows.some((row) => row.some((cell) => typeof cell === 'object' && cell.text.includes('*')));
  const note = starred ? `; * is a difference to ${benchmark} that is more than luck` : '';
  return `By step: ${part(isPanel)}${note}\n${renderTable(breakdown(right('step'), models), rows)}`;
}

function seriesTable(models: readonly Evaluation[], { part, partCell }: Presentation): string {
  const rows = models[0].bySeries.map(({ id, scores }, i) => {
    const cells = models.map(({ bySeries }) => partCell(false, bySeries[i].scores, scores));
    return [escapeControl(id), formatCount(scores.n), ...cells];
  });
  return `By series: ${part(false)}\n${renderTable(breakdown(left('series'), models), rows)}`;
}

function regimesTable(models: readonly Evaluation[], { part, partCell }: Presentation): string {
  const { byRegimes, scores } = models[0];
  if (byRegimes.length === 0) return '';
  const isPanel = models[0].bySeries.length > 1;
  const rows = byRegimes.map(({ regime, scores: ofRegime }, i) => [
    regime,
    formatCount(ofRegime.n),
    ...models.map((result) => partCell(isPanel, result.byRegimes[i].scores, scores)),
  ]);
  return `By volatility known at the origin, in thirds: ${part(isPanel)}\n${renderTable(breakdown(left('times'), models), rows)}`;
}

function breakdown(first: Column, models: readonly Evaluation[]): Column[] {
  return [first, right('n'), ...models.map(({ model }) => right(escapeControl(model)))];
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
