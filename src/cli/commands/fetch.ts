/** `hindcast fetch EXCHANGE SYMBOL…`: candles of an exchange into the store, or what is new of them. */

import type { Command } from 'commander';
import { formatMarket } from '../../data/market.ts';
import { formatTime } from '../../data/timeframe.ts';
import { UsageError } from '../../errors.ts';
import type { ExchangeFlags } from '../exchange.ts';
import { addBusyOption } from '../if-busy.ts';
import { addExchangeOptions } from '../exchange.ts';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import { addPingOption } from '../ping.ts';
import { duration, moment } from '../options/parse.ts';
import type { StoreFlags } from '../store.ts';
import { addStoreOption, withStore } from '../store.ts';
import { print, warn } from '../terminal/print.ts';
import type { Host } from '../host.ts';

interface FetchFlags extends CommonFlags, StoreFlags, ExchangeFlags {
  readonly timeframe: string;
  readonly since?: string;
  readonly until?: string;
  readonly allowPartial?: true;
  readonly deadline?: string;
}

export function addFetch(command: Command, host: Host): void {
  command
    .description(
      'Fetches closed candles and stores them; later runs fetch what is new. Interrupted at any moment, what is stored is right, and the next run goes on.',
    )
    .argument('<exchange>', 'see `hindcast exchanges`')
    .argument('<symbol...>', 'spot markets, for example BTC/USDT')
    .option('--timeframe <step>', 'length of a candle: 1m, 15m, 1h, 1d, …', '1d')
    .option('--since <date>', 'first candle wanted, UTC (default: the first one stored)')
    .option('--until <date>', 'only candles that open before this, UTC (default: now)')
    .option('--allow-partial', 'no failure where the exchange does not go back as far as --since')
    .option('--deadline <time>', 'stop after so long (90s, 10m, 2h); what is stored is kept')
    .action((exchange: string, symbols: readonly string[], flags: FetchFlags) =>
      fetchSymbols(host, exchange, symbols, flags),
    );
  addStoreOption(command);
  addBusyOption(addExchangeOptions(command));
  addPingOption(command);
  addCommon(command);
  addHelp(
    command,
    [
      'hindcast fetch binance BTC/USDT ETH/USDT --since 2017-08-17',
      'hindcast fetch binance BTC/USDT --timeframe 1h --since 2024-01-01 --json',
    ],
    [0, 1, 2, 3, 10, 11, 12, 20, 28, 130],
  );
}

async function fetchSymbols(
  host: Host,
  exchange: string,
  symbols: readonly string[],
  flags: FetchFlags,
): Promise<void> {
  const [fetching, { watch }, { updateMarket }, { fetchedJson }, report, written] = await Promise.all([
    import('../fetch-markets.ts'),
    import('../terminal/watch.ts'),
    import('../../store/update.ts'),
    import('../../report/json/fetched.ts'),
    import('../../report/text/fetched.ts'),
    import('../../report/text/candle-update.ts'),
  ]);
  const since = flags.since === undefined ? undefined : moment(flags.since, '--since');
  const until = flags.until === undefined ? undefined : moment(flags.until, '--until');
  if (since !== undefined && until !== undefined && until <= since) {
    throw new UsageError(`expected \`--until\` after \`--since\`, got ${flags.until} after ${flags.since}`, {
      hint: 'candles open from `--since` on, and before `--until`',
    });
  }
  const deadlineMs = flags.deadline === undefined ? undefined : duration(flags.deadline, '--deadline');
  const deadline = deadlineMs === undefined ? undefined : AbortSignal.timeout(deadlineMs);
  const twice = symbols.find((symbol, i) => symbols.indexOf(symbol) !== i);
  if (twice !== undefined)
    throw new UsageError(`symbol \`${twice}\` is named twice`, { hint: 'name each symbol once' });
  const task = {
    exchange,
    symbols,
    timeframe: flags.timeframe,
    work: (store, source, update, { onProgress }) =>
      updateMarket(store, source, update, { since, until, onProgress }),
  } satisfies Parameters<typeof fetching.fetchMarkets>[2];
  const { value: result, throwIfInterrupted } = await watch(
    host,
    { isQuiet: flags.quiet === true },
    ({ signal, show }) =>
      withStore(host, flags, (store) =>
        fetching.fetchMarkets(host, store, task, flags, {
          signal: deadline ? AbortSignal.any([signal, deadline]) : signal,
          show,
        }),
      ),
  );
  const isLate = deadline?.aborted === true; // what comes after is no part of it
  const { markets } = result;
  const allowPartial = flags.allowPartial === true;
  const warnings = [
    ...result.warnings,
    ...markets.flatMap(({ market, update }) => written.revisionWarnings({ market, written: update })),
    ...(allowPartial || markets.length > 1
      ? markets.flatMap((market) => report.limitWarning(market) ?? [])
      : []),
  ];
  for (const warning of warnings) warn(host, warning);
  fetching.warnOfFailures(host, markets);
  host.noteFacts({
    markets: markets.map(({ market, series, update }) => ({
      market: formatMarket(market),
      inserted: update.inserted,
      revised: update.revisions.length,
      last: series === undefined ? null : formatTime(series.last),
    })),
  });
  // Of nothing but errors there are no results.
  if (markets.some(({ series, error }) => series !== undefined || error === undefined))
    print(
      host,
      flags.json === true ? fetchedJson('fetch', { ...result, warnings }) : report.renderFetched(markets),
    );
  throwIfInterrupted('what is stored is right, and the same command goes on from there');
  if (isLate) throw fetching.tooLate(deadlineMs!);
  fetching.throwIfFailed(markets, { allowPartial });
}
