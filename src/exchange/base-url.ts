/** Addresses of an exchange: replaced by those of `--base-url`, and the first of them, which selects the proxy. */

import type { Exchange } from 'ccxt';
import { UsageError } from '../errors.ts';

/** Sends all requests of `exchange` to `baseUrl`; paths stay the same. */
export function setBaseUrl(exchange: Exchange, baseUrl: string): void {
  exchange.urls.api = rebased(exchange.urls.api, baseUrl);
}

/** The first address of an exchange. */
export function firstAddress(exchange: Exchange): URL {
  const find = (api: unknown): string | undefined => {
    if (typeof api === 'string') return api;
    return typeof api === 'object' && api !== null ? Object.values(api).map(find).find(Boolean) : undefined;
  };
  const text = (find(exchange.urls.api) ?? '').replaceAll('{hostname}', exchange.hostname ?? 'localhost');
  return new URL(URL.canParse(text) ? text : 'https://localhost');
}

/** `api` with the scheme and host of every address, at any depth, replaced. */
function rebased<T>(api: T, baseUrl: string): T {
  if (typeof api === 'string') return api.replace(/^[a-z]+:\/\/[^/]+/, baseUrl) as T;
  if (typeof api !== 'object' || api === null) return api;
  return Object.fromEntries(Object.entries(api).map(([key, value]) => [key, rebased(value, baseUrl)])) as T;
}

/** Removes the path of `baseUrl`, which may hold a key, from what an error and its causes say. */
export function hidePath(thrown: unknown, baseUrl: string): void {
  const { origin, href } = new URL(baseUrl);
  const forms = [baseUrl, href.replace(/\/+$/, '')].filter((form) => form !== origin);
  const hidden = (text: string): string =>
    forms.reduce((rest, form) => rest.replaceAll(form, `${origin}/…`), text);
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const { message, stack } = error;
    error.message = hidden(message);
    if (stack !== undefined) error.stack = hidden(stack);
  }
}

/** Addresses of `--base-url`: `''` is the one for all exchanges without an address of their own. */
export type BaseUrls = ReadonlyMap<string, string>;

/**
 * One address for all exchanges, `NAME=URL` for single ones, or both, separated by commas. Slashes at their end are left out.
 * @throws UsageError that does not repeat the text
 */
export function checkedBaseUrls(text: string): BaseUrls {
  const urls = new Map<string, string>();
  for (const part of text.split(/,(?=[a-z][a-z\d_]*=|https?:)/)) {
    const [, exchange = '', url = part] = /^([a-z][a-z\d_]*)=(.*)$/s.exec(part) ?? [];
    urls.set(exchange, checkedBaseUrl(url));
  }
  return urls;
}

function checkedBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWhole = url !== undefined && /^https?:$/.test(url.protocol);
  if (isWhole && url.search + url.hash + url.username + url.password === '')
    return text.trim().replace(/\/+$/, '');
  throw new UsageError('expected `--base-url` to be an http or https URL without user and query', {
    hint: 'for example `http://127.0.0.1:8080`, or `binance=http://127.0.0.1:8080` for one of several exchanges',
  });
}
