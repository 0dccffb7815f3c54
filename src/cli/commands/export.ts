/** `hindcast export SOURCE`: candles as CSV. `hindcast export RUN`: the files of a stored run. */

import path from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import { name } from '../options/parse.ts';
import { isRunAndNoFile, withRun } from '../runs.ts';
import type { SourceFlags } from '../sources.ts';
import { addStoreOption } from '../store.ts';
import { printChunks, note, warn } from '../terminal/print.ts';
import type { Host } from '../host.ts';

interface ExportFlags extends CommonFlags, SourceFlags {
  readonly output?: string;
}

export function addExport(command: Command, host: Host): void {
  command
    .description(
      'Writes the candles of a source as CSV, which `import` reads back without loss; or the files of a stored run, as ' +
        '`backtest --output` writes them.',
    )
    .argument(
      '<source>',
      'a stored market (binance:BTC/USDT:1d), a CSV file, `-` for standard input, or a run (6 or more digits, `last`)',
    )
    .option('--output <path>', 'file (for a run: folder) to write to, instead of standard output')
    .option('--timeframe <step>', 'build candles of 2h, 1d, 1w, … from the smaller ones of the source')
    .option('--time-column <name>', 'header of the time column (default: found by its name)')
    .option(
      '--date-format <format>',
      'd/m/yyyy, m/d/yyyy, yyyy-mm-dd, s, ms, us or ns (default: found from the data)',
    )
    .action((source: string, flags: ExportFlags) => exportSource(host, source, flags, command));
  addStoreOption(command);
  addCommon(command);
  addHelp(
    command,
    [
      'hindcast export binance:BTC/USDT:1d --output BTCUSDT.csv',
      'hindcast export BTCUSD.csv --timeframe 1w',
      'hindcast export last --output run-1',
    ],
    [0, 1, 2, 10, 12, 28],
  );
}

async function exportSource(host: Host, source: string, flags: ExportFlags, command: Command): Promise<void> {
  if (!(await isRunAndNoFile(source))) return exportCandles(host, source, flags);
  const wrong = OF_CANDLES.find((flag) => command.getOptionValueSource(flag.attribute) === 'cli');
  if (wrong !== undefined) {
    throw new UsageError(`\`${wrong.long}\` is for candles, and \`${source}\` is a run`, {
      hint: 'leave it out',
    });
  }
  await exportRun(host, source, flags);
}

/** The files of a run; without a folder, its forecasts, or under `--json` its run.json. */
async function exportRun(host: Host, text: string, flags: ExportFlags): Promise<void> {
  const [{ prepareFolder, writeFilesWhole }, { digitsOf }] = await Promise.all([
    import('../terminal/output-files.ts'),
    import('../../report/format/runs.ts'),
  ]);
  const output = flags.output === undefined ? undefined : name(flags.output, '--output');
  const names =
    output !== undefined
      ? RUN_FILES
      : [flags.json === true ? ('run.json' as const) : ('forecasts.csv' as const)];
  const { record, files } = await withRun(host, text, flags, ({ runs }, found) => ({
    record: found,
    files: Object.fromEntries(names.map((file) => [file, [runs.text(found.run, file)]])),
  }));
  if (output === undefined) return printChunks(host, Object.values(files).flat());
  await prepareFolder(host, output, RUN_FILES, []);
  await writeFilesWhole(host, output, files);
  if (flags.quiet !== true) note(host, `${output}: run ${digitsOf(record)}, ${RUN_FILES.join(', ')}`);
}

const RUN_FILES = ['forecasts.csv', 'scores.csv', 'run.json'] as const;
/** Options that a run does not have. */
const OF_CANDLES = [
  { long: '--timeframe', attribute: 'timeframe' },
  { long: '--time-column', attribute: 'timeColumn' },
  { long: '--date-format', attribute: 'dateFormat' },
] as const;

async function exportCandles(host: Host, source: string, flags: ExportFlags): Promise<void> {
  const [{ loadSource }, { candlesCsv }, { candlesJson }, { writeFileWhole }, { plural }] = await Promise.all(
    [
      import('../sources.ts'),
      import('../../report/csv/candles.ts'),
      import('../../report/json/candles.ts'),
      import('../terminal/output-files.ts'),
      import('../../report/format/units.ts'),
    ],
  );
  const output = flags.output === undefined ? undefined : name(flags.output, '--output');
  const { candles, warnings } = await loadSource(host, source, 'close', flags);
  for (const warning of warnings) warn(host, warning);
  const pieces = flags.json === true ? [`${JSON.stringify(candlesJson(candles))}\n`] : candlesCsv(candles);
  if (output === undefined) await printChunks(host, pieces);
  else {
    await writeFileWhole(host, path.resolve(output), pieces);
    const rows = candles.reduce((sum, { time }) => sum + time.length, 0);
    if (flags.quiet !== true) note(host, `${output}: ${plural(rows, 'candle')}`);
  }
}
