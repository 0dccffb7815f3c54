/** Digests that identify a backtest and its configuration. */

import { NUMBERS_VERSION } from '../backtest/numbers-version.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import type { Panel } from '../data/panel.ts';
import { builtIn } from '../models/index.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { canonical } from '../text/canonical.ts';
import { digestOf } from '../text/digest.ts';

/** Digest of everything that the numbers depend on: all options, the data, models that are not built in, and the version of the numbers. */
export function runIdentity(
  panel: Panel,
  options: BacktestOptions,
  registry: ModelRegistry = builtIn,
): string {
  const data = panel.series.map(({ id, digest }) => [id, digest]);
  const models = options.models.flatMap((name) => {
    const { identity } = registry.named(name);
    return identity === undefined ? [] : [[name, identity]];
  });
  // Left out if all are built in: runs keep the digests that they had.
  const others = models.length > 0 && { models };
  return digestOf(canonical({ numbers: NUMBERS_VERSION, options, data, ...others }));
}

/** Digest of all options, the names of the series and their step, but not of the rows. */
export function runConfiguration({ series, timeframe }: Panel, options: BacktestOptions): string {
  const step = timeframe?.name ?? null;
  return digestOf(canonical({ options, step, series: series.map(({ id }) => id) }));
}
