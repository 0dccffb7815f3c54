/**
 * The short form of stored results, compared to the byte with the files in `golden/` at several widths and in ASCII. After a wanted change,
 * `npx vitest run tests/report/text/answer.test.ts -u` writes the files again: read them before you commit them.
 */
import { readFileSync } from 'node:fs';
import chalk from 'chalk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BacktestOptions } from '../../../src/backtest/options.ts';
import { shortBacktest, shortRun } from '../../../src/report/format/short-report.ts';
import { readResult } from '../../../src/report/html/run-json.ts';
import { backtestJson } from '../../../src/report/json/backtest.ts';
import { nextLines, renderAnswer } from '../../../src/report/text/answer.ts';
import { withLayout } from '../../../src/report/text/layout.ts';
import { toAscii } from '../../../src/text/ascii.ts';
import { smallResult } from '../result.ts';

const before = chalk.level;
beforeEach(() => {
  chalk.level = 0;
});
afterEach(() => {
  chalk.level = before;
});

interface StoredModel {
  model: string;
  scores: Record<string, number>;
  tests: { dm: { statistic: number; p: number; adjusted: number }[] };
  leak: { u2: number } | null;
}

interface Stored {
  readonly options: BacktestOptions;
  readonly models: StoredModel[];
}

const stored = (name: string): Stored =>
  JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), 'utf8')) as Stored;

/** The short form of a stored result, with the two lines that a backtest prints below. */
function shown(json: Stored, columns: number, isAscii = false): string {
  return withLayout({ columns, keepsRows: false, isAscii }, () => {
    const text = `${renderAnswer(shortRun(readResult(json, json)))}\n\n${nextLines([
      ['All scores and tests', 'hindcast show last --details'],
      ['Charts in a page', 'hindcast report last --output report.html'],
    ])}\n`;
    return isAscii ? toAscii(text) : text;
  });
}

const names = ['one', 'panel', 'steps', 'direction', 'volatility', 'hostile'];

describe('renderAnswer', () => {
  test.each(names.flatMap((name) => [60, 80, 120].map((columns) => [name, columns] as const)))(
    'of %s at %i columns is as before, within them, and shorter than 25 lines',
    async (name, columns) => {
      const text = shown(stored(name), columns);
      await expect(text).toMatchFileSnapshot(`golden/${name}.${columns}.txt`);
      const lines = text.trimEnd().split('\n');
      for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(columns);
      if (columns >= 80) expect(lines.length).toBeLessThan(25);
    },
  );

  test.each(names)('of %s is ASCII where the locale has nothing else', async (name) => {
    const text = shown(stored(name), 80, true);
    await expect(text).toMatchFileSnapshot(`golden/${name}.ascii.txt`);
    // oxlint-disable-next-line no-control-regex -- ASCII and line ends
    expect(text).toMatch(/^[\n\u0020-\u007E]*$/);
  });

  test('cuts no word and no number at any width from 60 to 200', () => {
    const names80 = new Set(shown(stored('panel'), 200).split(/\s+/));
    for (let columns = 60; columns <= 200; columns += 7)
      for (const word of shown(stored('panel'), columns).split(/\s+/)) expect(names80).toContain(word);
  });

  test('prints no control character and no direction mark of a name', () => {
    const text = shown(stored('hostile'), 80);
    // oxlint-disable-next-line no-control-regex -- what terminals act on
    expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/);
    expect(text).toContain(String.raw`B\u001b[31mT\u202eC\nUSD`);
  });

  test('is the same for a backtest as for its run.json', () => {
    const result = smallResult({
      series: { BTC: [10, 11, 10, 12, 11, 13], ETH: [5, 6, 5, 7, 8, 7] },
      rival: (y, last) => last + 0.05 * (y - last),
      horizon: 2,
    });
    const text = renderAnswer(shortBacktest(result));
    const json: unknown = JSON.parse(JSON.stringify(backtestJson(result, '1.0.0', [])));
    expect(renderAnswer(shortRun(readResult(json, result)))).toBe(text);
    expect(text.replaceAll('\n', ' ')).toContain(
      'Whether rival is better than naive on 2 series, 1 to 2 days ahead, cannot be tested: 2 origins, fewer than 10.',
    );
    expect(text).toMatch(/^rival .* -5\.0 % {2}not tested$/m);
  });
});

describe('colours', () => {
  /** The line of mlp, which has this loss and this test. */
  function lineOf(
    u2: number,
    adjusted: number,
    statistic: number,
    leak: { u2: number } | null = null,
  ): string {
    const json = stored('one');
    const mlp = json.models.find(({ model }) => model === 'mlp')!;
    mlp.scores.u2 = u2;
    mlp.tests.dm[0] = { ...mlp.tests.dm[0], p: adjusted, adjusted, statistic };
    mlp.leak = leak;
    chalk.level = 1;
    return shown(json, 80)
      .split('\n')
      .find((line) => line.startsWith('mlp '))!;
  }

  test('follow the test and not the score', () => {
    expect(lineOf(0.9, 0.3, -1)).not.toContain('\u001B');
    expect(lineOf(1.1, 0.3, 1)).not.toContain('\u001B');
    expect(lineOf(0.99, 0.01, -3)).toContain('\u001B[32mbetter\u001B[39m');
    expect(lineOf(1.01, 0.01, 3)).toContain('\u001B[31mworse\u001B[39m');
  });

  test('are absent where the printed difference is zero', () => {
    expect(lineOf(1.0004, 0.01, 3)).toMatch(/ 0\.0 % {2}worse$/);
    expect(lineOf(0.9996, 0.01, -3)).toMatch(/ 0\.0 % {2}better$/);
  });

  test('make a leak loud, first and in its line', () => {
    expect(lineOf(0.6, 0.01, -9, { u2: 0.6 })).toContain('\u001B[31mlook for a leak');
    const json = stored('hostile');
    chalk.level = 1;
    expect(shown(json, 80).startsWith('\u001B[1m\u001B[31mLOOK FOR A LEAK: ')).toBe(true);
  });
});
