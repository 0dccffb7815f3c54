/** The words after `fetch`: an exchange with symbols, `EXCHANGE:SYMBOL[:TIMEFRAME]`, or exchanges to choose from. */

import { parseTimeframe } from '../../data/timeframe.ts';
import { UsageError } from '../../errors.ts';
import { escapeControl } from '../../text/escape.ts';

export interface NamedMarket {
  readonly exchange: string;
  /** As it was written. */
  readonly symbol: string;
  /** `undefined` if it was not named. */
  readonly timeframe: string | undefined;
}

export interface FetchNames {
  readonly markets: readonly NamedMarket[];
  /** Exchanges named without a symbol, which `--all` and `--top` choose from. */
  readonly exchanges: readonly string[];
}

/** A symbol has no lower case before its first colon without a slash: `BTC/USDT:USDT` is a contract. */
const QUALIFIED = /^(?<exchange>[a-z][a-z\d_]*):(?<rest>.*)$/s;

/**
 * The names in `words`.
 * @param chooses - whether markets are chosen by `--all` or `--top`, so that exchanges may stand alone
 */
export function readNames(words: readonly string[], { chooses }: { readonly chooses: boolean }): FetchNames {
  const exchanges: string[] = [];
  const markets: NamedMarket[] = [];
  for (const [i, word] of words.entries()) {
    const groups = QUALIFIED.exec(word)?.groups;
    const first = exchanges.at(0);
    if (groups !== undefined) markets.push(qualified(word, groups.exchange, groups.rest));
    else if (chooses) exchanges.push(exchangeName(word));
    else if (i === 0) exchanges.push(firstName(word));
    else if (first === undefined) throw unqualified(word, markets[0].exchange);
    else markets.push({ exchange: first, symbol: word, timeframe: undefined });
  }
  if (chooses) return { markets, exchanges: [...new Set(exchanges)] };
  const [exchange] = exchanges;
  if (exchange !== undefined && !markets.some((market) => market.exchange === exchange))
    throw new UsageError(`expected symbols of ${escapeControl(exchange)}, got none`, {
      hint: `for example \`hindcast fetch ${escapeControl(exchange)} BTC/USDT\`, or choose with \`--top\` or \`--all\``,
    });
  if (markets.length === 0)
    throw new UsageError('expected markets to fetch, got none', {
      hint: 'for example `hindcast fetch binance BTC/USDT`, `hindcast fetch binance:BTC/USDT kraken:BTC/USD` or `hindcast fetch --all`',
    });
  return { markets, exchanges: [] };
}

function qualified(word: string, exchange: string, rest: string): NamedMarket {
  const at = rest.lastIndexOf(':');
  const last = rest.slice(at + 1);
  const isStep = at >= 0 && parseTimeframe(last) !== undefined;
  const symbol = isStep ? rest.slice(0, at) : rest;
  // What a contract settles in, and an expiry, begin with a letter.
  const isWrongStep = at >= 0 && !isStep && /^(?:\d.*|[a-zA-Z]?)$/.test(last);
  if (symbol === '' || /\s/.test(symbol) || isWrongStep)
    throw new UsageError(`expected a market as EXCHANGE:SYMBOL:TIMEFRAME, got \`${escapeControl(word)}\``, {
      hint: `for example \`${exchange}:BTC/USDT\` or \`${exchange}:BTC/USDT:1h\``,
    });
  return { exchange, symbol, timeframe: isStep ? last : undefined };
}

function firstName(word: string): string {
  if (!word.includes('/')) return word;
  throw new UsageError(`expected an exchange before \`${escapeControl(word)}\`, got none`, {
    hint: `for example \`hindcast fetch binance ${escapeControl(word)}\``,
  });
}

function exchangeName(word: string): string {
  if (!word.includes('/')) return word;
  throw new UsageError(
    `expected exchanges with \`--top\` or \`--all\`, got the symbol \`${escapeControl(word)}\``,
    {
      hint: `name its exchange: \`EXCHANGE:${escapeControl(word)}\``,
    },
  );
}

function unqualified(word: string, exchange: string): UsageError {
  return new UsageError(`expected a market as EXCHANGE:SYMBOL, got \`${escapeControl(word)}\``, {
    hint: `for example \`${exchange}:${escapeControl(word)}\``,
  });
}
