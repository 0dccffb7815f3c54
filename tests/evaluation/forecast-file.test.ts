import { describe, expect, test } from 'vitest';
import { scoreForecastFile } from '../../src/evaluation/forecast-file.ts';
import { readForecasts } from '../../src/data/csv/read-forecasts.ts';
import { walk } from '../helpers/panels.ts';
import { textsOf } from '../../src/text/warning.ts';

const DAY = 86_400_000;
const dayOf = (row: number) => new Date(Date.UTC(2024, 0, 1) + row * DAY).toISOString().slice(0, 10);
const prices = walk(60, 1);

/** A table of `horizon` steps from every row; the model forecasts half of each change. */
function table({ horizon = 1, naive = '' }: { horizon?: number; naive?: string }): string {
  const lines = prices.flatMap((last, row) =>
    Array.from({ length: horizon }, (_, k) => {
      const y = prices.at(row + k + 1);
      if (y === undefined || row + k + 1 >= prices.length) return [];
      const cells = ['A', dayOf(row + k + 1), dayOf(row), y, (last + y) / 2, ...(naive === '' ? [] : [last])];
      return [cells.join(',')];
    }).flat(),
  );
  return ['unique_id,ds,cutoff,y,half' + (naive === '' ? '' : `,${naive}`), ...lines].join('\n');
}

const judged = (text: string, naive?: string) => scoreForecastFile(readForecasts(text, 'f.csv'), naive, 1);
const resultOf = ({ models }: ReturnType<typeof scoreForecastFile>, name: string) =>
  models.find(({ model }) => model === name)!;

describe('judgeFile', () => {
  test('warns of forecasts that are far from all values of the file', () => {
    const far = (text: string) =>
      textsOf(judged(text).warnings).filter((warning) => warning.includes('far from'));
    const lines = table({ naive: 'naive' });
    expect(far(lines)).toEqual([]);
    const cells = lines.split('\n').map((line) => line.split(','));
    cells[30][4] = '4.1e12';
    expect(far(cells.map((row) => row.join()).join('\n'))).toEqual([
      expect.stringMatching(
        /^half: 1 of 59 forecasts are far from all values of their series, the farthest 4\.1e\+12 where/,
      ),
    ]);
  });

  test('scores, tests and orders the models like a backtest', () => {
    const result = judged(table({ naive: 'naive' }));
    expect(result.models.map(({ model }) => model)).toEqual(['half', 'naive']);
    const { scores, tests, bySteps } = resultOf(result, 'half');
    expect(scores.n).toBe(59);
    expect(scores.u2).toBeCloseTo(0.5, 12);
    expect(bySteps.length).toBe(1);
    expect(tests.dm[0]).toMatchObject({ n: 59, effective: 59 });
    expect(tests.dm[0].p).toBeLessThan(0.01);
    expect(tests.gw[0].note).toContain('does not say how the models were fitted');
    expect(textsOf(result.warnings).join()).toContain('mase and rmsse are undefined');
  });

  test('reads naive from a named column or from y at the origin, and leaves out forecasts without a value there', () => {
    const named = judged(table({ naive: 'RW' }), 'RW');
    expect(named.models.map(({ model }) => model)).toEqual(['half', 'naive']);
    expect(resultOf(named, 'half').scores.u2).toBeCloseTo(0.5, 12);
    const found = judged(table({}));
    // The first row is never a target, so its value is unknown.
    expect(resultOf(found, 'half').scores).toMatchObject({ n: 58 });
    expect(resultOf(found, 'half').scores.u2).toBeCloseTo(0.5, 12);
    expect(found.warnings[0].text).toMatch(/^1 of 59 forecasts are left out/);
  });

  test('does not take a model without forecasts for one whose targets or benchmark are wanting', () => {
    const rows = walk(40, 3).map(
      (y, i) =>
        `A,${new Date(Date.UTC(2024, 0, i + 2)).toISOString()},${new Date(Date.UTC(2024, 0, i + 1)).toISOString()},${y},${y + Math.sin(i)},,${y - 1}`,
    );
    const { models } = scoreForecastFile(
      readForecasts(['unique_id,ds,cutoff,y,naive,gru,ses', ...rows].join('\n'), 'f.csv'),
      undefined,
      1,
    );
    const gru = models.find(({ model }) => model === 'gru')!;
    expect(gru.verdict).toBe('gru was not scored: it has no forecast with a known actual value.');
    expect([gru.tests.dm[0].note, gru.tests.cw[0].note]).toEqual([
      'gru has no forecast there',
      'gru has no forecast there',
    ]);
  });

  test.each([1e-200, 1e-140, 1e140, 1e200])(
    'refuses values of about %d, whose squares are 0 or infinite',
    (size) => {
      const sized = (ys: readonly number[], forecast: number) =>
        [
          'unique_id,ds,cutoff,y,naive,gru',
          ...ys.map((y, i) => `A,2024-01-0${i + 2},2024-01-0${i + 1},${y},${y},${forecast}`),
        ].join('\n');
      expect(() => readForecasts(sized([size, 2 * size], size), 'f.csv')).toThrow(
        /^expected the largest of the actual values of `A` in f.csv to be from 1e-130 to 1e\+130 in size, got /,
      );
      const read = () => readForecasts(sized([0, 1], size), 'f.csv');
      if (size > 1)
        expect(read).toThrow(
          /^expected the largest of the forecasts of `gru` in f.csv to be at most 1e\+130 in size/,
        );
      else expect(read().models.get('gru')).toEqual(Float64Array.of(size, size));
      expect(readForecasts(sized([0, 0], 0), 'f.csv').y).toHaveLength(2);
    },
  );

  test('warns if a target has another actual value from another origin, but not of rounding and unknown values', () => {
    const lines = (values: readonly (number | string)[]) =>
      scoreForecastFile(
        readForecasts(
          [
            'unique_id,ds,cutoff,y,naive,gru',
            ...values.map(
              (y, i) => `A,2024-01-0${4 + Math.floor(i / 2)},2024-01-0${2 + (i % 2)},${y},9,${8 + i}`,
            ),
          ].join('\n'),
          'f.csv',
        ),
        undefined,
        1,
      ).warnings.flatMap(({ text }) => (text.includes('actual value') ? text : []));
    expect(lines([10, 11, 12, 12])).toEqual([
      'f.csv: 1 of 4 forecasts have another actual value than an earlier forecast of the same target, the first for 2024-01-04 of `A`: y is 10 from 2024-01-02 and 11 from 2024-01-03. Each is scored against its own',
    ]);
    expect(lines([10, 10 + 1e-12, 12, 12])).toEqual([]);
    expect(lines([10, '', '', 12])).toEqual([]);
  });

  test('warns of intervals that reach beyond wider ones, and of models that are named like bounds', () => {
    const header = 'ds,cutoff,y,m,m-lo-80,m-hi-80,m-lo-95,m-hi-95,m_lower';
    const lines = [3, 5, 7].map(
      (row) => `${dayOf(row)},${dayOf(row - 1)},10,11,9,12,${row === 5 ? 9.5 : 8},13,9`,
    );
    const { warnings } = judged([header, ...lines].join('\n'));
    expect(textsOf(warnings)).toContain(
      '`m`: the 80 % interval reaches beyond the 95 % interval in 1 of 3 rows, the first for 2024-01-06 of `series`',
    );
    expect(textsOf(warnings)).toContain(
      'the column `m_lower` is scored as a model; name the bounds of an 80 % interval `<model>-lo-80` and `<model>-hi-80`',
    );
  });

  test('scores without naive if no value at an origin is known, and says so', () => {
    const rows = ['ds,cutoff,y,m', ...[3, 5, 7].map((row) => `${dayOf(row)},${dayOf(row - 1)},10,11`)];
    const result = judged(rows.join('\n'));
    expect(result.models.map(({ model }) => model)).toEqual(['m']);
    expect(resultOf(result, 'm').scores).toMatchObject({ n: 3, mae: 1, u2: NaN });
    expect(resultOf(result, 'm').verdict).toContain(
      'cannot be compared with naive: the naive forecasts of these 3 points are unknown',
    );
    expect(result.warnings[0].text).toContain('name its column with `--naive`');
  });

  test('computes steps and the distance of origins from the times', () => {
    const { trial, models } = judged(table({ horizon: 3, naive: 'naive' }));
    expect([trial.horizon, trial.stepSize]).toEqual([3, 1]);
    expect(models[0].tests.dm.map(({ effective, n }) => [n, effective])).toEqual([
      [59, 59],
      [58, 29],
      [57, 19],
    ]);
  });

  test('scores all models on the forecasts that all of them have, and says how many', () => {
    const lines = table({ naive: 'naive' }).split('\n');
    const cells = lines.map((line) => line.split(','));
    const short = (row: readonly string[], i: number) => (i % 3 === 0 ? '' : row[4]);
    const text = cells
      .map((row, i) => [...row, i === 0 ? 'short' : short(row, i), i === 0 ? 'none' : ''].join(','))
      .join('\n');
    const { models, warnings } = judged(text);
    expect(models.map(({ model, scores }) => [model, scores.n])).toEqual([
      ['half', 40],
      ['short', 40],
      ['naive', 40],
      ['none', 0],
    ]);
    const [half, other] = models;
    expect(other.scores).toEqual(half.scores);
    expect(textsOf(warnings)).toContain(
      '19 of 59 forecasts are left out, because short has only 40: all models are scored on the 40 forecasts that every model has',
    );
  });

  test('rejects models that share no forecast', () => {
    const rows = [3, 4, 5, 6].map(
      (row) => `${dayOf(row)},${dayOf(row - 1)},10,10,${row < 5 ? '11,' : ',11'}`,
    );
    expect(() => judged(['ds,cutoff,y,naive,a,b', ...rows].join('\n'))).toThrow(
      'f.csv: expected forecasts that every model has, got none: naive has 4, a has 2, b has 2',
    );
  });

  test('detects forecasts that repeat a value before the origin, from the file only', () => {
    const lines = prices
      .slice(2)
      .map((y, i) => [dayOf(i + 2), dayOf(i + 1), y, prices[i + 1], prices[i]].join(','));
    const { warnings } = judged(['ds,cutoff,y,naive,stale', ...lines].join('\n'));
    expect(textsOf(warnings).join()).toContain('stale repeats the value 1 row before the origin');
  });

  test('does not treat origins as folds', () => {
    const { models } = judged(table({ naive: 'naive' }));
    expect(models.map(({ verdict }) => verdict).join()).not.toContain('folds');
  });

  test('rejects a missing column of naive', () => {
    expect(() => judged(table({}), 'hal')).toThrow('expected `--naive` to be a column of f.csv, got `hal`');
  });
});
