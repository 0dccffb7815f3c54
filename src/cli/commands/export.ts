/** `hindcast export SOURCE`: candles as CSV. */

import path from 'node:path';
import type { Command } from 'commander';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import { name } from '../parse.ts';
import type { SourceFlags } from '../sources.ts';
import { addStoreOption } from '../store.ts';
import { printPieces, tell, warn } from '../terminal.ts';

interface ExportFlags extends CommonFlags, SourceFlags {
  readonly output?: string;
}

export function addExport(command: Command): void {
  command
    .description('Writes the candles of a source as CSV, which `import` reads back the same to the bit.')
    .argument('<source>', 'a stored market (binance:BTC/USDT:1d), a CSV file, or `-` for standard input')
    .option('--output <file>', 'write to a file instead of standard output')
    .option('--timeframe <step>', 'build candles of 2h, 1d, 1w, … from the smaller ones of the source')
    .option('--time-column <name>', 'header of the time column (default: found by its name)')
    .option(
      '--date-format <format>',
      'd/m/yyyy, m/d/yyyy, yyyy-mm-dd, s, ms, us or ns (default: found by evidence)',
    )
    .action(run);
  addStoreOption(command);
  addCommon(command);
  addHelp(
    command,
    ['hindcast export binance:BTC/USDT:1d --output BTCUSDT.csv', 'hindcast export BTCUSD.csv --timeframe 1w'],
    [0, 1, 2, 10, 12, 28],
  );
}

async function run(source: string, flags: ExportFlags): Promise<void> {
  const [{ loadSource }, { candlesCsv, candlesJson }, { writeFileWhole }, { plural }] = await Promise.all([
    import('../sources.ts'),
    import('../../report/candles.ts'),
    import('../output.ts'),
    import('../../report/units.ts'),
  ]);
  const output = flags.output === undefined ? undefined : name(flags.output, '--output');
  const { candles, warnings } = await loadSource(source, 'close', flags);
  for (const warning of warnings) warn(warning);
  const pieces = flags.json === true ? [`${JSON.stringify(candlesJson(candles))}\n`] : candlesCsv(candles);
  if (output === undefined) await printPieces(pieces);
  else {
    await writeFileWhole(path.resolve(output), pieces);
    const rows = candles.reduce((sum, { time }) => sum + time.length, 0);
    if (flags.quiet !== true) tell(`${output}: ${plural(rows, 'candle')}`);
  }
}
