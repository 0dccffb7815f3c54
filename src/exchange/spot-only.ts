/**
 * What ccxt loads with the markets of an exchange: spot markets and nothing else, unless contracts are wanted. Lists of
 * contracts and currencies would only be more requests that can fail. Entries that cannot be read, or that lack a name, are left out.
 */

import type { Exchange } from 'ccxt';
import { readWhatCanBeRead } from './readable-markets.ts';

/** Groups of endpoints that have nothing of spot markets. */
const OTHER_GROUPS =
  /^(?:c?swap|contract|mix|margin|futures|delivery|options|linear|inverse|[fde]api)(?:Public\w*)?$/;
/** Methods that load other markets. */
const OTHER_MARKETS = /^fetch\w*(?:Swap|Contract|Future|Option|Inverse|Hip3)\w*Markets$/;
/** Phemex asks for it with the markets; it has more of its contracts. */
const OTHER_PATH = 'exchange/public/products';
/** Coinbase asks for it with the markets. */
const OTHER_PRODUCTS = 'FUTURE';

/** Asks for no lists of contracts. */
export function loadSpotOnly(exchange: Exchange): void {
  exchange.options.fetchMarkets = spotOptions(exchange.options.fetchMarkets);
  const methods = exchange as unknown as Record<string, unknown>;
  for (const name of methodsOf(exchange))
    if (OTHER_MARKETS.test(name)) methods[name] = () => Promise.resolve([]);
  const request = exchange.request.bind(exchange);
  exchange.request = (path, api, ...rest) => {
    const isOther =
      [api].flat().some((group) => OTHER_GROUPS.test(String(group))) ||
      path === OTHER_PATH ||
      rest[1]?.product_type === OTHER_PRODUCTS;
    return isOther ? Promise.resolve({}) : request(path, api, ...rest);
  };
}

/** Asks for no lists of options, which there are thousands of. */
export function loadNoOptions(exchange: Exchange): void {
  const asked = exchange.options.fetchMarkets as { readonly types?: unknown } | undefined;
  const types: unknown = asked?.types;
  if (Array.isArray(types))
    exchange.options.fetchMarkets = { ...asked, types: types.filter((type) => type !== 'option') };
}

/** Asks for no list of currencies, and leaves out entries that cannot be read or lack a name. */
export function leaveOutUnreadable(exchange: Exchange): void {
  exchange.has.fetchCurrencies = false;
  const parseMarket = exchange.parseMarket.bind(exchange);
  exchange.parseMarket = (entry) => {
    try {
      return parseMarket(entry);
    } catch {
      return exchange.safeMarketStructure();
    }
  };
  readWhatCanBeRead(exchange);
  const fetchMarkets = exchange.fetchMarkets.bind(exchange);
  exchange.fetchMarkets = async (...given) => (await fetchMarkets(...given)).filter(isNamed);
}

/** Whether a market has what it is found and asked for by. */
export const isNamed = (market: unknown): boolean =>
  typeof market === 'object' &&
  market !== null &&
  ['id', 'symbol', 'base', 'quote'].every((key) => {
    const name: unknown = (market as Readonly<Record<string, unknown>>)[key];
    return typeof name === 'string' && name !== '';
  });

/** Options of `fetchMarkets`: a list of types, or which types are wanted; for some it is a word. */
function spotOptions(options: unknown): unknown {
  if (typeof options !== 'object' && options !== undefined) return options;
  const { types } = (options ?? {}) as { readonly types?: unknown };
  const isChoice = typeof types === 'object' && types !== null && !Array.isArray(types);
  return {
    ...(options as object | undefined),
    types: isChoice
      ? { ...Object.fromEntries(Object.keys(types).map((type) => [type, type === 'spot'])) }
      : ['spot'],
    fetchTickersFees: false, // of kucoin
  };
}

/** Names of the methods of an object and of its classes. */
function methodsOf(object: object): readonly string[] {
  const names: string[] = [];
  for (
    let prototype: unknown = object;
    typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype)
  )
    names.push(...Object.getOwnPropertyNames(prototype));
  return names;
}
