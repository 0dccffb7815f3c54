/** The list of runs. */

import { NUMBERS_VERSION } from '../../backtest/numbers-version.ts';
import type { RunRecord, RunScore } from '../../evaluation/run-record.ts';
import { escapeControl } from '../../text/escape.ts';
import {
  beatsNaive,
  bestOf,
  digitsOf,
  shortList,
  historyOf,
  isRivalOf,
  nOf,
  scoreOf,
  sourcesOf,
  timeOf,
} from '../format/runs.ts';
import { UNDEFINED, formatCount, formatNumber, formatTime, plural } from '../format/units.ts';
import type { RunList } from '../inputs.ts';
import { sparkline } from './sparkline.ts';
import type { TextCell, TextColumn } from './table.ts';
import { proseWidth } from './layout.ts';
import { left, renderTable, right, testedCell, wrap } from './table.ts';

/** Bars of a sparkline in a table of many lines, and in one of a few. */
const BARS = 16;

const MANY_BARS = 48;

/** A line per configuration: its newest run, and U2 of its best model over all runs. */
export function renderConfigurations({ runs, file, limit }: RunList): string {
  if (runs.length === 0) return nothing(file);
  const groups = byConfiguration(runs);
  const lines = groups.slice(0, limit);
  const columns = [
    ...HEAD,
    right('runs'),
    ...MIDDLE,
    left('best'),
    right('U2'),
    left('U2 over time'),
    ...END,
  ];
  const rows = lines.map((group): readonly (string | TextCell)[] => {
    const [newest] = group;
    const best = bestOf(newest);
    const u2 = best === undefined ? [] : historyOf(group, best.model);
    return [
      ...headOf(newest),
      formatCount(group.length),
      ...middleOf(newest),
      ...bestCells(best),
      u2.length < 2 ? '' : `${sparkline(u2, BARS)} ${rangeOf(u2)}`,
      ...endOf(newest),
    ];
  });
  return `${withoutEmpty(columns, rows)}\n${rest(groups.length, limit, 'configuration')}\n${legend()}\n${escapeControl(file)}`;
}

/** Runs in groups, in the order of the first of each. */
function byConfiguration(runs: readonly RunRecord[]): readonly (readonly RunRecord[])[] {
  const groups = new Map<string, RunRecord[]>();
  for (const run of runs) {
    const group = groups.get(run.configuration);
    if (group === undefined) groups.set(run.configuration, [run]);
    else group.push(run);
  }
  return [...groups.values()];
}

/** A line per run. */
export function renderRuns({ runs, file, limit }: RunList): string {
  if (runs.length === 0) return nothing(file);
  const columns = [...HEAD, ...MIDDLE, left('best'), right('U2'), ...END];
  const rows = runs
    .slice(0, limit)
    .map((run) => [...headOf(run), ...middleOf(run), ...bestCells(bestOf(run)), ...endOf(run)]);
  return `${withoutEmpty(columns, rows)}\n${rest(runs.length, limit, 'run')}\n${legend()}\n${escapeControl(file)}`;
}

/** All runs of one configuration, oldest first, and U2 of each model over time. */
export function renderConfiguration({ runs, file, limit }: RunList): string {
  const [newest] = runs;
  const rivals = newest.scores.filter(isRivalOf(newest)).map(({ model }) => model);
  const columns = [
    left('run'),
    left('ended'),
    right('rows'),
    left('last row'),
    right('n'),
    ...rivals.map((model) => right(escapeControl(model))),
    ...END,
  ];
  const shown = runs.slice(0, limit).toReversed();
  const rows = shown.map((run) => [
    digitsOf(run),
    timeOf(run),
    formatCount(run.data.reduce((sum, each) => sum + each.rows, 0)),
    formatTime(Math.max(...run.data.map(({ last }) => last))),
    formatCount(nOf(run)),
    ...rivals.map((model) => {
      const score = scoreOf(run, model);
      return score === undefined ? UNDEFINED : u2Cell(score);
    }),
    ...endOf(run),
  ]);
  const history = rivals.map((model) => {
    const u2 = historyOf(runs, model);
    const finite = u2.filter((value) => !Number.isNaN(value));
    const [first, last] = [finite.at(0) ?? NaN, finite.at(-1) ?? NaN];
    return [
      escapeControl(model),
      formatCount(finite.length),
      ...[first, least(finite), most(finite), last].map((value) => formatNumber(value, 3)),
      sparkline(u2, MANY_BARS),
    ];
  });
  const titles = [
    left('U2'),
    right('runs'),
    ...['first', 'lowest', 'highest', 'last'].map(right),
    left('over time'),
  ];
  const where = `${sourcesOf(newest)}, horizon ${newest.options.horizon}; configuration ${newest.configuration}`;
  return [
    `${plural(runs.length, 'run')} of ${where}`,
    `${withoutEmpty(columns, rows)}\n${rest(runs.length, limit, 'run')}`.trimEnd(),
    renderTable(titles, history),
    `${legend()}\n${escapeControl(file)}`,
  ].join('\n\n');
}

const HEAD = [left('run'), left('ended')];

const MIDDLE = [left('source'), left('models'), right('horizon'), right('n')];

const END = [left('beats naive'), left('note')];

const headOf = (run: RunRecord): readonly string[] => [digitsOf(run), timeOf(run)];

const middleOf = (run: RunRecord): readonly string[] => [
  sourcesOf(run),
  shortList(run.options.models),
  formatCount(run.options.horizon),
  formatCount(nOf(run)),
];

const endOf = (run: RunRecord): readonly string[] => [beatsNaive(run), noteOf(run)];

const legend = (): string =>
  wrap(
    'U2: RMSE / RMSE of naive (for classes, the square root of the Brier score / that of frequencies); below 1 is better. beats naive: yes = significant (Diebold-Mariano, adjusted).',
    proseWidth(),
  );

function noteOf({ failed, exit, numbers }: RunRecord): string {
  return [
    ...(failed > 0 ? [`partial: ${plural(failed, 'fit')} missing`] : []),
    ...(exit === 4 ? ['gate failed'] : []),
    ...(numbers === NUMBERS_VERSION ? [] : [`numbers ${numbers}`]),
  ].join('; ');
}

function bestCells(best: RunScore | undefined): readonly (string | TextCell)[] {
  return best === undefined ? [UNDEFINED, UNDEFINED] : [escapeControl(best.model), u2Cell(best)];
}

function u2Cell({ u2, isSignificantlyBetter }: Pick<RunScore, 'u2' | 'isSignificantlyBetter'>): TextCell {
  return testedCell(formatNumber(u2, 3), isSignificantlyBetter ? 'better' : undefined, u2);
}

function rangeOf(values: readonly number[]): string {
  const finite = values.filter((value) => !Number.isNaN(value));
  return `${formatNumber(least(finite), 3)}-${formatNumber(most(finite), 3)}`;
}

const least = (values: readonly number[]): number => (values.length === 0 ? NaN : Math.min(...values));

const most = (values: readonly number[]): number => (values.length === 0 ? NaN : Math.max(...values));

/** The table without empty columns. */
function withoutEmpty(
  columns: readonly TextColumn[],
  rows: readonly (readonly (string | TextCell)[])[],
): string {
  const kept = columns.map((_, i) => rows.some((row) => row[i] !== ''));
  return renderTable(
    columns.filter((_, i) => kept[i]),
    rows.map((row) => row.filter((__, i) => kept[i])),
  );
}

function rest(count: number, limit: number, noun: string): string {
  return count <= limit ? '' : `and ${plural(count - limit, `more ${noun}`)}; \`--limit\` shows them\n`;
}

function nothing(file: string): string {
  return `${escapeControl(file)}: no run matches, or none is stored yet; \`hindcast backtest\` stores its runs`;
}
