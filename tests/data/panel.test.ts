import { describe, expect, test } from 'vitest';
import { buildPanel, gapPolicies } from '../../src/data/panel.ts';
import type { GapPolicy, Panel } from '../../src/data/panel.ts';
import { DataError, UsageError } from '../../src/errors.ts';
import { candlesOf, DAY, panelOf, START } from '../helpers/panels.ts';
import { textsOf } from '../../src/text/warning.ts';

/** Daily candles with these closes on these days of January 2024, counted from 0. */
const daily = (id: string, days: readonly number[], close: readonly number[] = days) =>
  candlesOf(
    id,
    days.map((day) => START + day * DAY),
    close,
  );
const build = (gaps: GapPolicy, ...candles: ReturnType<typeof daily>[]) => buildPanel(candles, 'close', gaps);
const days = ({ time }: Panel): number[] => Array.from(time, (ms) => (ms - START) / DAY);

/** Days 3 and 4 are missing. */
const withGap = daily('A', [0, 1, 2, 5, 6], [10, 11, 12, 15, 16]);

describe('candles without gaps', () => {
  test.each(gapPolicies)('are the same rows under `%s`', (gaps) => {
    const { panel, warnings } = build(gaps, daily('A', [0, 1, 2], [10, 11, 12]));
    expect(days(panel)).toEqual([0, 1, 2]);
    expect([...panel.series[0].values]).toEqual([10, 11, 12]);
    expect([...panel.series[0].observed]).toEqual([10, 11, 12]);
    expect(panel.series[0]).toMatchObject({ id: 'A', source: 'A.csv', first: 0, last: 2, rows: 3 });
    expect(warnings).toEqual([]);
  });
});

describe('candles with a gap', () => {
  test('are refused under `error`, which says what is missing and what to do', () => {
    const refused = () => build('error', withGap);
    expect(refused).toThrow(DataError);
    expect(refused).toThrow(
      'expected a candle at every step, got A: 1 gap, 2 candles missing, from 2024-01-04',
    );
    expect(refused).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('--gaps drop-windows') }),
    );
  });

  test('become neighbours under `keep`, on a grid without a step', () => {
    const { panel } = build('keep', withGap);
    expect(panel.timeframe).toBeNull();
    expect(days(panel)).toEqual([0, 1, 2, 5, 6]);
    expect([...panel.series[0].values]).toEqual([10, 11, 12, 15, 16]);
  });

  test('have a gap under `keep` only where another series of the panel has a row', () => {
    const { panel, warnings } = build('keep', withGap, daily('B', [0, 1, 2, 3, 5, 6]));
    expect(days(panel)).toEqual([0, 1, 2, 3, 5, 6]);
    expect([...panel.series[0].values]).toEqual([10, 11, 12, NaN, 15, 16]);
    expect(textsOf(warnings)).toEqual([
      'A: 1 of 4 rows are not 1d after the one before, and are treated as consecutive (`--gaps keep`)',
      'A: 1 gap, 1 candle missing, from 2024-01-04; other series have rows there; windows and targets with a ' +
        'gap are not used (`--gaps keep`)',
      'B: 1 of 5 rows are not 1d after the one before, and are treated as consecutive (`--gaps keep`)',
    ]);
  });

  test('hold NaN in the gap under `drop-windows`', () => {
    const { panel, warnings } = build('drop-windows', withGap);
    expect(panel.timeframe?.name).toBe('1d');
    expect(days(panel)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect([...panel.series[0].values]).toEqual([10, 11, 12, NaN, NaN, 15, 16]);
    expect([...panel.series[0].observed]).toEqual([10, 11, 12, NaN, NaN, 15, 16]);
    expect(textsOf(warnings)).toEqual([
      'A: 1 gap, 2 candles missing, from 2024-01-04; windows and targets with a gap are not used (`--gaps drop-windows`)',
    ]);
  });

  test('carry the last value into the gap under `ffill`, where models look and not where truth is', () => {
    const { panel, warnings } = build('ffill', withGap);
    expect([...panel.series[0].values]).toEqual([10, 11, 12, 12, 12, 15, 16]);
    expect([...panel.series[0].observed]).toEqual([10, 11, 12, NaN, NaN, 15, 16]);
    expect(panel.series[0].rows).toBe(5);
    expect(warnings[0].text).toContain('filled rows are not used for training or scoring');
  });

  test('are told with the longest of several gaps', () => {
    const { warnings } = build('drop-windows', daily('A', [0, 1, 2, 4, 5, 6, 9, 10]));
    expect(warnings[0].text).toContain('A: 2 gaps, 3 candles missing, the longest of 2 from 2024-01-08;');
  });

  test('have a gap where the column is empty, as where the row is absent', () => {
    const { panel } = build('drop-windows', daily('A', [0, 1, 2, 3, 4], [10, 11, NaN, 13, 14]));
    expect([...panel.series[0].values]).toEqual([10, 11, NaN, 13, 14]);
    expect(panel.series[0].rows).toBe(4);
  });
});

describe('series with different starts and ends', () => {
  const [early, late] = [daily('A', [0, 1, 2, 3]), daily('B', [2, 3, 4, 5], [22, 23, 24, 25])];

  test.each(gapPolicies)(
    'share one grid under `%s`, absent before their first row and after their last',
    (gaps) => {
      const { panel, warnings } = build(gaps, early, late);
      expect(days(panel)).toEqual([0, 1, 2, 3, 4, 5]);
      expect([...panel.series[0].values]).toEqual([0, 1, 2, 3, NaN, NaN]);
      expect([...panel.series[1].values]).toEqual([NaN, NaN, 22, 23, 24, 25]);
      expect(panel.series.map(({ first, last }) => [first, last])).toEqual([
        [0, 3],
        [2, 5],
      ]);
      expect(warnings).toEqual([]);
    },
  );

  test('keep the order in which they came', () => {
    expect(build('error', late, early).panel.series.map(({ id }) => id)).toEqual(['B', 'A']);
  });
});

describe('a row off the grid', () => {
  const stray = (day: number) =>
    daily(
      'A',
      [...Array(40).keys(), day].toSorted((a, b) => a - b),
    );

  test('is refused with its file, line and time', () => {
    const refused = () => build('drop-windows', stray(2.5));
    expect(refused).toThrow(DataError);
    expect(refused).toThrow(
      'A.csv, line 5: expected times 1d apart, got 2024-01-03T12:00Z between 2024-01-03 and 2024-01-04',
    );
  });

  test('is named between two steps after the last one too', () => {
    expect(() => build('ffill', stray(39.5))).toThrow(
      'got 2024-02-09T12:00Z between 2024-02-09 and 2024-02-10',
    );
  });

  test('is refused without a line where the source has none', () => {
    const { lines: _, ...unnumbered } = stray(2.5);
    expect(() => buildPanel([unnumbered], 'close', 'error')).toThrow('A.csv: expected times 1d apart');
  });

  test('is a row like any other under `keep`', () => {
    expect(build('keep', stray(2.5)).panel.time).toHaveLength(41);
  });
});

describe('the digest', () => {
  const digest = (candles: ReturnType<typeof daily>, gaps: GapPolicy = 'drop-windows') =>
    build(gaps, candles).panel.series[0].digest;

  test('is of the times and values that were observed, whatever the gap policy, name or neighbours', () => {
    expect(digest(withGap)).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(digest(withGap, 'keep')).toBe(digest(withGap));
    expect(digest(withGap, 'ffill')).toBe(digest(withGap));
    expect(digest({ ...withGap, id: 'Z', source: 'other.csv' })).toBe(digest(withGap));
    const { series } = build('drop-windows', daily('B', [0, 1, 9]), withGap).panel;
    expect(series[1].digest).toBe(digest(withGap));
    // A row without a value says no more than no row.
    expect(digest(daily('A', [0, 1, 2, 3, 5, 6], [10, 11, 12, NaN, 15, 16]))).toBe(digest(withGap));
  });

  test('changes with any time and with the last bit of any value', () => {
    const others = [
      daily('A', [0, 1, 2, 5, 7], [10, 11, 12, 15, 16]),
      daily('A', [0, 1, 2, 5, 6], [10, 11, 12, 15, 16 + 4e-15]),
      daily('A', [0, 1, 2, 5], [10, 11, 12, 15]),
    ];
    expect(new Set([withGap, ...others].map((candles) => digest(candles))).size).toBe(4);
  });
});

test('two series of one name are refused', () => {
  const refused = () => build('keep', daily('A', [0, 1]), daily('B', [0, 1]), daily('A', [5, 6]));
  expect(refused).toThrow(UsageError);
  expect(refused).toThrow('expected every series to have its own name, got `A` twice');
});

test('a series without a single value is refused by its source', () => {
  const refused = () => build('ffill', daily('A', [0, 1]), daily('B', [0, 1, 2], [NaN, NaN, NaN]));
  expect(refused).toThrow(DataError);
  expect(refused).toThrow('expected prices in column `close` of B.csv, got none in 3 rows');
});

test('names from files are shown with control characters escaped', () => {
  const nasty = { ...withGap, id: 'A\u001B[31m' };
  expect(build('drop-windows', nasty).warnings[0].text).not.toContain('\u001B');
});

test('the panels of the test helper are what `buildPanel` makes of the same candles', () => {
  const values = [10, 11, NaN, 13, 14, 15];
  const candles = [daily('A', [...values.keys()], values), daily('B', [0, 1, 2, 3])];
  for (const filled of [true, false]) {
    const built = build(filled ? 'ffill' : 'drop-windows', ...candles).panel;
    const helped = panelOf([values, [0, 1, 2, 3]], { filled });
    expect(helped).toEqual({
      ...built,
      series: built.series.map((series, s) => ({ ...series, digest: helped.series[s].digest })),
    });
  }
});

test.each([1e-200, 1e200])('a series of values about %d is refused before anything is fitted', (size) => {
  const candles = {
    id: 'A',
    source: 'a.csv',
    time: Float64Array.of(0, 1, 2),
    columns: { close: Float64Array.of(0, size, -2 * size) },
  };
  expect(() => buildPanel([candles], 'close', 'keep')).toThrow(
    /^expected the largest of the values of A to be from 1e-130 to 1e\+130 in size, got 2e[+-]200$/,
  );
});

test('gaps are a warning, but a note if the exchange has confirmed them or the user has said what to do about them', () => {
  const gap = daily('A', [0, 1, 2, 4, 5]);
  const levels = (policy: Parameters<typeof build>[0], areGapsConfirmed?: boolean) => {
    const { warnings, panel } = build(policy, {
      ...gap,
      ...(areGapsConfirmed !== undefined && { areGapsConfirmed }),
    });
    return [warnings.map(({ level }) => level), panel.areGapsConfirmed];
  };
  expect(levels('drop-windows')).toEqual([['warning'], false]);
  expect(levels('drop-windows', false)).toEqual([['warning'], false]);
  expect(levels('drop-windows', true)).toEqual([['note'], true]);
  expect(levels('ffill')).toEqual([['note'], false]);
  expect(levels('keep')).toEqual([['note'], true]);
});
