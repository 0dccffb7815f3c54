/** SOURCE arguments to a panel. */

import type { BacktestOptions } from '../backtest/result.ts';
import type { Candles } from '../data/candles.ts';
import { loadCsv } from '../data/csv.ts';
import type { Panel } from '../data/panel.ts';
import { buildPanel } from '../data/panel.ts';
import { UsageError } from '../errors.ts';

export interface SourceFlags {
  readonly timeColumn?: string;
  readonly dateFormat?: string;
}

export interface Loaded {
  readonly panel: Panel;
  /** The options with the column's name as it is in the sources. */
  readonly options: BacktestOptions;
  readonly warnings: readonly string[];
}

/** Every series of every source on one time grid. */
export async function loadPanel(
  sources: readonly string[],
  options: BacktestOptions,
  { timeColumn, dateFormat }: SourceFlags,
): Promise<Loaded> {
  const twice = sources.find((source, i) => sources.indexOf(source) !== i);
  if (twice !== undefined) {
    throw new UsageError(`source \`${twice}\` is named twice`, { hint: 'name each source once' });
  }
  const candles: Candles[] = [];
  const warnings: string[] = [];
  let column: string | undefined;
  for (const source of sources) {
    const loaded = await loadCsv(source, { column: options.column, timeColumn, dateFormat });
    if (column !== undefined && loaded.column !== column) {
      throw new UsageError(
        `expected one column in all sources, got \`${column}\` and, in \`${source}\`, \`${loaded.column}\``,
        { hint: 'name a column that all sources have with `--column`' },
      );
    }
    column = loaded.column;
    candles.push(...loaded.candles);
    warnings.push(...loaded.warnings);
  }
  const resolved = { ...options, column: column ?? options.column };
  const built = buildPanel(candles, resolved.column, options.gaps);
  return { panel: built.panel, options: resolved, warnings: [...warnings, ...built.warnings] };
}
