import { describe, expect, test } from 'vitest';
import { pickRows } from '../../../src/data/csv/forecast-rows.ts';
import { readForecasts } from '../../../src/data/csv/read-forecasts.ts';

const DAY = 86_400_000;
const day = (n: number) => Date.UTC(2024, 0, n);
const read = (lines: readonly string[]) => readForecasts(`${lines.join('\n')}\n`, 'f.csv');

const OURS = [
  'unique_id,ds,cutoff,origin,step,y,naive,gru,gru-lo-80,gru-hi-80',
  'B,2024-01-03,2024-01-01,2024-01-02,1,5,4,4.5,4,5',
  'A,2024-01-04,2024-01-01,2024-01-02,2,,9,9.5,,',
  'A,2024-01-03,2024-01-01,2024-01-02,1,10,9,9.5,9,11',
];
/** As pandas writes what `cross_validation` of Nixtla returns. */
const NIXTLA = [
  ',unique_id,ds,cutoff,y,NHITS,NHITS-lo-90,NHITS-hi-90,NHITS-lo-80,NHITS-hi-80',
  '0,A,2024-01-03 00:00:00,2024-01-02 00:00:00,10.0,9.5,8,12,9,11',
  '1,A,2024-01-05 00:00:00,2024-01-02 00:00:00,11.0,9.5,8,12,9,11',
  '2,A,2024-01-05 00:00:00,2024-01-03 00:00:00,11.0,10.5,8,12,9,11',
];

describe('readForecasts', () => {
  test('orders lines by series, as the file names them, then origin, then step', () => {
    const rows = read(OURS);
    expect(rows.ids).toEqual(['B', 'A']);
    expect([...rows.series]).toEqual([0, 1, 1]);
    expect([...rows.step]).toEqual([1, 1, 2]);
    expect([...rows.ds]).toEqual([day(3), day(3), day(4)]);
    expect([...rows.cutoff]).toEqual([day(1), day(1), day(1)]);
    expect([...rows.origin]).toEqual([day(2), day(2), day(2)]);
    expect([...rows.y]).toEqual([5, 10, NaN]);
    expect([...rows.models.keys()]).toEqual(['naive', 'gru']);
    expect([...rows.intervals.get('gru')![0].hi]).toEqual([5, 11, NaN]);
  });

  test('of another tool counts steps, takes the cutoff for the origin, and passes over an index', () => {
    const rows = read(NIXTLA);
    expect([...rows.step]).toEqual([1, 2, 1]);
    expect([...rows.origin]).toEqual([day(2), day(2), day(3)]);
    expect([...rows.models.keys()]).toEqual(['NHITS']);
    expect(rows.intervals.get('NHITS')!.map(({ level }) => level)).toEqual([80, 90]);
  });

  test('takes a lone far step for what it is, by the times that the file names', () => {
    const lines = [2, 3, 4, 5].map((n) => `2024-01-0${n + 4},2024-01-0${n},1,2`);
    // From the 2nd to the 6th: the 3rd to the 5th are origins, and so rows of the grid.
    expect([...read(['ds,cutoff,y,m', ...lines]).step]).toEqual([4, 4, 4, 4]);
    // A missing line is no reason to call the next one its step.
    const gap = ['2024-01-02', '2024-01-03'].map((ds) => `A,${ds},2024-01-01,1,2`);
    const rows = read(['unique_id,ds,cutoff,y,m', ...gap, 'B,2024-01-03,2024-01-01,1,2']);
    expect([...rows.step]).toEqual([1, 2, 2]);
  });

  test('takes one series without a name', () => {
    expect(read(['ds,cutoff,y,m', '2024-01-03,2024-01-02,1,2']).ids).toEqual(['series']);
  });

  test.each([
    [['ds,cutoff,y'], 'expected forecasts below the header line, got none'],
    [['', ' '], 'expected rows, got an empty file'],
    [['ds,cutoff,y', '2024-01-03,2024-01-02,1'], 'expected a column of forecasts per model, got none'],
    [['ds,y,m', '2024-01-03,1,2'], 'expected a column `cutoff`'],
    [
      ['ds,cutoff,y,m', '2024-01-03,2024-01-02,1,good'],
      'line 2, column `m`: expected a number or an empty cell, got `good`',
    ],
    [['ds,cutoff,y,m', 'soon,2024-01-02,1,2'], 'line 2, column `ds`: expected a time, got `soon`'],
    [
      ['ds,cutoff,y,m', '2024-01-02,2024-01-02,1,2'],
      'line 2: expected `ds` after the origin 2024-01-02, got 2024-01-02',
    ],
    [
      ['ds,cutoff,origin,y,m', '2024-01-03,2024-01-02,2024-01-01,1,2'],
      'line 2: expected `cutoff` at or before the origin 2024-01-01, got 2024-01-02',
    ],
    [
      ['ds,cutoff,step,y,m', '2024-01-03,2024-01-02,0,1,2'],
      'line 2: expected `step` to be an integer from 1, got 0',
    ],
    [
      ['ds,cutoff,y,m', '2024-01-03,2024-01-02,1,2', '2024-01-03,2024-01-02,1,3'],
      'line 3: expected one line per series, origin and `ds`',
    ],
    [
      ['ds,cutoff,y,m,m-lo-80', '2024-01-03,2024-01-02,1,2,1'],
      'expected all of the columns `m`, `m-lo-80`, `m-hi-80`, got only some of them',
    ],
    [['ds,cutoff,y,m,m', '2024-01-03,2024-01-02,1,2,1'], 'expected one column `m`, got two'],
    [
      ['ds,cutoff,y,m,m-lo-80,m-hi-80', '2024-01-03,2024-01-02,1,2,1,3', '2024-01-04,2024-01-03,1,2,3,1'],
      'line 3: expected `m-lo-80` to be at most `m-hi-80`, got 3 and 1',
    ],
    [
      ['ds,cutoff,y,m,m-lo-80,m-hi-80,m-lo-80.0,m-hi-80.0', '2024-01-03,2024-01-02,1,2,1,3,1,3'],
      'expected one column for each bound, got `m-lo-80` and `m-lo-80.0`',
    ],
    [
      ['ds,cutoff,step,y,m', '2024-01-03,2024-01-02,1,1,2', '2024-01-04,2024-01-02,1,1,2'],
      'line 3: expected the step of 2024-01-04 to be more than 1, the step of 2024-01-03, got 1',
    ],
    [
      ['ds,cutoff,step,y,m', '2024-01-03,2024-01-02,1,1,2', '2024-01-04,2024-01-01,1,1,2'],
      'line 3: expected the step of 2024-01-04 to be 2 or more, because the file has 2 targets from the origin 2024-01-01',
    ],
  ])('refuses %j', (lines, message) => {
    expect(() => read(lines)).toThrow(message);
  });
});

test.each([
  ['0.8', 'did you mean `m-lo-80`? rename the column'],
  ['.95', 'did you mean `m-lo-95`? rename the column'],
  ['0', 'name the bounds of an 80 % interval `m-lo-80` and `m-hi-80`'],
  ['100', 'name the bounds of an 80 % interval `m-lo-80` and `m-hi-80`'],
  ['80%', 'name the bounds of an 80 % interval `m-lo-80` and `m-hi-80`'],
])('refuses a bound of level %s and says how to name it', (level, hint) => {
  const lines = [`ds,cutoff,y,m,m-lo-${level},m-hi-${level}`, '2024-01-03,2024-01-02,1,2,1,3'];
  expect(() => read(lines)).toThrow(
    expect.objectContaining({
      message: `f.csv: expected a level in percent, from 1 to below 100, at the end of the column \`m-lo-${level}\`, got \`${level}\``,
      hint,
    }),
  );
});

test('takes the names of bounds in any case', () => {
  const rows = read(['ds,cutoff,y,m,m-LO-80,m-Hi-80', '2024-01-03,2024-01-02,1,2,1,3']);
  expect(rows.intervals.get('m')).toEqual([{ level: 80, lo: Float64Array.of(1), hi: Float64Array.of(3) }]);
});

test('pickRows takes rows in the order asked for', () => {
  const rows = pickRows(read(OURS), [2, 0]);
  expect([...rows.ds]).toEqual([day(4), day(3)]);
  expect([...rows.models.get('gru')!]).toEqual([9.5, 4.5]);
  expect([...rows.intervals.get('gru')![0].lo]).toEqual([NaN, 4]);
  expect(rows.ds[0] - rows.ds[1]).toBe(DAY);
});
