import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutFolder, withoutFolders } from '../../../src/report/html/without-folders.ts';

test('paths from a root are shortened to their last part', () => {
  const texts = {
    'hindcast backtest /home/ann/prices/BTC.csv --model mlp': 'hindcast backtest BTC.csv --model mlp',
    '`/home/ann/BTC.csv`: 3 gaps': '`BTC.csv`: 3 gaps',
    'cannot read C:\\Users\\ann\\BTC.csv, it is empty': 'cannot read BTC.csv, it is empty',
    'see ~/data/BTC.csv': 'see BTC.csv',
    "open '/srv/x/y.json'": "open 'y.json'",
  };
  for (const [text, short] of Object.entries(texts)) expect(withoutFolders(text, [])).toBe(short);
});

test('names of markets, ratios and dates stay', () => {
  for (const text of [
    'binance:BTC/USDT:1d',
    'BTC/USDT and/or ETH/USDT',
    '3 / 4',
    '1/2',
    'a/b/c.csv',
    'P(up) - P(down)',
  ])
    expect(withoutFolders(text, [])).toBe(text);
});

test('a source with spaces in its path is known as one', () => {
  const source = '/home/ann/my prices/BTC, ETH.csv';
  expect(withoutFolders(`${source}: 2 gaps`, [source])).toBe('BTC, ETH.csv: 2 gaps');
  expect(withoutFolder(source)).toBe('BTC, ETH.csv');
  expect(withoutFolder('binance:BTC/USDT:1d')).toBe('binance:BTC/USDT:1d');
  expect(withoutFolder('-')).toBe('-');
});

test('no folder of an absolute path is left, whatever its name', () => {
  const name = fc.stringMatching(/^[\w.-]{3,12}$/).filter((text) => !/^\.+$/.test(text));
  fc.assert(
    fc.property(fc.array(name, { minLength: 2, maxLength: 5 }), (names) => {
      const short = withoutFolders(`cannot read /${names.join('/')}: it is empty`, []);
      expect(short).toBe(`cannot read ${names[names.length - 1]}: it is empty`);
    }),
  );
});
