/** What `hindcast import` does, step by step. */

import { checkImport } from '../../data/import.ts';
import type { MarketColumn } from '../../data/market-columns.ts';
import { FUNDING_PAID, marketColumns } from '../../data/market-columns.ts';
import { formatMarket, parseMarket } from '../../data/market.ts';
import { parseTimeframe } from '../../data/timeframe.ts';
import { UsageError } from '../../errors.ts';
import { isContractSymbol } from '../../exchange/symbols.ts';
import type { WrittenColumn } from '../../report/inputs.ts';
import { candleUpdateJson } from '../../report/json/candle-update.ts';
import { renderCandleUpdate, revisionWarnings } from '../../report/text/candle-update.ts';
import type { FileFlags, ShowSourceFlag } from '../file-options.ts';
import { fileReadingOf } from '../file-options.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import { readFile } from '../read-file.ts';
import type { WrittenPoints } from '../../store/store.ts';
import type { StoreFlags } from '../store.ts';
import { withStore } from '../store.ts';
import { print, printNotes, printWarnings } from '../terminal/print.ts';

interface ImportFlags extends CommonFlags, StoreFlags, FileFlags, ShowSourceFlag {
  readonly as: string;
}

/** One count for each column. */
const countsByColumn = (
  runs: readonly (WrittenPoints & { readonly name: MarketColumn })[],
): readonly WrittenColumn[] =>
  marketColumns.flatMap((name) => {
    const own = runs.filter((run) => run.name === name);
    if (own.length === 0) return [];
    const sum = (of: (run: WrittenPoints) => number) => own.reduce((total, run) => total + of(run), 0);
    return [{ name, inserted: sum(({ inserted }) => inserted), changed: sum(({ changed }) => changed) }];
  });

export async function importFile(host: Host, file: string, flags: ImportFlags): Promise<void> {
  const market = parseMarket(flags.as);
  if (market === undefined) {
    throw new UsageError(`expected \`--as\` to be EXCHANGE:SYMBOL:TIMEFRAME, got \`${flags.as}\``, {
      hint: 'for example `--as kraken:BTC/USD:1h`',
    });
  }
  if (flags.showSource === true) {
    const { showSources } = await import('../show-source.ts');
    return showSources(host, [file], 'close', flags);
  }
  const others = isContractSymbol(market.symbol) ? [...marketColumns, FUNDING_PAID] : [];
  const loaded = await readFile(
    host,
    file,
    { ...fileReadingOf(flags), others, candleLength: parseTimeframe(market.timeframe)! },
    flags,
  );
  printWarnings(host, loaded.warnings, flags);
  printNotes(host, loaded.notes, flags);
  const at = host.now();
  const { ohlcv, columns, warnings } = checkImport(loaded.candles, market, at);
  printWarnings(host, warnings, flags);
  const result = await withStore(host, flags, (store) => {
    const lock = store.lock(formatMarket(market));
    try {
      return store.atOnce(() => {
        const written = store.write(market, ohlcv, { at });
        const ofColumns = columns.map(({ name, points, ...span }) => ({
          name,
          ...store.writeColumn(market, name, points, span, { at }),
        }));
        return { market, written, columns: countsByColumn(ofColumns), series: store.find(market)! };
      });
    } finally {
      lock.release();
    }
  });
  printWarnings(host, revisionWarnings(result), flags);
  print(
    host,
    flags.json === true
      ? candleUpdateJson('import', result, [...loaded.warnings, ...warnings])
      : renderCandleUpdate(result),
  );
}
