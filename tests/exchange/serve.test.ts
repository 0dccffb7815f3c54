/** The local exchange by itself, as people and other tests use it: started as a program, steered over HTTP. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../helpers/run.ts';

test('serve.mjs answers in the exchanges’ formats, fails on request, remembers who asked, and stops', async () => {
  const child = spawn(process.execPath, [
    path.join(ROOT, 'tests/exchange/serve.mjs'),
    '--now',
    '2024-01-10T00:30Z',
  ]);
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  const url = first.toString().trim();
  const klines = `${url}/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=2&startTime=${Date.UTC(2024, 0, 9)}`;
  const control = async (what: string, body: object) =>
    (await fetch(`${url}/control/${what}`, { method: 'POST', body: JSON.stringify(body) })).status;

  const reply = await fetch(klines);
  expect(reply.headers.get('date')).toBe('Wed, 10 Jan 2024 00:30:00 GMT');
  const rows = (await reply.json()) as unknown[][];
  expect(rows.map(([time]) => time)).toEqual([Date.UTC(2024, 0, 9), Date.UTC(2024, 0, 9, 1)]);

  expect(await control('fail', { name: '429', retryAfter: 3 })).toBe(200);
  const slowDown = await fetch(klines);
  expect([slowDown.status, slowDown.headers.get('retry-after')]).toEqual([429, '3']);
  expect(await control('revise', { symbol: 'BTC/USDT', time: '2024-01-09', values: { 4: 1 } })).toBe(200);
  expect(await control('clock', { now: '2024-02-01' })).toBe(200);
  expect(await control('fail', { name: 'no-such-fault' })).toBe(400);
  const later = await fetch(klines);
  expect(later.headers.get('date')).toBe('Thu, 01 Feb 2024 00:00:00 GMT');
  expect(((await later.json()) as unknown[][])[0][4]).toBe('1.00000000');

  const log = (await (await fetch(`${url}/control/requests`)).json()) as { venue: string; status: number }[];
  expect(log.map(({ venue, status }) => [venue, status])).toEqual([
    ['binance', 200],
    ['binance', 429],
    ['binance', 200],
  ]);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('candles of a day are those of its hours: they open and close alike', async () => {
  const { startExchange } = await import('./exchange.mjs');
  const exchange = await startExchange({ now: Date.UTC(2024, 0, 10) });
  const get = async (interval: string, limit: number) => {
    const reply = await fetch(
      `${exchange.url}/api/v3/klines?symbol=BTCUSDT&interval=${interval}&limit=${limit}&startTime=${Date.UTC(2024, 0, 9)}`,
    );
    return (await reply.json()) as string[][];
  };
  const [hours, [day]] = [await get('1h', 24), await get('1d', 1)];
  await exchange.close();
  expect([day[1], day[4]]).toEqual([hours[0][1], hours[23][4]]);
  for (const [i, hour] of hours.entries()) if (i > 0) expect(hour[1]).toBe(hours[i - 1][4]);
});
