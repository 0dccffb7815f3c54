/** Finds the market of a symbol as people write it, or suggests similar ones. */

import { isPrintable, quoted } from '../text/escape.ts';
import { nearest } from '../text/suggest.ts';
import { DataError, NotFoundError, UsageError } from '../errors.ts';

/** A market as ccxt lists it; only the fields that are used here. */
export interface ListedMarket {
  readonly symbol: string;
  readonly id: string;
  readonly base: string;
  readonly quote: string;
  readonly spot?: boolean | undefined;
  readonly active?: boolean | undefined;
}

/**
 * The spot market that `text` names: a symbol in any case, with `-` or `_` for the slash, or the exchange's own id.
 * @throws NotFoundError if there is none, UsageError for a contract, DataError for control or invisible characters in its symbol
 */
export function findMarket(exchange: string, text: string, markets: readonly ListedMarket[]): ListedMarket {
  const spot = markets.filter((market) => market.spot === true);
  const wanted = text.toUpperCase();
  const found =
    spot.find(({ symbol }) => symbol === text) ??
    spot.find(({ symbol }) => symbol.toUpperCase() === wanted) ??
    spot.find(({ symbol }) => symbol.toUpperCase() === wanted.replace(/[-_]/, '/')) ??
    spot.find(({ id }) => id.toUpperCase() === wanted);
  if (found !== undefined && isPrintable(found.symbol)) return found;
  if (found !== undefined)
    throw new DataError(
      `expected a symbol without control or invisible characters from ${exchange}, got ${quoted(found.symbol)}`,
      { hint: 'see `hindcast exchanges` for other exchanges' },
    );
  if (text.includes(':') || markets.some(({ symbol }) => symbol === text)) {
    throw new UsageError(`expected a spot market, got the contract ${quoted(text)}`, {
      hint: `for example \`${text.split(':')[0]}\``,
    });
  }
  throw new NotFoundError(`${exchange} has no spot market ${quoted(text)}`, {
    hint: suggestedSymbols(wanted.replace(/[-_]/, '/'), spot),
  });
}

/** Symbols with a similar spelling, then the same base with other quotes. */
function suggestedSymbols(wanted: string, markets: readonly ListedMarket[]): string {
  const [base] = wanted.split('/');
  const symbols = markets.map(({ symbol }) => symbol);
  const near = nearest(wanted, symbols);
  const sameBase = markets
    .filter((market) => market.base.toUpperCase() === base)
    .map(({ symbol }) => symbol)
    .toSorted((a, b) => closeness(wanted, a) - closeness(wanted, b))
    .slice(0, 4);
  const all = [...new Set([...(near === undefined ? [] : [near]), ...sameBase])];
  if (all.length === 0) return 'symbols are written BTC/USDT';
  return `did you mean ${all.map((symbol) => `\`${symbol}\``).join(' or ')}?`;
}

/** A sort key: symbols that begin alike come first, for example USDT for USD. */
function closeness(wanted: string, symbol: string): number {
  let same = 0;
  while (same < wanted.length && wanted[same] === symbol[same]) same++;
  return -same;
}
