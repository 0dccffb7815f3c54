/** `hindcast verify RUN`: a kept backtest computed again from its sources, and every value compared. */

import type { Command } from 'commander';
import type { Reproduction } from '../../evaluation/reproduction.ts';
import type { RunRecord } from '../../evaluation/run-record.ts';
import { IrreproducibleError } from '../../errors.ts';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import type { FitFlags } from '../prepare.ts';
import { addWorkersOption, deadlineOf, workersOf } from '../prepare.ts';
import { withRun } from '../runs.ts';
import type { StoreFlags } from '../store.ts';
import { addStoreOption } from '../store.ts';
import { print } from '../terminal/print.ts';
import { version } from '../version.ts';
import type { Host } from '../host.ts';

type VerifyFlags = CommonFlags & StoreFlags & Pick<FitFlags, 'jobs' | 'deadline'>;

export function addVerify(command: Command, host: Host): void {
  command
    .description(
      'Computes a kept backtest again from its sources, without any fit that was kept, on the rows that it read, and compares every ' +
        'forecast, bound and score to the last bit.',
    )
    .argument('<run>', '6 or more digits of it, as `hindcast runs` shows them, or `last`')
    .argument('[source...]', 'where its data is now (default: where it was)')
    .action((text: string, sources: readonly string[], flags: VerifyFlags) =>
      verifyRun(host, text, sources, flags),
    );
  addStoreOption(command);
  addWorkersOption(command).option('--deadline <time>', 'stop after so long (90s, 10m, 2h)');
  addCommon(command);
  addHelp(
    command,
    ['hindcast verify last', 'hindcast verify last BTCUSD.csv'],
    [0, 1, 2, 3, 10, 11, 12, 130],
  );
}

async function verifyRun(
  host: Host,
  text: string,
  sources: readonly string[],
  flags: VerifyFlags,
): Promise<void> {
  const [
    { backtest },
    { reproductionOf },
    { checkNumbers, loadRunData },
    { watchFits },
    { forecastsCsv },
    { scoresCsv },
    { reproductionJson },
    report,
    { toText },
  ] = await Promise.all([
    import('../../evaluation/backtest.ts'),
    import('../../evaluation/reproduction.ts'),
    import('../run-data.ts'),
    import('../watch-fits.ts'),
    import('../../report/csv/forecasts.ts'),
    import('../../report/csv/scores.ts'),
    import('../../report/json/reproduction.ts'),
    import('../../report/text/reproduction.ts'),
    import('../../report/json/document.ts'),
  ]);
  const jobs = workersOf(flags);
  const deadlineMs = deadlineOf(flags);
  const { record, kept } = await withRun(host, text, flags, ({ runs }, found) => ({
    record: found,
    kept: {
      'forecasts.csv': runs.text(found.run, 'forecasts.csv'),
      'scores.csv': runs.text(found.run, 'scores.csv'),
    },
  }));
  checkNumbers(record);
  const { panel, options } = await loadRunData(host, record, sources, flags);
  const started = host.monotonicMs();
  const isQuiet = flags.quiet === true;
  const { value: result, finish } = await watchFits(
    host,
    { jobs, isQuiet, deadlineMs, finished: FINISHED },
    (context) => backtest(panel, options, context),
  );
  const isPartial = record.failed > 0;
  // Of a whole run, all fits must come to an end; of a partial one, some that did not then may do so now.
  if (!isPartial || result.failures.length > record.failed) finish(result.failures);
  const again = {
    'forecasts.csv': [...forecastsCsv(result)].join(''),
    'scores.csv': [...scoresCsv(result)].join(''),
  };
  const verified = {
    ...reproductionOf(kept, again, isPartial),
    record,
    models: record.scores.length,
    fits: result.models
      .filter(({ model }) => record.scores.some((score) => score.model === model))
      .reduce((sum, { fits }) => sum + fits, 0),
    version: version(),
    node: host.nodeVersion,
    seconds: (host.monotonicMs() - started) / 1000,
  };
  print(host, flags.json === true ? toText(reproductionJson(verified)) : report.renderReproduction(verified));
  throwIfDifferent(record, verified);
}

/** Nothing is told of half a run. */
const FINISHED = {
  interrupted: 'nothing was compared',
  late: 'nothing was compared: give it longer, or more `--jobs`',
};

function throwIfDifferent({ run: identity }: RunRecord, { differences }: Reproduction): void {
  if (differences.length === 0) return;
  const [{ file, line, column, kept, again }] = differences;
  throw new IrreproducibleError(
    `run ${identity} did not come again: ${differences.length === 1 ? '1 value differs' : `${differences.length} values differ`}, the first \`${column}\` in line ${line} of \`${file}\`, kept as \`${kept}\`, now \`${again}\``,
    {
      hint: 'if nobody has changed the store, this is a bug in hindcast: please report it with this line, the processor and `hindcast doctor`',
    },
  );
}
