/** What went wrong with fetched markets: warnings, and the error that a command ends with. */

import type { Market } from '../data/market.ts';
import { formatMarket } from '../data/market.ts';
import type { HindcastError } from '../errors.ts';
import { DiskFullError, PartialError } from '../errors.ts';
import { isContractSymbol } from '../exchange/symbols.ts';
import { rulesOf } from '../exchange/venue-rules.ts';
import { formatDuration } from '../report/format/units.ts';
import { columnWarnings, limitWarning } from '../report/text/fetched.ts';
import type { FetchedMarket } from '../report/inputs.ts';
import type { FetchResult } from './fetch-markets.ts';
import type { Host } from './host.ts';
import { warn } from './terminal/print.ts';

/**
 * Throws the error of a task, to be called after its results are printed: that of the first market if all failed, else
 * that some failed, or that an exchange does not go back as far as requested.
 */
export function throwIfFailed(
  { markets, chosen }: Pick<FetchResult, 'markets' | 'chosen'>,
  { allowPartial }: { readonly allowPartial: boolean },
): void {
  const failed = failuresOf({ markets, chosen });
  const full = failed.find(({ error }) => error instanceof DiskFullError);
  if (full !== undefined) throw full.error;
  const [first] = failed;
  if (first !== undefined) {
    const failedMarkets = markets.filter(({ error }) => error !== undefined).length;
    if (failedMarkets === markets.length) throw first.error;
    const names = someOf(failed.map(({ name }) => name));
    throw new PartialError(
      failedMarkets === failed.length
        ? `${failedMarkets} of ${markets.length} markets failed, the others are up to date: ${names}`
        : `not everything could be fetched, the rest is up to date: ${names}`,
      { hint: first.error.hint, cause: first.error },
    );
  }
  const [limit] = limitsOf(markets);
  if (limit !== undefined && !allowPartial) throw new PartialError(limit.text, { hint: limit.hint });
}

interface Limit {
  readonly text: string;
  readonly hint: string;
}

/** What exchanges do not have of what was requested: candles, then columns. */
export const limitsOf = (markets: readonly FetchedMarket[]): readonly Limit[] =>
  markets.flatMap((fetched) => {
    const text = limitWarning(fetched);
    return [
      ...(text === undefined ? [] : [{ text, hint: limitHint(fetched.market) }]),
      ...columnWarnings(fetched).map((one) => ({ text: one, hint: COLUMN_HINT })),
    ];
  });

const COLUMN_HINT =
  'its values are missing there; fetch regularly to keep what comes, and accept what is missing with `--allow-partial`';

/** Where older candles come from. */
function limitHint(market: Market): string {
  const { archive } = rulesOf(market.exchange, isContractSymbol(market.symbol) ? 'contract' : 'spot');
  const line = `\`hindcast import FILE --as ${formatMarket(market)}\``;
  const source =
    archive === undefined ? `import older candles from a file with ${line}` : `${archive}: ${line}`;
  return `${source}; or accept the shorter history with \`--allow-partial\``;
}

/** The error of a task that its deadline has stopped. */
export function tooLate(deadlineMs: number): PartialError {
  return new PartialError(`stopped after ${formatDuration(deadlineMs / 1000)} (\`--deadline\`)`, {
    hint: 'what is stored is complete; the same command continues from there',
  });
}

/** Warns of what failed, if there are several markets: the final error names the reason of the first only. */
export function warnOfFailures(host: Host, result: Pick<FetchResult, 'markets' | 'chosen'>): void {
  const failed = failuresOf(result);
  const messages = new Set(failed.map(({ error }) => error.message));
  const isAll = result.markets.every(({ error }) => error !== undefined);
  if (messages.size === 1 && (isAll || result.markets.length < 2)) return;
  for (const message of messages) {
    const names = failed.flatMap(({ name, error }) => (error.message === message ? name : []));
    warn(host, `${someOf(names)}: ${message}`);
  }
}

/** Warns of the markets that were stopped, if it is not the only one. */
export function warnOfUnfinished(
  host: Host,
  { markets, unfinished }: Pick<FetchResult, 'markets' | 'unfinished'>,
): void {
  if (
    unfinished.length === 0 ||
    new Set([...markets.map(({ market }) => market), ...unfinished].map(formatMarket)).size < 2
  )
    return;
  warn(host, `not up to date, because the fetch was stopped: ${someOf(unfinished.map(formatMarket))}`);
}

interface Failure {
  readonly name: string;
  readonly error: HindcastError;
}

const failuresOf = ({ markets, chosen }: Pick<FetchResult, 'markets' | 'chosen'>): readonly Failure[] => [
  ...markets.flatMap(({ market, error }) =>
    error === undefined ? [] : { name: formatMarket(market), error },
  ),
  ...chosen.flatMap(({ exchange, error }) =>
    error === undefined ? [] : { name: `--top of ${exchange}`, error },
  ),
];

const MOST_NAMES = 10;

/** Names in one line; only the first of many. */
function someOf(names: readonly string[]): string {
  if (names.length <= MOST_NAMES) return names.join(', ');
  return `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`;
}
