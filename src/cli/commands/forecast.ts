/** `hindcast forecast SOURCE…`: the next `--horizon` values. */

import type { Command } from 'commander';
import type { SavedModels } from '../../backtest/saved-models.ts';
import { UsageError } from '../../errors.ts';
import { addCommon, addHelp } from '../help.ts';
import { ageOf, name } from '../options/parse.ts';
import type { MaxAge } from '../reusable-weights.ts';
import { addPingOption } from '../ping.ts';
import type { FitFlags } from '../prepare.ts';
import { addFitOptions, addRunOptions, deadlineOf, workersOf, orShowOptions, prepare } from '../prepare.ts';
import type { RecordFlags } from '../record-forecast.ts';
import { formatTime } from '../../data/timeframe.ts';
import { withJournal } from '../store.ts';
import { print, note, warn } from '../terminal/print.ts';
import { version } from '../version.ts';
import type { Host } from '../host.ts';

interface ForecastFlags extends FitFlags, RecordFlags {
  readonly save?: string;
  readonly weights?: string;
  readonly reuse?: true;
  readonly maxAge?: string;
}

export function addForecast(command: Command, host: Host): void {
  command
    .description(
      'Fits each model on everything known, forecasts the next `--horizon` rows, and records that in the store.',
    )
    .action(async (sources: readonly string[], flags: ForecastFlags) => {
      const weights = await weightsOf(host, flags, command);
      const maxAge = maxAgeOf(flags, command);
      await orShowOptions<ForecastFlags>(host, (given, bound) =>
        forecastSources(host, given, bound, { weights, maxAge }),
      )(sources, command.opts<ForecastFlags>(), command);
    });
  addFitOptions(addRunOptions(command, { hasTestSpan: false }))
    .option('--save <file>', 'write the fitted models to a safetensors file')
    .option('--weights <file>', 'forecast with the models of such a file, and fit nothing')
    .option(
      '--reuse',
      'take the weights of an earlier record, and fit where they are too old, drift, or rows were revised',
    )
    .option('--max-age <age>', 'how old they may be: rows (30) or a time (12h, 7d, 4w) (default: 7d)')
    .option('--no-record', 'leave it out of the ledger of forecasts');
  addPingOption(command);
  addCommon(command);
  addHelp(
    command,
    [
      'hindcast forecast BTCUSD.csv --horizon 7 --model gru --save gru-7.safetensors',
      'hindcast forecast BTCUSD.csv --weights gru.safetensors',
    ],
    [0, 1, 2, 3, 10, 12, 28, 130],
  );
}

/** The models of `--weights`, which the command is bound to from here on. */
async function weightsOf(
  host: Host,
  flags: ForecastFlags,
  command: Command,
): Promise<SavedModels | undefined> {
  if (flags.weights === undefined) return undefined;
  const file = name(flags.weights, '--weights');
  for (const flag of ['save', 'fresh', 'reuse'] as const)
    if (command.getOptionValueSource(flag) === 'cli')
      throw new UsageError(`\`--${flag}\` is for fits, and with \`--weights\` nothing is fitted`, {
        hint: `leave out \`--${flag}\` or \`--weights\``,
      });
  const { bindOptions, readModels } = await import('../model-files.ts');
  const saved = await readModels(host, file);
  bindOptions(command, saved, file);
  return saved;
}

/** How old reused weights may be; `undefined` where none are to be. What the command line says goes before settings. */
function maxAgeOf({ reuse, maxAge, fresh, weights }: ForecastFlags, command: Command): MaxAge | undefined {
  const isSaid = (flag: keyof ForecastFlags): boolean => command.getOptionValueSource(flag) === 'cli';
  if (isSaid('maxAge') && reuse !== true)
    throw new UsageError('`--max-age` is of weights that are reused', {
      hint: 'add `--reuse`, or leave it out',
    });
  if (isSaid('reuse') && isSaid('fresh'))
    throw new UsageError('`--fresh` computes every fit, and `--reuse` none', {
      hint: 'leave one of them out',
    });
  const age = ageOf(maxAge ?? '7d', '--max-age');
  const isOverruled = weights !== undefined || (fresh === true && isSaid('fresh'));
  return reuse === true && !isOverruled ? age : undefined;
}

async function forecastSources(
  host: Host,
  sources: readonly string[],
  flags: ForecastFlags,
  { weights, maxAge }: { readonly weights: SavedModels | undefined; readonly maxAge: MaxAge | undefined },
): Promise<void> {
  const [
    { forecastNext },
    { watchFits },
    { recordForecast },
    { forecastJson },
    report,
    { toText },
    { prepareFile },
  ] = await Promise.all([
    import('../../backtest/forecast-next.ts'),
    import('../watch-fits.ts'),
    import('../record-forecast.ts'),
    import('../../report/json/forecast.ts'),
    import('../../report/text/forecast.ts'),
    import('../../report/json/document.ts'),
    import('../terminal/output-files.ts'),
  ]);
  const jobs = workersOf(flags);
  const deadlineMs = deadlineOf(flags);
  const save = flags.save === undefined || weights ? undefined : name(flags.save, '--save');
  if (save !== undefined) await prepareFile(host, save, sources, '--save');
  const loaded = await prepare(host, sources, flags);
  const { panel, options, warnings } = loaded;
  const isQuiet = flags.quiet === true;
  const reuse =
    maxAge === undefined
      ? undefined
      : await (await import('../reusable-weights.ts')).findReusable(host, loaded, maxAge, flags);
  const models = reuse?.record === undefined ? weights : reuse.weights;
  const keepsState = save !== undefined || flags.record !== false;
  const {
    value: { value: next, finish },
    throwIfNotKept,
  } = await withJournal(host, flags, (journal) =>
    watchFits(host, { jobs, isQuiet, deadlineMs }, (context) =>
      forecastNext(panel, options, {
        ...context,
        journal,
        weights: models,
        calibratesAnew: reuse?.record !== undefined,
        keepsState,
      }),
    ),
  );
  for (const warning of next.warnings) warn(host, warning);
  const { recorded, throwIfNotRecorded } = await recordForecast(
    host,
    loaded,
    next,
    flags,
    reuse?.record ?? null,
  );
  host.noteFacts({
    origin: formatTime(next.origin),
    record: recorded?.id ?? null,
    isNew: recorded?.isNew ?? null,
  });
  const forecasted = { panel, options, next, recorded, weights: flags.weights, reuse };
  print(
    host,
    flags.json === true
      ? toText(forecastJson(forecasted, version(), [...warnings, ...next.warnings]))
      : report.renderForecast(forecasted),
  );
  if (save !== undefined && next.saved === undefined)
    warn(host, `${save} is not written: only all models of a forecast are saved together`);
  if (save !== undefined && next.saved !== undefined) {
    await (await import('../model-files.ts')).saveModels(host, save, next.saved);
    if (!isQuiet) note(host, `${save}: ${[...next.saved.models.keys()].join(', ')}`);
  }
  throwIfNotRecorded();
  throwIfNotKept();
  finish(next.failures);
}
