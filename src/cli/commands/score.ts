/** `hindcast score FILE`: scores, tests and verdicts of forecasts in a file, whoever made them. */

import type { Command } from 'commander';
import type { GateFlags } from '../gate.ts';
import { addGateOption, gateOf, holdGate } from '../gate.ts';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import { integer, name } from '../parse.ts';
import { print, warn } from '../terminal.ts';
import { version } from '../version.ts';

interface ScoreFlags extends CommonFlags, GateFlags {
  readonly naive?: string;
  readonly seed?: string;
}

export function addScore(command: Command): void {
  command
    .description(
      "Scores a table of forecasts, hindcast's or another tool's, as a backtest is: a line per series, origin and step " +
        'with unique_id, ds, cutoff, y, a column per model, and <model>-lo-80, <model>-hi-80 for intervals.',
    )
    .argument('<file>', '`forecasts.csv`, a folder that holds one, or `-` for standard input')
    .option('--naive <name>', 'column of the naive forecasts (default: naive, else y at the origin)')
    .option('--seed <n>', 'of the bootstrap of the model confidence set (default: 1)')
    .action(run);
  addGateOption(command);
  addCommon(command);
  addHelp(
    command,
    ['hindcast score forecasts.csv', "hindcast score forecasts.csv --fail-on 'best:skill < 0'"],
    [0, 1, 2, 4, 10, 12],
  );
}

async function run(source: string, flags: ScoreFlags): Promise<void> {
  const [{ loadForecasts }, { judge }, report, json] = await Promise.all([
    import('../forecasts.ts'),
    import('../../backtest/judge.ts'),
    import('../../report/score.ts'),
    import('../../report/json.ts'),
  ]);
  const naive = flags.naive === undefined ? undefined : name(flags.naive, '--naive');
  const seed = flags.seed === undefined ? 1 : integer(0, 2 ** 32 - 1)(flags.seed, '--seed');
  const judged = judge(await loadForecasts(source), naive, seed);
  const gate = await gateOf(flags, {
    models: judged.models.map(({ model }) => model).filter((model) => model !== 'naive'),
    horizon: judged.trial.horizon,
    levels: [...new Set(judged.models.flatMap(({ intervals }) => intervals.map(({ level }) => level)))],
  });
  for (const warning of judged.warnings) warn(warning);
  print(
    flags.json === true
      ? json.toText(report.scoreJson(judged, source, version(), judged.warnings))
      : report.renderScore(judged, source),
  );
  holdGate(gate, flags, judged.models);
}
