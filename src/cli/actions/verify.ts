/** What `hindcast verify` does, step by step. */

import { IrreproducibleError, UsageError } from '../../errors.ts';
import { tunedBacktest } from '../../tuning/nested.ts';
import type { Reproduction } from '../../evaluation/reproduction.ts';
import { reproductionOf } from '../../evaluation/reproduction.ts';
import type { RunRecord } from '../../evaluation/run-record.ts';
import { forecastsCsv } from '../../report/csv/forecasts.ts';
import { scoresCsv } from '../../report/csv/scores.ts';
import { toText } from '../../report/json/document.ts';
import { reproductionJson } from '../../report/json/reproduction.ts';
import { renderReproduction } from '../../report/text/reproduction.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import type { FitFlags } from '../panel-options.ts';
import { fitSettingsOf } from '../panel-options.ts';
import type { QueueFlags } from '../queue-options.ts';
import { commandLineOf } from '../run-command-line.ts';
import { quoted } from '../../text/escape.ts';
import { checkNumbers, loadRunData } from '../run-data.ts';
import { withRun } from '../stored-runs.ts';
import type { StoreFlags } from '../store.ts';
import { print } from '../terminal/print.ts';
import { version } from '../../text/version.ts';
import { watchFits } from '../watch-fits.ts';

export type VerifyFlags = CommonFlags & StoreFlags & QueueFlags & Pick<FitFlags, 'jobs' | 'deadline'>;

/** Nothing is compared if the backtest is not finished. */
const FINISHED = {
  interrupted: 'nothing was compared',
  late: 'nothing was compared: give it longer, or more `--jobs`',
};

/** Computes the run again, prints the comparison, and throws if a value differs. */
export async function verifyRun(
  host: Host,
  text: string,
  sources: readonly string[],
  flags: VerifyFlags,
): Promise<void> {
  const settings = { ...fitSettingsOf({ ...flags, fresh: true }), finished: FINISHED };
  const { record, kept } = await readRun(host, text, flags);
  checkNumbers(record);
  await checkModels(record);
  const { panel, options } = await loadRunData(host, record, sources, flags);
  const started = host.monotonicMs();
  const { value: result, finish } = await watchFits(host, settings, (context) =>
    tunedBacktest(panel, options, context),
  );
  const isPartial = record.failed > 0;
  // All fits of a complete run must finish. Of a partial run, fits that were missing may be available now.
  if (!isPartial || result.failures.length > record.failed) finish(result.failures);
  const recomputed = {
    'forecasts.csv': [...forecastsCsv(result)].join(''),
    'scores.csv': [...scoresCsv(result)].join(''),
  };
  const verified = {
    ...reproductionOf(kept, recomputed, isPartial),
    record,
    models: record.scores.length,
    fits: result.models
      .filter(({ model }) => record.scores.some((score) => score.model === model))
      .reduce((sum, { fits }) => sum + fits, 0),
    version: version(),
    node: host.nodeVersion,
    seconds: (host.monotonicMs() - started) / 1000,
  };
  print(host, flags.json === true ? toText(reproductionJson(verified)) : renderReproduction(verified));
  throwIfDifferent(record, verified);
}

/** @throws UsageError for a run with models that are not built in: a stored run starts no program */
async function checkModels(record: RunRecord): Promise<void> {
  const [model] = record.asked.models ?? [];
  if (model === undefined) return;
  throw new UsageError(
    `run ${record.run} has the model ${model.name}, which is ${quoted(model.spec)}, and \`verify\` starts no program`,
    { hint: `to compute it again: \`${await commandLineOf(record)} --fresh\`` },
  );
}

const readRun = (host: Host, text: string, flags: VerifyFlags) =>
  withRun(host, text, flags, ({ runs }, record) => ({
    record,
    kept: {
      'forecasts.csv': runs.text(record.run, 'forecasts.csv'),
      'scores.csv': runs.text(record.run, 'scores.csv'),
    },
  }));

function throwIfDifferent({ run }: RunRecord, { differences }: Reproduction): void {
  if (differences.length === 0) return;
  const [{ file, line, column, kept, again }] = differences;
  const values = differences.length === 1 ? '1 value differs' : `${differences.length} values differ`;
  throw new IrreproducibleError(
    `run ${run} could not be reproduced: ${values}, the first \`${column}\` in line ${line} of \`${file}\`, kept as \`${kept}\`, now \`${again}\``,
    {
      hint: 'if nobody has changed the store, this is a bug in hindcast: please report it with this line, the processor and `hindcast doctor`',
    },
  );
}
