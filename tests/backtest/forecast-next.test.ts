import { describe, expect, test } from 'vitest';
import { forecastNext } from '../../src/backtest/forecast-next.ts';
import type { NextForecast } from '../../src/backtest/forecast-next.ts';
import { buildPanel } from '../../src/data/panel.ts';
import type { GapPolicy } from '../../src/data/panel.ts';
import { formatTime } from '../../src/data/timeframe.ts';
import { DataError } from '../../src/errors.ts';
import { candlesOf, DAY, optionsOf, panelOf, START, walk } from '../helpers/panels.ts';
import { textsOf } from '../../src/text/warning.ts';

const rising = Array.from({ length: 30 }, (_, i) => 100 + i); // up to 2024-01-30
const dates = ({ ds }: NextForecast): string[] => Array.from(ds, formatTime);

describe('the next values', () => {
  test('are those of the horizon after the last row', async () => {
    const next = await forecastNext(panelOf([rising]), optionsOf({ models: ['drift'], horizon: 3 }));
    expect(next.series).toEqual(['A']);
    expect(formatTime(next.origin)).toBe('2024-01-30');
    expect(next.last).toEqual([129]);
    expect(dates(next)).toEqual(['2024-01-31', '2024-02-01', '2024-02-02']);
    expect(Object.fromEntries(next.models)).toEqual({
      naive: Float64Array.of(129, 129, 129),
      drift: Float64Array.of(130, 131, 132),
    });
    expect([next.failures, next.warnings, [...next.spread.keys()]]).toEqual([[], [], []]);
  });

  test('are those of the series that reach the last row: a fit that saw it knows the future of the others', async () => {
    const panel = panelOf([rising, rising.slice(0, 28).map((value) => 3 * value)]);
    const next = await forecastNext(panel, optionsOf({ models: ['drift', 'linear'], horizon: 2 }));
    expect(next.series).toEqual(['A']);
    expect(next.last).toEqual([129]);
    expect([...next.models.get('drift')!]).toEqual([130, 131]);
    expect(textsOf(next.warnings)).toEqual(['B ends 2024-01-28, before 2024-01-30: not forecast']);
  });

  test('are fitted on all rows, or on the last `trainSize` of them', async () => {
    const bent = [...rising, 200]; // up by 71 on the last day
    const slope = async (trainSize: number | null) => {
      const next = await forecastNext(panelOf([bent]), optionsOf({ models: ['drift'], trainSize }));
      return next.models.get('drift')![0] - 200;
    };
    expect(await slope(null)).toBeCloseTo(100 / 30, 12);
    expect(await slope(11)).toBeCloseTo((200 - 120) / 10, 12);
  });

  test('have intervals at the steps with enough errors, and warnings name the series that lack some', async () => {
    const texts = async (panel: ReturnType<typeof panelOf>) => {
      const options = optionsOf({ models: ['ses'], horizon: 3, level: [80], inputSize: 2 });
      return textsOf((await forecastNext(panel, options)).warnings);
    };
    const [few, many] = [walk(30, 1), walk(90, 2)];
    expect(await texts(panelOf([few]))).toEqual([
      'no 80 % interval at some steps: it needs 9 earlier errors, and fewer are known',
    ]);
    const late = [...many.slice(few.length).fill(NaN), ...few];
    expect(await texts(panelOf([many, late, many.map(() => 5)]))).toEqual([
      'no intervals of C: the values never change, so there is no volatility to scale errors by',
      'no 80 % interval of B: it needs 9 earlier errors, and fewer are known',
    ]);
  });

  test('follow calendar months if the rows do', async () => {
    const times = rising.map((_, i) => Date.UTC(2022, i, 1));
    const { panel } = buildPanel([candlesOf('A', times, rising)], 'close', 'error');
    const next = await forecastNext(panel, optionsOf({ models: [], horizon: 2 }));
    expect(dates(next)).toEqual(['2024-07-01', '2024-08-01']);
  });

  test.each<[GapPolicy, string[]]>([
    ['ffill', ['2024-02-02', '2024-02-03']],
    ['keep', ['NaN', 'NaN']],
  ])('after a gap have times with `%s` only if rows are on a grid', async (gaps, expected) => {
    const times = rising.map((_, i) => START + (i < 28 ? i : i + 2) * DAY); // two days missing before the last two
    const { panel } = buildPanel([candlesOf('A', times, rising)], 'close', gaps);
    const next = await forecastNext(panel, optionsOf({ models: [], horizon: 2 }));
    expect(next.last).toEqual([129]);
    expect(dates(next)).toEqual(expected);
  });

  test('are the same to the last bit on any number of workers', async () => {
    const panel = panelOf([walk(60, 1), walk(50, 2)]);
    const options = optionsOf({ models: ['mlp', 'gru'], horizon: 2, members: 2 });
    const inPlace = await forecastNext(panel, options);
    expect([...inPlace.models.keys()]).toEqual(['naive', 'mlp', 'gru']);
    expect([...inPlace.spread.keys()]).toEqual(['mlp', 'gru']);
    expect(inPlace.spread.get('mlp')!.every((value) => value > 0)).toBe(true);
    expect(await forecastNext(panel, options, { workers: 3 })).toEqual(inPlace);
  });
});

describe('what cannot be forecast', () => {
  test('is left out and named if only some series end without a complete window', async () => {
    const gap = rising.with(26, NaN);
    const next = await forecastNext(panelOf([gap, rising]), optionsOf({ models: ['linear'] }));
    expect(next.series).toEqual(['B']);
    expect(next.models.get('naive')).toEqual(Float64Array.of(129));
    expect(textsOf(next.warnings)).toEqual([
      'A ends with 3 rows without a gap, and needs 6, and 7 to train on: not forecast',
    ]);
  });

  test('is refused if no series ends with a complete window', async () => {
    const gap = rising.with(26, NaN);
    const refused = forecastNext(panelOf([gap]), optionsOf({}));
    await expect(refused).rejects.toThrow(DataError);
    await expect(refused).rejects.toMatchObject({
      exit: 12,
      message:
        'expected a series to forecast, but A ends with 3 rows without a gap, and needs 6, and 7 to train on',
    });
  });

  test('is refused if a target cannot encode a price', async () => {
    const refused = forecastNext(panelOf([rising.with(3, -1)]), optionsOf({}));
    await expect(refused).rejects.toThrow('expected positive values for target `log-return`, got -1 in A');
  });

  test('is named if a model fails, and the other models are forecast', async () => {
    const next = await forecastNext(
      panelOf([rising]),
      optionsOf({ models: ['mlp', 'drift'], learningRate: 1e38 }),
    );
    expect([...next.models.keys()]).toEqual(['naive', 'drift']);
    expect(next.failures).toEqual([
      expect.objectContaining({ model: 'mlp', hint: expect.stringContaining('--learning-rate') }),
    ]);
  });

  test('is refused if there is a window to forecast from but none to train on', async () => {
    const refused = forecastNext(panelOf([rising.slice(0, 6)]), optionsOf({ models: ['mlp'] }));
    await expect(refused).rejects.toThrow(
      'but A ends with 6 rows without a gap, and needs 6, and 7 to train on',
    );
  });
});
