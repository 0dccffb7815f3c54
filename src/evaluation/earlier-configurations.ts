/**
 * How many other configurations were backtested before on the same series, up to the same last row. Each was a chance to find a small p
 * by luck, and no adjustment within one run knows of them.
 */

import type { Panel } from '../data/panel.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import { runConfiguration } from './run-identity.ts';
import type { RunRecord } from './run-record.ts';

/** The number of different ones; runs of this configuration are not counted. */
export function earlierConfigurations(
  runs: readonly Pick<RunRecord, 'configuration' | 'options' | 'data'>[],
  { panel, options }: { readonly panel: Panel; readonly options: BacktestOptions },
): number {
  const own = runConfiguration(panel, options);
  const rowsOf = (series: readonly (readonly [id: string, last: number])[]): string =>
    JSON.stringify(series.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const rows = rowsOf(panel.series.map(({ id, last }) => [id, panel.time[last]]));
  const same = runs.filter(
    (run) =>
      run.configuration !== own &&
      run.options.target === options.target &&
      run.options.column === options.column &&
      rowsOf(run.data.map(({ id, last }) => [id, last])) === rows,
  );
  return new Set(same.map(({ configuration }) => configuration)).size;
}

/** Fewer are not worth a sentence. */
const MANY = 2;

/** The sentence for people; `undefined` if there were few. */
export function earlierText(count: number): string | undefined {
  if (count < MANY) return undefined;
  return `${count} other configurations were tried on these targets before: among so many, a p just below 0.05 is expected by chance.`;
}
