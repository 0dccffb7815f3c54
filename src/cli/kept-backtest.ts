/** The newest kept backtest of the configuration of a forecast. */

import { benchmarkOf } from '../data/targets.ts';
import { HindcastError } from '../errors.ts';
import { isOfConfiguration } from '../live/expectation.ts';
import { readResult } from '../report/html/run-json.ts';
import type { KeptBacktest } from '../report/inputs.ts';
import type { Loaded } from './sources.ts';
import type { StoreFlags } from './store.ts';
import { withExistingStore } from './store.ts';
import { warn } from './terminal/print.ts';
import type { Host } from './host.ts';

/** The newest run with the same series and options that shape a fit, and one of the models; `undefined` if there is none. */
export async function keptBacktest(
  host: Host,
  { panel, options, asked }: Loaded,
  models: readonly string[],
  flags: StoreFlags,
): Promise<KeptBacktest | undefined> {
  const ids = panel.series.map(({ id }) => id);
  try {
    return await withExistingStore(host, flags, ({ runs }) => {
      // Every run has the benchmark: it says nothing of the others.
      const benchmark = benchmarkOf(options.target);
      const rivals = models.filter((model) => model !== benchmark);
      const wanted = rivals.length === 0 ? models : rivals;
      const record = runs
        .list()
        .find((run) => wanted.some((model) => isOfConfiguration(run, { model, ids, options, asked })));
      return record && { record, result: readResult(runs.json(record.run), record) };
    });
  } catch (error) {
    // The forecast itself is made, and the store reports its own damage where it must.
    if (!(error instanceof HindcastError)) throw error;
    warn(host, `how good such forecasts have been is unknown: ${error.message}`);
    return undefined;
  }
}
