/** Names of symbols and timeframes as people write them, to those an exchange knows; with a suggestion where it has none. */

import { quoted } from '../text/escape.ts';
import { nearest } from '../text/suggest.ts';
import { parseTimeframe } from '../data/timeframe.ts';
import { NotFoundError, UsageError } from '../errors.ts';

/** What is needed to know of a market; ccxt has more. */
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
 * @throws NotFoundError where there is none, UsageError for a contract
 */
export function findMarket(exchange: string, text: string, markets: readonly ListedMarket[]): ListedMarket {
  const spot = markets.filter((market) => market.spot === true);
  const wanted = text.toUpperCase();
  const found =
    spot.find(({ symbol }) => symbol === text) ??
    spot.find(({ symbol }) => symbol.toUpperCase() === wanted) ??
    spot.find(({ symbol }) => symbol.toUpperCase() === wanted.replace(/[-_]/, '/')) ??
    spot.find(({ id }) => id.toUpperCase() === wanted);
  if (found !== undefined) return found;
  if (text.includes(':') || markets.some(({ symbol }) => symbol === text)) {
    throw new UsageError(`expected a spot market, got the contract ${quoted(text)}`, {
      hint: `for example \`${text.split(':')[0]}\``,
    });
  }
  throw new NotFoundError(`${exchange} has no spot market ${quoted(text)}`, {
    hint: suggestedSymbols(wanted.replace(/[-_]/, '/'), spot),
  });
}

/** What is spelt alike, then the same base with other quotes. */
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

/** Quotes that begin alike come first: USDT for USD. */
function closeness(wanted: string, symbol: string): number {
  let same = 0;
  while (same < wanted.length && wanted[same] === symbol[same]) same++;
  return -same;
}

/**
 * The milliseconds of a timeframe that an exchange has.
 * @throws UsageError where it has not, or where its candles do not start at the same moments everywhere
 */
export function timeframeMs(exchange: string, name: string, offered: readonly string[]): number {
  const usable = offered.filter((one) => divisorOfDay(one) !== undefined);
  const ms = divisorOfDay(name);
  if (offered.includes(name) && ms !== undefined) return ms;
  if (isLongerThanDay(name)) {
    throw new UsageError(`expected a timeframe of a day or less, got \`${name}\``, {
      hint: 'exchanges do not agree where weeks, 3 days and months start: fetch `--timeframe 1d`',
    });
  }
  const near = nearest(name, usable);
  const suggestion = near === undefined ? '' : `did you mean \`${near}\`? `;
  throw new UsageError(`${exchange} has no candles of ${quoted(name)}`, {
    hint: `${suggestion}it has ${usable.join(', ')}`,
  });
}

const DAY = 86_400_000;

const isLongerThanDay = (name: string): boolean => (parseTimeframe(name)?.ms ?? 0) > DAY;

/** Milliseconds of a timeframe that divides a day, so that its candles start at the same moments everywhere. */
export function divisorOfDay(name: string): number | undefined {
  const step = parseTimeframe(name);
  return step !== undefined && step.months === 0 && DAY % step.ms === 0 ? step.ms : undefined;
}
