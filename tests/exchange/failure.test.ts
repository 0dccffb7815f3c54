/** Which failures are worth a retry, and what is said of them. */
import { ExchangeError } from 'ccxt';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../src/exchange/failure.ts';

const failed = (body: string, status = 200) =>
  failureOf(new ExchangeError(`bybit ${body}`), {
    exchange: 'bybit',
    task: 'fetching BTC/USDT',
    reply: { status, headers: {}, body },
    wasSent: true,
    usesProxy: false,
    isJson: true,
    now: 0,
  });

describe('an answer that says nothing is asked for again, also where ccxt takes it for a refusal', () => {
  test.each(['{}', ' { } ', '[]', 'null', '""'])('%s', (body) => {
    const { isWorthRetrying, error } = failed(body);
    expect([isWorthRetrying, error.exit]).toEqual([true, 20]);
    expect(error.message).toBe(`expected data from bybit while fetching BTC/USDT, got ${body.trim()}`);
  });

  test('one that says something is not', () => {
    const { isWorthRetrying, error } = failed('{"retCode":10001,"retMsg":"no such thing"}');
    expect([isWorthRetrying, error.message.startsWith('bybit rejected the request: ')]).toEqual([
      false,
      true,
    ]);
  });
});

test.each([403, 451])('HTTP %i shows what the exchange said, without control characters', (status) => {
  const { isWorthRetrying, error } = failed('{"msg":"not from \\u001b[31mhere\\u0007"}', status);
  expect(isWorthRetrying).toBe(false);
  expect(error.message).toBe(
    `bybit does not serve your IP address (HTTP ${status}: not from \\u001b[31mhere\\u0007)`,
  );
});
