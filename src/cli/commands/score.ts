/**
 * `hindcast score`: what came of the recorded forecasts. `hindcast score FILE`: scores, tests and verdicts of forecasts in a
 * file, whoever made them.
 */

import type { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import type { GateFlags } from '../gate.ts';
import { addGateOption, gateOf, holdGate } from '../gate.ts';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import { addPingOption } from '../ping.ts';
import type { LiveFlags, LiveLedger } from '../recorded-forecasts.ts';
import { integer, name } from '../options/parse.ts';
import { addStoreOption, storeOf, withExistingStore } from '../store.ts';
import { print, warn } from '../terminal/print.ts';
import { version } from '../version.ts';
import type { Host } from '../host.ts';

interface ScoreFlags extends CommonFlags, GateFlags, LiveFlags {
  readonly naive?: string;
  readonly seed?: string;
  readonly all?: true;
  readonly list?: true;
}

/** Options of one form that the other does not have. */
const OF_FILE = ['naive', 'seed'] as const;
const OF_LEDGER = ['model', 'source', 'since', 'actuals', 'all', 'list'] as const;

/** Read here, so that no setting that is meant for other commands picks what is scored. */
const asIs = (text: string): string => text;

export function addScore(command: Command, host: Host): void {
  command
    .description(
      'Without a file: looks up what came of every recorded forecast, and tells how the live ones did beside what the backtest promised.\n\n' +
        "With a file: scores a table of forecasts, hindcast's or another tool's, as a backtest is: a line per series, origin and step " +
        'with unique_id, ds, cutoff, y, a column per model, and <model>-lo-80, <model>-hi-80 for intervals.',
    )
    .argument(
      '[file]',
      '`forecasts.csv`, a folder that holds one, `-` for standard input, or a run that the store keeps',
    )
    .optionsGroup('Recorded forecasts:')
    .option('--model <list>', 'these models only', asIs)
    .option('--source <source>', 'of this stored market or file only', asIs)
    .option('--since <date>', 'made on this day (UTC) or later', asIs)
    .option('--actuals <source>', 'where to look up what came of forecasts from standard input')
    .option('--all', 'also those made when their candles had closed, told apart')
    .option('--list', 'list what is recorded, and stop');
  addStoreOption(command)
    .optionsGroup('A file of forecasts:')
    .option('--naive <name>', 'column of the naive forecasts (default: naive, else y at the origin)')
    .option('--seed <n>', 'of the bootstrap of the model confidence set (default: 1)')
    .optionsGroup('Both:')
    .action((file: string | undefined, flags: ScoreFlags) => scoreForecasts(host, file, flags, command));
  addGateOption(command);
  addPingOption(command);
  addCommon(command);
  addHelp(
    command,
    ['hindcast score', "hindcast score forecasts.csv --fail-on 'best:skill < 0'"],
    [0, 1, 2, 4, 10, 12, 28],
  );
}

async function scoreForecasts(
  host: Host,
  file: string | undefined,
  flags: ScoreFlags,
  command: Command,
): Promise<void> {
  const others = file === undefined ? OF_FILE : OF_LEDGER;
  const wrong = others.find((flag) => command.getOptionValueSource(flag) === 'cli');
  if (wrong !== undefined)
    throw new UsageError(
      `\`--${wrong}\` is for ${file === undefined ? 'a file of forecasts, and none is named' : 'recorded forecasts, and a file is named'}`,
      { hint: file === undefined ? 'name the file, or leave it out' : 'leave out the file, or the option' },
    );
  if (file !== undefined) return scoreFile(host, file, flags);
  return flags.list === true ? listRecords(host, flags) : scoreLedger(host, flags);
}

async function listRecords(host: Host, flags: ScoreFlags): Promise<void> {
  const [{ isOf, selectionOf }, { recordsJson }, { renderRecords }, { toText }] = await Promise.all([
    import('../recorded-forecasts.ts'),
    import('../../report/json/records.ts'),
    import('../../report/text/records.ts'),
    import('../../report/json/document.ts'),
  ]);
  const selection = selectionOf(flags);
  const { models, since } = selection;
  const all = (await withExistingStore(host, flags, (store) => store.forecasts.list({ since }))) ?? [];
  const records = all.filter(
    (record) =>
      isOf(record, selection) &&
      (models === undefined || record.models.some((model) => models.includes(model))),
  );
  print(
    host,
    flags.json === true
      ? toText(recordsJson(records, version()))
      : renderRecords(records, storeOf(host, flags)),
  );
}

async function scoreLedger(host: Host, flags: ScoreFlags): Promise<void> {
  const [{ gateOfLive, holdLive, readLive, selectionOf }, { evaluateLive: live }, { liveJson }, report] =
    await Promise.all([
      import('../recorded-forecasts.ts'),
      import('../../live/live-evaluation.ts'),
      import('../../report/json/live-forecasts.ts'),
      import('../../report/text/live-forecasts.ts'),
    ]);
  const selection = selectionOf(flags);
  const gate = gateOfLive(flags);
  const now = host.now();
  const show = (told: Pick<LiveLedger, 'live' | 'judged' | 'warnings'>): void => {
    host.noteFacts({ ...told.live.counts, filled: told.live.fills.length });
    for (const warning of told.warnings) warn(host, warning);
    const reported = { ...told, now, store: storeOf(host, flags), isAll: flags.all === true };
    print(
      host,
      flags.json === true
        ? JSON.stringify(liveJson(reported, version(), told.warnings))
        : report.renderLive(reported),
    );
  };
  const told = await withExistingStore(host, flags, async (store) => {
    const read = await readLive(host, store, selection, flags, now);
    show(read);
    read.keep();
    return read;
  });
  if (told === undefined) show({ live: live([], [], () => undefined, now), judged: [], warnings: [] });
  else holdLive(gate, flags, told.judged);
}

async function scoreFile(host: Host, source: string, flags: ScoreFlags): Promise<void> {
  const [
    { loadForecasts },
    { scoreForecastFile: judge },
    { scoreJson },
    report,
    { toText },
    { scoreWarnings },
  ] = await Promise.all([
    import('../load-forecasts.ts'),
    import('../../evaluation/forecast-file.ts'),
    import('../../report/json/forecast-file.ts'),
    import('../../report/text/forecast-file.ts'),
    import('../../report/json/document.ts'),
    import('../../report/text/score-warnings.ts'),
  ]);
  const naive = flags.naive === undefined ? undefined : name(flags.naive, '--naive');
  const seed = flags.seed === undefined ? 1 : integer(0, 2 ** 32 - 1)(flags.seed, '--seed');
  const { rows, name: shown } = await loadForecasts(host, source, flags);
  const judged = judge(rows, naive, seed);
  const { quantity } = judged.trial;
  const gate = await gateOf(flags, {
    models: judged.models.map(({ model }) => model).filter((model) => model !== quantity.benchmarks[0]),
    quantity,
    horizon: judged.trial.horizon,
    levels: [...new Set(judged.models.flatMap(({ intervals }) => intervals.map(({ level }) => level)))],
  });
  const { models, trial } = judged;
  const told = ['mase', 'rmsse', ...(judged.isBenchmarkKnown ? [] : ['u2', 'skill', 'rmae'])];
  const warnings = [
    ...judged.warnings,
    ...scoreWarnings({ models, forecasts: trial.table }, undefined, told),
  ];
  for (const warning of warnings) warn(host, warning);
  print(
    host,
    flags.json === true
      ? toText(scoreJson(judged, shown, version(), warnings))
      : report.renderScore(judged, shown),
  );
  holdGate(gate, flags, judged.models);
}
