/** What an exchange says is shown in one short line, with readable times. */
import { describe, expect, test } from 'vitest';
import { messageOf, statedTime } from '../../src/exchange/reply-message.ts';

const said = (body: string) => messageOf({ status: 400, headers: {}, body });

describe('messageOf', () => {
  test.each([
    ['{"code":-1003,"msg":"Too many requests."}', 'Too many requests. (-1003)'],
    ['{"message":"NotFound"}', 'NotFound'],
    ['{"error":["EQuery:Unknown asset pair"]}', 'EQuery:Unknown asset pair'],
    [
      '{"error":{"code":"20001","message":"Symbol not found","description":"Try /symbol"}}',
      'Symbol not found (20001)',
    ],
    ['{"retCode":10006,"retMsg":"Too many visits!","result":{}}', 'Too many visits! (10006)'],
    ['{"label":"INVALID_PARAM_VALUE","message":"too long ago"}', 'too long ago (INVALID_PARAM_VALUE)'],
    [
      '{"status":"error","err-code":"bad-request","err-msg":"invalid symbol"}',
      'invalid symbol (bad-request)',
    ],
    ['{"code":429,"msg":"429 again"}', '429 again'],
    ['  slow down  ', 'slow down'],
    ['<html><head><title>503 Service\n Unavailable</title></head>', 'a web page (503 Service Unavailable)'],
    ['<?xml version="1.0"?><Error/>', 'a web page'],
    ['{"msg":"cut', '{"msg":"cut'],
    ['null', 'null'],
    ['', ''],
  ])('of %s is %s', (body, message) => {
    expect(said(body)).toBe(message);
  });

  test('has readable times, which say when to ask again', () => {
    const message = said('{"code":-1003,"msg":"IP banned until 1704845107000. Use the websocket."}');
    expect(message).toBe('IP banned until 2024-01-10T00:05:07Z. Use the websocket. (-1003)');
    expect(statedTime(message)).toBe(Date.UTC(2024, 0, 10, 0, 5, 7));
    expect(statedTime(said('{"msg":"banned until 1704844800000"}'))).toBe(Date.UTC(2024, 0, 10));
    expect(statedTime('order 1704845107000 of 2024-01-10')).toBeUndefined();
  });

  test('is escaped and short, however long the reply is', () => {
    const message = said(JSON.stringify({ msg: `\u001b[31m\u202e${'x'.repeat(5000)}` }));
    expect(message).toContain(String.raw`\u001b[31m\u202ex`);
    expect(message.length).toBeLessThan(200);
    expect(said('y'.repeat(1e6)).length).toBeLessThan(200);
    expect(said(`{"msg":${'['.repeat(9000)}`).length).toBeLessThan(200);
  });
});
