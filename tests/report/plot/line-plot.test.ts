/** Drawings of lines: as they look, and what holds for all of them. */
import { stripVTControlCharacters } from 'node:util';
import chalk from 'chalk';
import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { LinePlot } from '../../../src/report/plot/line-plot.ts';
import { linePlot } from '../../../src/report/plot/line-plot.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const { level } = chalk;
afterEach(() => {
  chalk.level = level;
});

const days = (count: number): number[] => Array.from({ length: count }, (_, i) => START + i * DAY);
/** A wave with a trend, between 95 and 125. */
const wave = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => 100 + 10 * Math.sin(i / 6) + (15 * i) / count);
const area = (width = 80, isUtf8 = true, height = 16) => ({ width, height, isUtf8 });

const example: LinePlot = {
  title: 'BTC/USDT, close, 2026-01-01 to 2026-03-01',
  lines: [
    { name: 'actual', x: days(60), y: wave(60), isMain: true },
    { name: 'gru, 1 step ahead', x: days(60), y: wave(60).map((y) => y + 4) },
    { name: 'naive', x: days(60), y: wave(60).map((y) => y - 4) },
  ],
  bands: [
    { name: '95 %', x: days(60), lo: wave(60).map((y) => y - 9), hi: wave(60).map((y) => y + 12) },
    { name: '80 %', x: days(60), lo: wave(60).map((y) => y - 6), hi: wave(60).map((y) => y + 8) },
  ],
  mark: { name: 'first value', value: 100 },
};

/** Rows of the canvas, without the values on the left. */
function canvasOf(drawing: string): readonly string[] {
  return stripVTControlCharacters(drawing)
    .split('\n')
    .filter((line) => /^ *(?:[-\d.,e+]+ [┤+]| +[│|])/.test(line))
    .map((line) => line.replace(/^.*?[┤│|]|^ *[-\d.,e+]+ \+/, ''));
}
const inkOf = (drawing: string): string =>
  canvasOf(drawing)
    .join('')
    .replaceAll(/[ ░▒▓╌]/g, '');

describe('the drawing of lines with bands', () => {
  test.each([60, 80, 120])('looks as it should at %i columns', async (width) => {
    chalk.level = 0;
    await expect(linePlot(example, area(width))).toMatchFileSnapshot(`golden/lines-${width}.txt`);
    await expect(linePlot(example, area(width, false))).toMatchFileSnapshot(
      `golden/lines-${width}-ascii.txt`,
    );
  });

  test.each([1, 2] as const)('is the same text with the colours of level %i', async (colors) => {
    chalk.level = 0;
    const plain = linePlot(example, area());
    chalk.level = colors;
    const painted = linePlot(example, area());
    expect(stripVTControlCharacters(painted)).toBe(plain);
    await expect(painted).toMatchFileSnapshot(`golden/lines-80-colors-${colors === 1 ? 16 : 256}.txt`);
  });

  test('is ASCII where the locale is not UTF-8', () => {
    chalk.level = 0;
    expect(linePlot(example, area(80, false))).toMatch(/^[\n\x20-\x7E]*$/);
  });

  test('tells every line and band of the legend apart by its sample, without colour', () => {
    chalk.level = 0;
    const many = {
      title: '',
      lines: Array.from('abcdef', (name, i) => ({ name, x: [0], y: [i], isMain: i === 0 })),
    };
    for (const isUtf8 of [true, false]) {
      const [legend] = linePlot({ ...many, bands: example.bands! }, area(120, isUtf8))
        .split('\n')
        .slice(-1);
      const samples = legend.split('   ').map((entry) => entry.replace(/ [^ ]+(?: %)?$/, ''));
      expect(samples).toHaveLength(8);
      expect(new Set(samples).size).toBe(8);
    }
  });

  test('counts the lines that there is no sign for', () => {
    const lines = Array.from({ length: 9 }, (_, i) => ({ name: `m${i}`, x: [0, 1], y: [i, i] }));
    expect(linePlot({ title: '', lines }, area(80, true, 20))).toMatch(/and 4 more lines$/);
  });
});

describe('what holds for every drawing', () => {
  const values = fc.array(
    fc.oneof(fc.double({ noNaN: false }), fc.constant(NaN), fc.double({ min: -1, max: 1 })),
    {
      minLength: 1,
      maxLength: 90,
    },
  );

  test('it fits the width and the height, whatever the values', () => {
    chalk.level = 0;
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: 60, max: 200 }),
        fc.integer({ min: 8, max: 40 }),
        fc.boolean(),
        (y, width, height, isUtf8) => {
          const drawing = linePlot(
            { title: 'x'.repeat(300), lines: [{ name: 'y'.repeat(300), x: days(y.length), y }] },
            area(width, isUtf8, height),
          );
          if (!y.some(Number.isFinite)) {
            expect(drawing).toBe('');
            return;
          }
          const lines = drawing.split('\n');
          expect(lines).toHaveLength(height);
          for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(width);
          expect(inkOf(drawing)).not.toBe('');
          expect(drawing).not.toMatch(/NaN|Infinity|undefined/);
        },
      ),
    );
  });

  test('every value that stands alone is within the axes', () => {
    chalk.level = 0;
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 20 }),
        (y) => {
          // Three columns apart, with a hole after each: one dot a value.
          const places = y.flatMap((_, i) => [3 * i, 3 * i + 1]);
          const holed = y.flatMap((value) => [value, NaN]);
          const drawing = linePlot(
            { title: '', lines: [{ name: 'y', x: places, y: holed, isMain: true }], ticks: () => [] },
            area(100, false),
          );
          expect(inkOf(drawing)).toBe('*'.repeat(y.length));
        },
      ),
    );
  });

  test('the highest value is in the first row and the lowest in the last but margins', () => {
    chalk.level = 0;
    const rows = canvasOf(
      linePlot({ title: '', lines: [{ name: 'y', x: days(3), y: [1, 3, 2] }] }, area(80, false)),
    );
    expect(rows[0]).toMatch(/o/);
    expect(rows.at(-1)).toMatch(/o/);
  });

  test('a value that is not finite leaves a hole, in lines and in bands', () => {
    chalk.level = 0;
    const y = wave(60).map((value, i) => (i >= 20 && i < 40 ? NaN : value));
    const [lo, hi] = [y.map((value) => value - 1), y.map((value) => value + 1)];
    const drawing = linePlot(
      { title: '', lines: [{ name: 'y', x: days(60), y }], bands: [{ name: 'b', x: days(60), lo, hi }] },
      area(),
    );
    const columns = canvasOf(drawing).map((line) => line.padEnd(80));
    const isEmpty = (column: number): boolean => columns.every((line) => /[ ⠀]/.test(line[column]));
    // 60 days on about 75 columns: the hole begins after day 19 and ends before day 40.
    for (let column = 28; column < 46; column++) expect([column, isEmpty(column)]).toEqual([column, true]);
    expect(isEmpty(10)).toBe(false);
    expect(isEmpty(60)).toBe(false);
  });

  test.each([
    ['one point', [5]],
    ['a constant', [7, 7, 7, 7]],
    ['zeros', [0, 0]],
    ['huge values', [1e300, -1e300, 1.7e308]],
    ['tiny values', [1e-300, 2e-300, 5e-324]],
    ['values that differ in the last bit', [1, 1 + Number.EPSILON]],
  ])('%s can be drawn', (_, y) => {
    chalk.level = 0;
    const drawing = linePlot({ title: 't', lines: [{ name: 'y', x: days(y.length), y }] }, area());
    expect(inkOf(drawing)).not.toBe('');
    expect(drawing).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('a million points give a drawing of the same size', () => {
    chalk.level = 0;
    const x = Float64Array.from({ length: 1e6 }, (_, i) => START + i * 60_000);
    const y = x.map((_, i) => Math.sin(i / 1e5) + ((i * 7919) % 1000) / 1000);
    const drawing = linePlot({ title: 't', lines: [{ name: 'y', x, y }] }, area());
    expect(drawing.split('\n')).toHaveLength(16);
    expect(drawing).toContain('2027');
  });

  test('names from outside are one line of text, cut to the width', () => {
    chalk.level = 0;
    const name = `a\u001B[31m\nb\u202E\t${'漢'.repeat(200)}`;
    const drawing = linePlot({ title: name, lines: [{ name, x: [0, DAY], y: [1, 2] }] }, area());
    expect(drawing.split('\n')).toHaveLength(16);
    for (const sign of ['\u001B', '\u202E', '\t']) expect(drawing).not.toContain(sign);
    expect(drawing).toContain(String.raw`a\u001b[31m\nb\u202e\t`);
  });
});
