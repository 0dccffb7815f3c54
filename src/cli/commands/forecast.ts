/** `hindcast forecast SOURCE…`: the next `--horizon` values. */

import type { Command } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { FitFlags } from '../prepare.ts';
import { addFitOptions, addRunOptions, deadlineOf, jobsOf, orShowOptions, prepare } from '../prepare.ts';
import type { RecordFlags } from '../record.ts';
import { withJournal } from '../store.ts';
import { print, warn } from '../terminal.ts';
import { version } from '../version.ts';

interface ForecastFlags extends FitFlags, RecordFlags {}

export function addForecast(command: Command): void {
  command
    .description(
      'Fits each model on everything known, forecasts the next `--horizon` rows, and records that in the store.',
    )
    .action(orShowOptions(run));
  addFitOptions(addRunOptions(command, 'all')).option(
    '--no-record',
    'leave it out of the ledger of forecasts',
  );
  addCommon(command);
  addHelp(command, ['hindcast forecast BTCUSD.csv --horizon 7 --model gru'], [0, 1, 2, 3, 10, 12, 28, 130]);
}

async function run(sources: readonly string[], flags: ForecastFlags): Promise<void> {
  const [{ forecastNext }, { watchFits }, { recordForecast }, report, json] = await Promise.all([
    import('../../backtest/forecast.ts'),
    import('../fits.ts'),
    import('../record.ts'),
    import('../../report/forecast.ts'),
    import('../../report/json.ts'),
  ]);
  const jobs = jobsOf(flags);
  const deadlineMs = deadlineOf(flags);
  const loaded = await prepare(sources, flags);
  const { panel, options, warnings } = loaded;
  const isQuiet = flags.quiet === true;
  const {
    value: { value: next, finish },
    throwIfNotKept,
  } = await withJournal(flags, (journal) =>
    watchFits({ jobs, isQuiet, deadlineMs }, (context) =>
      forecastNext(panel, options, { ...context, journal }),
    ),
  );
  for (const warning of next.warnings) warn(warning);
  const { recorded, throwIfNotRecorded } = await recordForecast(loaded, next, flags);
  const forecasted = { panel, options, next, recorded };
  print(
    flags.json === true
      ? json.toText(report.forecastJson(forecasted, version(), [...warnings, ...next.warnings]))
      : report.renderForecast(forecasted),
  );
  throwIfNotRecorded();
  throwIfNotKept();
  finish(next.failures);
}
