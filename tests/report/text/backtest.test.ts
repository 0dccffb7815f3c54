import chalk from 'chalk';
import { beforeAll, describe, expect, test } from 'vitest';
import { renderBacktest } from '../../../src/report/text/backtest.ts';
import { setLayout } from '../../../src/report/text/layout.ts';
import { smallResult } from '../result.ts';

beforeAll(() => {
  chalk.level = 0;
  setLayout({ columns: 110, keepsRows: true, isAscii: false });
});

const prices = [10, 11, 10, 12, 11, 13];
const rival = (y: number, last: number) => last + 0.05 * (y - last);

describe('renderBacktest', () => {
  test('says what was forecast on which data', () => {
    const text = renderBacktest(smallResult({ series: { BTC: prices }, rival }));
    expect(text).toContain('data     BTC (BTC.csv), close: 6 rows, 2024-01-01 to 2024-01-06');
    expect(text).toContain('test     3 origins, 1 row apart, 1 step ahead: targets 2024-01-04 to 2024-01-06');
    expect(text).toContain(
      'fits     3 folds, refitted at every origin; each fit sees all rows up to its cutoff',
    );
  });

  test('has a line for each model with naive among them, and ends with who beats naive', () => {
    const lines = renderBacktest(smallResult({ series: { BTC: prices }, rival })).split('\n');
    expect(lines.find((line) => line.startsWith('naive '))).toContain('1.000');
    expect(lines.find((line) => line.startsWith('rival '))).toMatch(
      /0\.950 +9\.7 % +100\.0 % \(43\.9-100\.0\)/,
    );
    expect(lines.at(-1)).toBe(
      'On RMSE, rival (5.0 % lower) has a lower error than naive, but the difference cannot be tested.',
    );
  });

  test('colours scores and steps by their test, and parts that have none not at all', () => {
    const long = Array.from({ length: 60 }, (_, i) => 10 + (i % 3) + (i % 5));
    const of = (share: number) =>
      smallResult({
        series: { BTC: long, ETH: long.toReversed() },
        rival: (y, last) => last + share * (y - last),
        horizon: 2,
      });
    chalk.level = 1;
    const [better, worse] = [renderBacktest(of(0.05)), renderBacktest(of(-0.05))];
    chalk.level = 0;
    const lineOf = (text: string, start: RegExp) => text.split('\n').find((line) => start.test(line));
    expect(lineOf(better, /^rival +\d/)).toContain('\u001B[32m');
    expect(lineOf(worse, /^rival +\d/)).toContain('\u001B[31m');
    const partOf = (text: string, title: string) =>
      text.slice(text.indexOf(title)).split('\n\n')[0].split('\n').slice(2);
    for (const line of partOf(better, 'By step')) expect(line).toContain('\u001B[32m');
    for (const line of partOf(worse, 'By step')) expect(line).toContain('\u001B[31m');
    for (const title of ['By series', 'By volatility'])
      for (const line of partOf(better, title)) expect(line).not.toContain('\u001B');
  });

  test('breaks down by step only where there are several, and by series likewise', () => {
    const one = renderBacktest(smallResult({ series: { BTC: prices }, rival }));
    expect(one).not.toContain('By step');
    expect(one).not.toContain('By series');
    const more = renderBacktest(
      smallResult({ series: { BTC: prices, ETH: prices.toReversed() }, rival, horizon: 2 }),
    );
    expect(more).toContain('By step');
    expect(more).toMatch(/^ETH +4/m);
  });

  test('shows a long horizon in a few lines, the first and the last step among them', () => {
    const long = Array.from({ length: 40 }, (_, i) => 10 + (i % 3));
    const text = renderBacktest(smallResult({ series: { BTC: long }, rival, horizon: 30 }));
    const table = text.slice(text.indexOf('By step')).split('\n\n')[0].split('\n').slice(2);
    expect(table.length).toBe(14);
    expect(table.at(0)).toMatch(/^ +1 /);
    expect(table.at(-1)).toMatch(/^ +30 /);
  });

  test('fits 110 columns', () => {
    const result = smallResult({
      series: { BTC: prices.map((p) => p * 10_000), ETH: prices },
      rival,
      horizon: 2,
    });
    for (const line of renderBacktest(result).split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });

  test('names failed fits, the first of each model in full', () => {
    const failures = [2, 3, 4].map((fold) => ({
      model: 'gru',
      fold,
      message: 'the loss is not finite',
      hint: 'lower it',
    }));
    const text = renderBacktest({ ...smallResult({ series: { BTC: prices } }), failures });
    expect(text).toContain('- gru, fold 2: the loss is not finite (hint: lower it); and 2 more folds');
  });

  test('prints no control character of a name', () => {
    const text = renderBacktest(smallResult({ series: { 'B\u001b[31mTC': prices, ETH: prices }, rival }));
    expect(text).not.toContain('\u001b');
  });
});
