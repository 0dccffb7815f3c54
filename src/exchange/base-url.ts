/** Addresses of an exchange: replaced by those of `--base-url`, and the first of them, which selects the proxy. */

import type { Exchange } from 'ccxt';
import { UsageError } from '../errors.ts';

/** Sends all requests of `exchange` to `baseUrl`; paths stay the same. */
export function setBaseUrl(exchange: Exchange, baseUrl: string): void {
  exchange.urls.api = rebased(exchange.urls.api, checkedBaseUrl(baseUrl));
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

/** The address, without slashes at its end. @throws UsageError, which does not repeat it */
export function checkedBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.search === '' && url.username === '')
    return text.replace(/\/+$/, '');
  throw new UsageError('expected `--base-url` to be an http or https URL without user and query', {
    hint: 'for example `http://127.0.0.1:8080`',
  });
}
