/**
 * Names that ccxt once had for exchanges: what became of them. Only what is sure: ccxt's own renames, and exchanges that
 * have said themselves that they closed.
 */

import { quoted } from '../text/escape.ts';

export interface FormerName {
  /** Its name in ccxt now. */
  readonly now?: string;
  /** The year in which it closed, if that is sure. */
  readonly closed?: number | 'unknown';
}

const renamed = (now: string): FormerName => ({ now });
const closed = (year: number | 'unknown'): FormerName => ({ closed: year });

const NAMES: ReadonlyMap<string, FormerName> = new Map([
  ['binanceje', closed('unknown')],
  ['bitcoincom', renamed('fmfwio')],
  ['bitfinex1', renamed('bitfinex')],
  ['bitfinex2', renamed('bitfinex')],
  ['bitpanda', renamed('onetrading')],
  ['bittrex', closed(2023)],
  ['bybit2', renamed('bybit')],
  ['cobinhood', closed(2020)],
  ['coinbaseadvanced', renamed('coinbase')],
  ['coinbasepro', renamed('coinbaseexchange')],
  ['cryptopia', closed(2019)],
  ['ftx', closed(2022)],
  ['ftxus', closed(2022)],
  ['gateio', renamed('gate')],
  ['gdax', renamed('coinbaseexchange')],
  ['hitbtc2', renamed('hitbtc')],
  ['hitbtc3', renamed('hitbtc')],
  ['huobi', renamed('htx')],
  ['huobijp', renamed('bittrade')],
  ['huobipro', renamed('htx')],
  ['liquid', closed('unknown')],
  ['mexc3', renamed('mexc')],
  ['okex', renamed('okx')],
  ['okex3', renamed('okx')],
  ['okex5', renamed('okx')],
  ['poloniexfutures', renamed('poloniex')],
  ['quadrigacx', closed(2019)],
]);

/** Exchanges that ccxt has had and that this version does not have; whether they still exist is not known here. */
const ABSENT: ReadonlySet<string> = new Set(
  'ascendex bitmart bitmex exmo idex kuna oceanex okcoin probit timex wazirx yobit zonda'.split(' '),
);

export const formerNames: readonly string[] = [...NAMES.keys(), ...ABSENT];

/** What is said of a name that ccxt does not have now; `undefined` if nothing is known of it. */
export function formerName(name: string): { readonly message: string; readonly hint: string } | undefined {
  const key = name.toLowerCase();
  const { now, closed: year } = NAMES.get(key) ?? {};
  if (now !== undefined)
    return { message: `${quoted(name)} is now called \`${now}\``, hint: `use \`${now}\`` };
  const hint = 'see `hindcast exchanges` for others; `hindcast import` takes candles of it from a file';
  if (year === 'unknown') return { message: `${quoted(name)} has closed`, hint };
  if (year !== undefined) return { message: `${quoted(name)} closed in ${year}`, hint };
  return ABSENT.has(key) ? { message: `ccxt does not have ${quoted(name)} any more`, hint } : undefined;
}
