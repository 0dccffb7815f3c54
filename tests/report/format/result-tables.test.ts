import { expect, test } from 'vitest';
import { targetOf } from '../../../src/data/targets.ts';
import { withBest } from '../../../src/report/format/result-table.ts';
import type { ResultTable } from '../../../src/report/format/result-table.ts';
import { resultTables } from '../../../src/report/format/result-tables.ts';
import { renderBacktest } from '../../../src/report/text/backtest.ts';
import { smallResult } from '../result.ts';

const SUBJECT = { text: 'A', label: 'a1' };

const tablesOf = (
  shape: Parameters<typeof smallResult>[0],
): { readonly tables: readonly ResultTable[]; readonly text: string } => {
  const result = smallResult(shape);
  const { models, options } = result;
  const { quantity } = targetOf(options.target);
  return {
    tables: resultTables({ models, quantity, column: options.column }, SUBJECT),
    text: renderBacktest(result),
  };
};

const wavy = (phase: number): number[] => Array.from({ length: 30 }, (_, i) => 10 + Math.sin(i + phase));
const textsOf = ({ rows }: ResultTable): string[][] => rows.map((row) => row.map(({ text }) => text));

test('has a table for everything that the run has', () => {
  const one = tablesOf({ series: { A: wavy(0) } }).tables.map(({ name }) => name);
  expect(one).toEqual(['scores-a1', 'tests-a1']);
  const all = tablesOf({ series: { A: wavy(0), B: wavy(1) }, horizon: 2, level: [80] });
  expect(all.tables.map(({ name }) => name)).toEqual(
    ['scores', 'tests', 'intervals', 'steps', 'series'].map((name) => `${name}-a1`),
  );
  expect(new Set(all.tables.map(({ title }) => title)).size).toBe(5);
});

test('has the values of the text, with units in the heads instead of the cells', () => {
  const { tables, text } = tablesOf({ series: { A: wavy(0) }, rival: (y, last) => last + 0.4 * (y - last) });
  const [scores] = tables;
  const { columns } = scores;
  const units = Object.fromEntries(columns.map(({ title, unit }) => [title, unit]));
  expect(units).toMatchObject({ MAE: 'close', RMSE: 'close', MAPE: '%', direction: '%, 95 % interval' });
  expect(units.U2).toBeUndefined();
  for (const cells of textsOf(scores))
    for (const cell of cells.slice(2)) expect(text).toContain(cell.replace('*', '').split(' ')[0]);
  expect(textsOf(scores).flat().join(' ')).not.toContain('%');
});

test('marks the best model and those that differ significantly', () => {
  const [scores] = tablesOf({
    series: { A: wavy(0) },
    rival: (y, last) => last + 0.9 * (y - last) + 0.01 * Math.cos(50 * y),
  }).tables;
  const u2 = scores.columns.findIndex(({ title }) => title === 'U2');
  const rival = scores.rows.find(([{ text }]) => text === 'rival')!;
  const naive = scores.rows.find(([{ text }]) => text === 'naive')!;
  expect(rival[u2]).toMatchObject({ text: expect.stringMatching(/^0\.\d{3}\*$/) as string, isBest: true });
  expect(naive[u2]).toEqual({ text: '1.000' });
  expect(scores.notes.join(' ')).toContain('* differs significantly from naive');
});

test.each([
  ['lower', [2, 1, 3], [1]],
  ['higher', [2, 1, 3], [2]],
  ['nearer to 0', [-2, 1, 3], [1]],
  ['neither', [2, 1, 3], []],
  ['lower', [1, 1.0001, 3], [0, 1]],
  ['lower', [1, 1.0001, NaN], []],
  ['lower', [1, NaN, NaN], []],
] as const)('of %s, the best of %j are %j', (better, values, best) => {
  const cells = values.map((value) => ({ text: Number.isNaN(value) ? '–' : value.toFixed(2) }));
  const marked = withBest(cells, values, better);
  expect([...marked.keys()].filter((i) => marked[i].isBest === true)).toEqual(best);
});
