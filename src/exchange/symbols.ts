/** Finds the market of a symbol as people write it, or suggests similar ones. */

import { isPrintable, quoted } from '../text/escape.ts';
import { nearest } from '../text/suggest.ts';
import { DataError, NotFoundError } from '../errors.ts';

/** A market as ccxt lists it; only the fields that are used here. */
export interface ListedMarket {
  readonly symbol: string;
  readonly id: string;
  readonly base: string;
  readonly quote: string;
  readonly spot?: boolean | undefined;
  /** Whether it is a perpetual contract or one with a date. */
  readonly swap?: boolean | undefined;
  readonly future?: boolean | undefined;
  /** Of a contract: whether it pays in its quote currency, or in its base currency. */
  readonly linear?: boolean | undefined;
  readonly inverse?: boolean | undefined;
  /** What one contract is of: units of the base currency if it is linear. */
  readonly contractSize?: number | undefined;
  readonly active?: boolean | undefined;
}

/** Whether a symbol is that of a contract, which names what it pays in: `BTC/USDT:USDT`, `BTC/USDT:USDT-241227`. */
export const isContractSymbol = (symbol: string): boolean => symbol.includes(':');

/** When the contract of a symbol expires, milliseconds since 1970 UTC: the end of its day; `undefined` for a perpetual one. */
export function expiryOf(symbol: string): number | undefined {
  const date = /:[^:]*-(?<year>\d\d)(?<month>\d\d)(?<day>\d\d)$/.exec(symbol)?.groups;
  if (date === undefined) return undefined;
  return Date.UTC(2000 + Number(date.year), Number(date.month) - 1, Number(date.day) + 1);
}

/**
 * The market that `text` names: a symbol in any case, with `-` or `_` for the slash, or the exchange's own id. With a
 * colon it is a contract, without one a spot market; an exchange without spot markets also finds contracts by its own id.
 * @throws NotFoundError if there is none, DataError for control or invisible characters in its symbol
 */
export function findMarket(exchange: string, text: string, markets: readonly ListedMarket[]): ListedMarket {
  const contracts = markets.filter((market) => market.swap === true || market.future === true);
  const spot = markets.filter((market) => market.spot === true);
  const kind = isContractSymbol(text) ? 'contract' : 'spot market';
  const candidates = kind === 'contract' || spot.length === 0 ? contracts : spot;
  const wanted = text.toUpperCase();
  const slashed = wanted.replace(/^([^:/]*?)[-_]/, '$1/');
  const found =
    candidates.find(({ symbol }) => symbol === text) ??
    candidates.find(({ symbol }) => symbol.toUpperCase() === wanted) ??
    candidates.find(({ symbol }) => symbol.toUpperCase() === slashed) ??
    candidates.find(({ id }) => id.toUpperCase() === wanted);
  if (found !== undefined && isPrintable(found.symbol)) return found;
  if (found !== undefined)
    throw new DataError(
      `expected a symbol without control or invisible characters from ${exchange}, got ${quoted(found.symbol)}`,
      { hint: 'see `hindcast exchanges` for other exchanges' },
    );
  if (kind === 'contract' && contracts.length === 0)
    throw new NotFoundError(`${exchange} has no contracts, got ${quoted(text)}`, {
      hint: `for its spot market leave out what follows the colon: \`${text.split(':')[0]}\``,
    });
  throw new NotFoundError(`${exchange} has no ${kind} ${quoted(text)}`, {
    hint: suggestedSymbols(slashed, candidates),
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
  const isDated = expiryOf(wanted) !== undefined;
  const gone = isDated ? 'exchanges list a contract until it expires' : undefined;
  if (all.length === 0)
    return (
      gone ??
      'symbols are written BTC/USDT, perpetual contracts BTC/USDT:USDT, dated ones BTC/USDT:USDT-241227'
    );
  return `${gone === undefined ? '' : `${gone}; `}did you mean ${all.map((symbol) => `\`${symbol}\``).join(' or ')}?`;
}

/** A sort key: symbols that begin alike come first, for example USDT for USD. */
function closeness(wanted: string, symbol: string): number {
  let same = 0;
  while (same < wanted.length && wanted[same] === symbol[same]) same++;
  return -same;
}
