import { expect, test } from 'vitest';
import { forecastsCsv } from '../../../src/report/csv/forecasts.ts';
import { readForecasts } from '../../../src/data/csv/read-forecasts.ts';
import { actualValues, lastPaths, lastRows } from '../../../src/report/html/shown-rows.ts';
import { smallResult } from '../result.ts';
import { walk } from '../../helpers/panels.ts';

const series = Object.fromEntries(['A', 'B', 'C', 'D'].map((id, s) => [id, walk(80, s + 1)]));
const rows = readForecasts([...forecastsCsv(smallResult({ series, horizon: 2 }))].join(''), 'forecasts.csv');

test('the rows of a series are its own, whichever is asked for first', () => {
  for (const s of [2, 0, 3, 1]) {
    const last = lastRows(rows, s, 2);
    expect(last.length).toBeGreaterThan(0);
    expect(last.every((i) => rows.series[i] === s && rows.step[i] === 2)).toBe(true);
    expect(last.at(-1)).toBe(rows.series.lastIndexOf(s));
    const paths = lastPaths(rows, s);
    expect(paths.flat().every((i) => rows.series[i] === s)).toBe(true);
    expect(actualValues(rows, s, rows.ds[last[0]]).values[0]).toBe(rows.y[last[0]]);
  }
});

test('all series of a table are searched in one pass', () => {
  let reads = 0;
  const counted = new Proxy(rows.series, {
    get(column, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
      return Reflect.get(column, key, column) as unknown;
    },
  });
  const table = { ...rows, series: counted };
  const once = (lastRows(table, 0, 1), reads);
  for (const s of [0, 1, 2, 3]) {
    lastRows(table, s, 1);
    lastPaths(table, s);
    actualValues(table, s, 0);
  }
  expect(once).toBeGreaterThan(0);
  expect(reads).toBe(once);
});
