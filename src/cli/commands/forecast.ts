/** `hindcast forecast SOURCE…`: the next `--horizon` values. */

import type { Command } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { FitFlags } from '../prepare.ts';
import { addFitOptions, addRunOptions, deadlineOf, jobsOf, orShowOptions, prepare } from '../prepare.ts';
import { withJournal } from '../store.ts';
import { print, warn } from '../terminal.ts';
import { version } from '../version.ts';

export function addForecast(command: Command): void {
  command
    .description('Fits each model on everything known and forecasts the next `--horizon` rows.')
    .action(orShowOptions(run));
  addFitOptions(addRunOptions(command, 'all'));
  addCommon(command);
  addHelp(command, ['hindcast forecast BTCUSD.csv --horizon 7 --model gru'], [0, 1, 2, 3, 10, 12, 130]);
}

async function run(sources: readonly string[], flags: FitFlags): Promise<void> {
  const [{ forecastNext }, { watchFits }, report, json] = await Promise.all([
    import('../../backtest/forecast.ts'),
    import('../fits.ts'),
    import('../../report/forecast.ts'),
    import('../../report/json.ts'),
  ]);
  const jobs = jobsOf(flags);
  const deadlineMs = deadlineOf(flags);
  const { panel, options, warnings } = await prepare(sources, flags);
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
  const forecasted = { panel, options, next };
  print(
    flags.json === true
      ? json.toText(report.forecastJson(forecasted, version(), [...warnings, ...next.warnings]))
      : report.renderForecast(forecasted),
  );
  throwIfNotKept();
  finish(next.failures);
}
