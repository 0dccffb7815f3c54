import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { QueueAddress } from '../../src/queue/url.ts';

const parse = (text: string) => QueueAddress.parse(text, '--queue');

describe('the address of a queue', () => {
  test('has defaults for port and database', () => {
    expect(parse('redis://localhost').details).toEqual({ host: 'localhost', port: 6379, db: 0 });
    expect(parse('redis://localhost').text).toBe('redis://localhost:6379');
  });

  test('names a host to TLS, but no number', () => {
    expect(parse('rediss://queue.example').details.tls).toEqual({ servername: 'queue.example' });
    expect(parse('rediss://127.0.0.1').details.tls).toEqual({});
  });

  test('has user, password, database, TLS and IPv6', () => {
    const address = parse('rediss://anna:p%40ss%2Fw%3Ard@[::1]:7000/3');
    expect(address.details).toEqual({
      host: '::1',
      port: 7000,
      db: 3,
      username: 'anna',
      password: 'p@ss/w:rd',
      tls: {},
    });
    expect(address.text).toBe('rediss://[::1]:7000/3');
  });

  test('never shows user and password', () => {
    const address = parse('redis://anna:secret@host:1/2');
    for (const text of [address.text, String(address), JSON.stringify({ address }), inspect(address)]) {
      expect(text).not.toContain('secret');
      expect(text).not.toContain('anna');
    }
  });

  test.each([
    'http://host',
    'redis:',
    'redis://',
    'redis://u:secret@host/db',
    'redis://u:secret@host/1/2',
    'redis://u:secret@host?x=1',
    'redis://u:secret%@host',
    'redis://u:secret@host:99999',
    '//u:secret@host',
    'secret',
    '',
  ])('rejects %j without repeating it', (text) => {
    expect(() => parse(text)).toThrow(/^expected `--queue` to be redis:\/\/\[user:password@\]host/);
    expect(() => parse(text)).not.toThrow(/secret/);
  });
});
