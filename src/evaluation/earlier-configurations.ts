/**
 * How many other configurations were backtested before on the same series, up to the same last row. Each was a chance to find a small p
 * by luck, and no adjustment within one run knows of them.
 */

import type { Panel } from '../data/panel.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import { runConfiguration } from './run-identity.ts';
import type { RunRecord } from './run-record.ts';

/** What decides whether two runs forecast the same. */
export type RunTargets = Pick<RunRecord, 'configuration'> & {
  readonly options: Pick<BacktestOptions, 'target' | 'column'>;
  readonly data: readonly Pick<RunRecord['data'][number], 'id' | 'last'>[];
};

/** Of a run that is not kept yet. */
export function runTargets({
  panel,
  options,
}: {
  readonly panel: Panel;
  readonly options: BacktestOptions;
}): RunTargets {
  const data = panel.series.map(({ id, last }) => ({ id, last: panel.time[last] }));
  return { configuration: runConfiguration(panel, options), options, data };
}

/** The number of different ones among `runs`; those of its own configuration are not counted. */
export function earlierConfigurations(runs: readonly RunTargets[], own: RunTargets): number {
  const same = runs.filter((run) => run.configuration !== own.configuration && haveSameTargets(run, own));
  return new Set(same.map(({ configuration }) => configuration)).size;
}

/** Whether two runs forecast the same quantity of the same series up to the same last row. */
export function haveSameTargets(one: RunTargets, other: RunTargets): boolean {
  return (
    one.options.target === other.options.target &&
    one.options.column === other.options.column &&
    rowsOf(one) === rowsOf(other)
  );
}

function rowsOf({ data }: RunTargets): string {
  const rows = data.map(({ id, last }) => [id, last] as const);
  return JSON.stringify(rows.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Fewer are not worth a sentence. */
const MANY = 2;

/** The sentence for people; `undefined` if there were few. */
export function earlierText(count: number): string | undefined {
  if (count < MANY) return undefined;
  return `${count} other configurations were tried on these targets before: among so many, a p just below 0.05 is expected by chance.`;
}
