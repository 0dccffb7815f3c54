/** `hindcast import FILE --as MARKET`: candles of a CSV file into the store. */

import type { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import type { StoreFlags } from '../store.ts';
import { addStoreOption, withStore } from '../store.ts';
import { print, warn } from '../terminal/print.ts';
import type { Host } from '../host.ts';

interface ImportFlags extends CommonFlags, StoreFlags {
  readonly as: string;
  readonly timeColumn?: string;
  readonly dateFormat?: string;
}

export function addImport(command: Command, host: Host): void {
  command
    .description('Checks every candle of a CSV file and stores it under the name of a market.')
    .argument('<file>', 'CSV file, or `-` for standard input')
    .requiredOption('--as <market>', 'EXCHANGE:SYMBOL:TIMEFRAME, for example kraken:BTC/USD:1h')
    .option('--time-column <name>', 'header of the time column (default: found by its name)')
    .option(
      '--date-format <format>',
      'd/m/yyyy, m/d/yyyy, yyyy-mm-dd, s, ms, us or ns (default: found from the data)',
    )
    .action((file: string, flags: ImportFlags) => importFile(host, file, flags));
  addStoreOption(command);
  addCommon(command);
  addHelp(command, ['hindcast import BTCUSD.csv --as kraken:BTC/USD:1d'], [0, 1, 2, 10, 11, 12, 28]);
}

async function importFile(host: Host, file: string, flags: ImportFlags): Promise<void> {
  const [{ loadCsv }, { parseMarket, formatMarket }, { checkImport }, { candleUpdateJson }, report] =
    await Promise.all([
      import('../../data/csv/read-candles.ts'),
      import('../../data/market.ts'),
      import('../../data/import.ts'),
      import('../../report/json/candle-update.ts'),
      import('../../report/text/candle-update.ts'),
    ]);
  const market = parseMarket(flags.as);
  if (market === undefined) {
    throw new UsageError(`expected \`--as\` to be EXCHANGE:SYMBOL:TIMEFRAME, got \`${flags.as}\``, {
      hint: 'for example `--as kraken:BTC/USD:1h`',
    });
  }
  const { timeColumn, dateFormat } = flags;
  const loaded = await loadCsv(file, { timeColumn, dateFormat }, host.stdin);
  for (const warning of loaded.warnings) warn(host, warning);
  const at = host.now();
  const { ohlcv, warnings } = checkImport(loaded.candles, market, at);
  for (const warning of warnings) warn(host, warning);
  const result = await withStore(host, flags, (store) => {
    const lock = store.lock(formatMarket(market));
    try {
      const written = store.write(market, ohlcv, { at });
      return { market, written, series: store.find(market)! };
    } finally {
      lock.release();
    }
  });
  for (const warning of report.revisionWarnings(result)) warn(host, warning);
  print(
    host,
    flags.json === true
      ? candleUpdateJson('import', result, [...loaded.warnings, ...warnings])
      : report.renderCandleUpdate(result),
  );
}
