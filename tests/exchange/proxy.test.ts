/** Which proxy is gone through for which address. */
import { describe, expect, test } from 'vitest';
import { proxyFor } from '../../src/exchange/proxy.ts';

const SECURE = new URL('https://api.binance.com/api/v3');
const PLAIN = new URL('http://127.0.0.1:8080');
const PROXY = 'http://10.0.0.1:3128';
const OTHER = 'http://10.0.0.2:3128';

describe('proxyFor', () => {
  test('takes the one given before any of the environment', () => {
    const env = { HTTPS_PROXY: OTHER, NO_PROXY: '*' };
    expect(proxyFor(SECURE, PROXY, env)).toEqual({ url: PROXY, isForHttp: false });
    expect(proxyFor(PLAIN, PROXY, {})).toEqual({ url: PROXY, isForHttp: true });
  });

  test.each([
    [SECURE, { HTTPS_PROXY: PROXY, HTTP_PROXY: OTHER }, PROXY],
    [PLAIN, { HTTPS_PROXY: OTHER, HTTP_PROXY: PROXY }, PROXY],
    [SECURE, { https_proxy: PROXY, HTTPS_PROXY: OTHER }, PROXY],
    [SECURE, { ALL_PROXY: PROXY }, PROXY],
    [SECURE, { HTTPS_PROXY: '', all_proxy: PROXY }, PROXY],
    [SECURE, { HTTP_PROXY: OTHER }, undefined],
    [SECURE, {}, undefined],
  ])('takes for %s with %j: %s', (address, env, url) => {
    expect(proxyFor(address, undefined, env)?.url).toBe(url);
  });

  test.each([
    '*',
    'binance.com',
    '.binance.com',
    '*.binance.com',
    'example.org, api.binance.com',
    'API.BINANCE.COM',
  ])('takes none where NO_PROXY is %s', (NO_PROXY) => {
    expect(proxyFor(SECURE, undefined, { HTTPS_PROXY: PROXY, NO_PROXY })).toBeUndefined();
  });

  test.each(['nance.com', 'api.binance.com:8443', 'example.org'])(
    'takes one where NO_PROXY is %s',
    (NO_PROXY) => {
      expect(proxyFor(SECURE, undefined, { HTTPS_PROXY: PROXY, NO_PROXY })?.url).toBe(PROXY);
    },
  );

  test.each([
    '10.0.0.1:3128',
    'socks5://10.0.0.1:1080',
    'http://',
    'user:secret@host',
    'http://user:sec%ret@host',
    'http://user:%@host',
  ])('refuses %s without repeating it, since it may hold a password', (text) => {
    const refusal = () => proxyFor(SECURE, text, {});
    expect(refusal).toThrow(expect.objectContaining({ exit: 2 }) as Error);
    expect(refusal).not.toThrow(text);
  });
});
