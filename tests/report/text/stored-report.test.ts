/** The report that a run keeps, in terminals narrower than the one that it was laid out for. */
import chalk from 'chalk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLayout } from '../../../src/report/text/layout.ts';
import { shownReport, storedReport } from '../../../src/report/text/stored-report.ts';
import { left, renderTable, right } from '../../../src/report/text/table.ts';

const { level } = chalk;
beforeEach(() => void (chalk.level = 0));
afterEach(() => void (chalk.level = level));

const shownAt = (columns: number, text: string) =>
  withLayout({ columns, keepsRows: false, isAscii: false }, () => shownReport(text));

const stored = () =>
  storedReport(() =>
    [
      renderTable(
        [left('step'), ...['first column', 'second column', 'third column'].map(right)],
        ['1', '10'].map((step) => [step, '1.5', { text: '2.5', paint: chalk.green }, '比特币']),
      ),
      '- a  b is one sentence, in which a name has two spaces, and which is longer than the terminal',
    ].join('\n\n'),
  );

test('tables keep their columns, which continue below', () => {
  expect(shownAt(40, stored()).split('\n').slice(0, 7)).toEqual([
    'step  first column  second column',
    '1              1.5            2.5',
    '10             1.5            2.5',
    '',
    'step  third column',
    '1           比特币',
    '10          比特币',
  ]);
});

test('colours stay with their cells', () => {
  chalk.level = 1;
  const line = shownAt(30, stored())
    .split('\n')
    .find((one) => one.includes('2.5'));
  expect(line).toContain('\u001B[32m2.5\u001B[');
});

test('a table that fits, and its spaces, stay as they are', () => {
  expect(shownAt(80, stored()).split('\n')[1]).toBe('1              1.5            2.5        比特币');
});

test('a sentence with two spaces in it is a sentence', () => {
  const lines = shownAt(40, stored()).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
  expect(lines.at(-1)).toMatch(/^ {2}\S/);
});
