/** `hindcast backtest SOURCE…`: rolling pseudo-forecasts, scores, verdicts. */

import type { Command } from 'commander';
import { HindcastError } from '../../errors.ts';
import type { GateFlags } from '../gate.ts';
import { addGateOption, gateOf, holdGate } from '../gate.ts';
import { addCommon, addHelp } from '../help.ts';
import { name } from '../options/parse.ts';
import type { FitFlags } from '../prepare.ts';
import { addPingOption } from '../ping.ts';
import { addFitOptions, addRunOptions, deadlineOf, workersOf, orShowOptions, prepare } from '../prepare.ts';
import { keepRun } from '../runs.ts';
import { withJournal } from '../store.ts';
import { print, warn } from '../terminal/print.ts';
import { version } from '../version.ts';
import type { Host } from '../host.ts';

interface BacktestFlags extends FitFlags, GateFlags {
  readonly output?: string;
}

export function addBacktest(command: Command, host: Host): void {
  command
    .description(
      'Forecasts the past as if it were not known yet, and scores each model beside the naive forecast.',
    )
    .action(
      orShowOptions(host, (sources: readonly string[], flags: BacktestFlags) =>
        runBacktest(host, sources, flags),
      ),
    );
  addFitOptions(addRunOptions(command, { hasTestSpan: true })).option(
    '--output <dir>',
    'folder for forecasts.csv, scores.csv and run.json',
  );
  addPingOption(addGateOption(command));
  addCommon(command);
  addHelp(
    command,
    [
      'hindcast backtest BTCUSD.csv --model mlp,lstm,gru',
      'hindcast backtest BTCUSD.csv --horizon 7 --refit 30 --json',
    ],
    [0, 1, 2, 3, 4, 10, 12, 28, 130],
  );
}

async function runBacktest(host: Host, sources: readonly string[], flags: BacktestFlags): Promise<void> {
  const [
    { backtest },
    { runRecord: recordOf },
    { watchFits },
    report,
    paint,
    { toText },
    json,
    { forecastsCsv },
    { scoresCsv },
    { scoreWarnings },
    files,
    loaded,
    { targets },
  ] = await Promise.all([
    import('../../evaluation/backtest.ts'),
    import('../../evaluation/run-record.ts'),
    import('../watch-fits.ts'),
    import('../../report/text/backtest.ts'),
    import('../../report/text/terminal-colors.ts'),
    import('../../report/json/document.ts'),
    import('../../report/json/backtest.ts'),
    import('../../report/csv/forecasts.ts'),
    import('../../report/csv/scores.ts'),
    import('../../report/text/score-warnings.ts'),
    import('../terminal/output-files.ts'),
    import('../sources.ts'),
    import('../../data/targets.ts'),
  ]);
  const output = flags.output === undefined ? undefined : name(flags.output, '--output');
  const jobs = workersOf(flags);
  const deadlineMs = deadlineOf(flags);
  const { panel, options, warnings, readings, asked } = await prepare(host, sources, flags);
  const { models, horizon, level: levels } = options;
  const { quantity } = targets[options.target];
  const gate = await gateOf(flags, {
    models: models.filter((model) => model !== quantity.benchmarks[0]),
    quantity,
    horizon,
    levels,
  });
  if (output !== undefined)
    await files.prepareFolder(host, output, ['forecasts.csv', 'scores.csv', 'run.json'], sources);
  const isQuiet = flags.quiet === true;
  const started = host.monotonicMs();
  const {
    value: { value: result, finish },
    isStoreOpen,
    throwIfNotKept,
  } = await withJournal(host, flags, (journal) =>
    watchFits(host, { jobs, isQuiet, deadlineMs }, (context) =>
      backtest(panel, options, { ...context, journal }),
    ),
  );
  const seconds = (host.monotonicMs() - started) / 1000;
  const later = [...result.warnings, ...scoreWarnings(result, result.panel)];
  for (const warning of later) warn(host, warning);
  const runJson = toText(json.backtestJson(result, version(), [...warnings, ...later]));
  const text = paint.painted(() => report.renderBacktest(result));
  // First of all, so that a disk that is full costs the files and not the results.
  print(host, flags.json === true ? runJson : paint.shown(text));
  if (output !== undefined) {
    await files.writeFilesWhole(host, output, {
      'forecasts.csv': forecastsCsv(result),
      'scores.csv': scoresCsv(result),
      'run.json': [runJson],
    });
  }
  host.noteFacts({
    run: result.run,
    u2: Object.fromEntries(result.models.map(({ model, scores }) => [model, scores.u2])),
  });
  await loaded.noteRun(host, { readings }, result.run, flags);
  const end = errorOf(() => {
    finish(result.failures);
    holdGate(gate, flags, result.models);
  });
  if (isStoreOpen && result.models.length > 0) {
    const circumstances = { at: host.now(), asked, version: version(), node: host.nodeVersion, seconds };
    const texts = {
      'run.json': [runJson],
      'forecasts.csv': forecastsCsv(result),
      'scores.csv': scoresCsv(result),
      'report.txt': [text],
    };
    await keepRun(host, recordOf(result, { ...circumstances, exit: exitOf(end) }), texts, flags);
  }
  throwIfNotKept();
  if (end !== undefined) throw end;
}

/** What `work` throws, if it does. */
function errorOf(work: () => void): Error | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

const exitOf = (error: Error | undefined): number =>
  error instanceof HindcastError ? error.exit : error ? 1 : 0;
