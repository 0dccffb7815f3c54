import { describe, expect, test } from 'vitest';
import { compare } from '../../src/evaluation/compare.ts';
import { readForecasts } from '../../src/data/csv/read-forecasts.ts';
import { dieboldMariano } from '../../src/significance/diebold-mariano.ts';
import { walk } from '../helpers/panels.ts';
import { textsOf } from '../../src/text/warning.ts';

const DAY = 86_400_000;
const dayOf = (row: number) => new Date(Date.UTC(2024, 0, 1) + row * DAY).toISOString().slice(0, 10);
const prices = walk(80, 2);

/** Rows `from`..`to` as targets; each model forecasts the last price plus a share of the change, which may vary by row. */
function run(from: number, to: number, models: Readonly<Record<string, (row: number) => number>>) {
  const lines = prices.slice(from, to).map((y, i) => {
    const row = from + i;
    const last = prices[row - 1];
    const forecasts = Object.values(models).map((share) => last + share(row) * (y - last));
    return ['A', dayOf(row), dayOf(row - 1), y, last, ...forecasts].join(',');
  });
  const header = ['unique_id', 'ds', 'cutoff', 'y', 'naive', ...Object.keys(models)].join(',');
  return readForecasts([header, ...lines].join('\n'), `${from}.csv`);
}

const waver = (row: number) => 0.3 + 0.2 * Math.sin(row);
const flat = () => 0.2;

describe('compare', () => {
  test('uses the targets that both tables have, and models of the same name', () => {
    const { n, sizes, pairs, comparisons } = compare(
      run(1, 60, { gru: waver, mlp: flat }),
      run(21, 80, { gru: flat, other: flat }),
    );
    expect([n, sizes, comparisons]).toEqual([39, [59, 59], 1]);
    expect(pairs.map(({ a, b }) => [a, b])).toEqual([['gru', 'gru']]);
  });

  test('names a model once that several are compared with and do not differ from', () => {
    const cosine = (turns: number) => (row: number) => 0.3 * Math.cos(turns * row);
    const { answer } = compare(
      run(1, 80, { gru: cosine(1), mlp: cosine(2) }),
      run(1, 80, { other: cosine(3) }),
    );
    expect(answer).toContain('gru and mlp of the first do not differ significantly from other of the second');
    expect(
      compare(run(1, 80, { other: cosine(3) }), run(1, 80, { gru: cosine(1), mlp: cosine(2) })).answer,
    ).toContain('other of the first does not differ significantly from gru and mlp of the second');
  });

  test('returns the ratio of errors and the test of their difference', () => {
    const [pair] = compare(run(1, 80, { gru: waver }), run(1, 80, { gru: flat })).pairs;
    const rows = prices.map((_, row) => row).slice(1);
    const change = (row: number) => (prices[row] - prices[row - 1]) ** 2;
    const [one, other] = [waver, flat].map((share) => rows.map((row) => (1 - share(row)) ** 2 * change(row)));
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(pair.ratio).toBeCloseTo(Math.sqrt(sum(one) / sum(other)), 10);
    expect(pair.scoresA.u2 / pair.scoresB.u2).toBeCloseTo(pair.ratio, 10);
    const expected = dieboldMariano(
      Float64Array.from(one, (value, i) => value - other[i]),
      0,
    );
    expect([pair.dm[0].statistic, pair.dm[0].p]).toBeAllClose([expected.statistic, expected.p], {
      rtol: 1e-8,
    });
    expect(pair.verdict).toMatch(
      /^gru of the first has RMSE .* lower than gru of the second; the .* \(Diebold-Mariano p [<\d.]+\)\.$/,
    );
  });

  test('is reversed if the two tables are swapped', () => {
    const [a, b] = [run(1, 80, { gru: waver }), run(1, 80, { gru: flat })];
    const [there, back] = [compare(a, b).pairs[0], compare(b, a).pairs[0]];
    expect(there.ratio * back.ratio).toBeCloseTo(1, 12);
    expect(there.dm[0].statistic).toBeCloseTo(-back.dm[0].statistic, 8);
  });

  test.each([true, false])('is reversed on a panel too, with naive known: %s', (hasNaive) => {
    // The second series is a thousand times larger, and the other model is better there.
    const panel = (shareA: number, shareB: number) => {
      const lines = prices.slice(1).flatMap((y, i) =>
        (
          [
            ['A', 1, shareA],
            ['B', 1000, shareB],
          ] as const
        ).map(([id, unit, share]) => {
          const last = prices[i];
          const yhat = last + share * (1 + 0.3 * Math.sin(i)) * (y - last);
          return [id, dayOf(i + 1), dayOf(i), unit * y, hasNaive ? unit * last : '', unit * yhat].join(',');
        }),
      );
      return readForecasts(['unique_id,ds,cutoff,y,naive,gru', ...lines].join('\n'), 'panel.csv');
    };
    const [a, b] = [panel(0.6, 0.2), panel(0.2, 0.5)];
    const [there, back] = [compare(a, b).pairs[0], compare(b, a).pairs[0]];
    expect(Math.abs(there.dm[0].statistic)).toBeGreaterThan(0.1);
    expect(there.dm[0].statistic).toBeCloseTo(-back.dm[0].statistic, 8);
    expect(there.dm[0].p).toBeCloseTo(back.dm[0].p, 8);
  });

  test('compares all pairs if no name is in both tables, and adjusts for all of them', () => {
    const { pairs, comparisons } = compare(
      run(1, 80, { gru: waver }),
      run(1, 80, { mlp: flat, ses: (row) => 0.9 * waver(row) }),
    );
    expect(pairs.map(({ a, b }) => [a, b])).toEqual([
      ['gru', 'mlp'],
      ['gru', 'ses'],
    ]);
    expect(comparisons).toBe(2);
    for (const { dm } of pairs) expect(dm[0].adjusted).toBeGreaterThanOrEqual(dm[0].p);
  });

  test('counts pairs with the same losses once, whichever names they have', () => {
    const [one, other] = [run(1, 80, { gru: waver, lstm: waver }), run(1, 80, { mlp: flat, ses: flat })];
    const single = compare(run(1, 80, { gru: waver }), run(1, 80, { mlp: flat }));
    const { pairs, comparisons } = compare(one, other);
    expect([pairs.length, comparisons]).toEqual([4, 1]);
    for (const { dm } of pairs) expect(dm[0].adjusted).toBeCloseTo(single.pairs[0].dm[0].adjusted, 12);
    const swapped = compare(run(1, 80, { gru: waver, lstm: flat }), run(1, 80, { gru: flat, lstm: waver }));
    expect([swapped.pairs.length, swapped.comparisons]).toEqual([2, 1]);
  });

  test('says that there is nothing to compare in the same run twice', () => {
    const [pair] = compare(run(1, 80, { gru: flat }), run(1, 80, { gru: flat })).pairs;
    expect([pair.ratio, pair.isSame]).toEqual([1, true]);
    expect(pair.verdict).toBe(
      'gru of the first and gru of the second have the same forecasts of all 79 targets: there is nothing to compare.',
    );
  });

  test('finds naive in any case and in either table', () => {
    const named = (name: string) => {
      const rows = run(1, 80, { gru: waver });
      const models = new Map([...rows.models].map(([key, values]) => [key === 'naive' ? name : key, values]));
      return { ...rows, models };
    };
    const expected = compare(named('naive'), run(1, 80, { gru: flat })).pairs[0].scoresA.u2;
    expect(expected).toBeGreaterThan(0);
    for (const name of ['Naive', 'RW']) {
      const { pairs, warnings } = compare(named(name), run(1, 80, { gru: flat }));
      expect(pairs[0].scoresA.u2).toBe(expected);
      expect(textsOf(warnings)).toEqual([expect.stringContaining('mase and rmsse')]);
    }
    const { pairs, warnings } = compare(named('RW'), named('RW'));
    expect(pairs[0].scoresA.u2).toBeNaN();
    expect(textsOf(warnings)).toContain(
      'u2, skill, rmae and direction are undefined: neither file has a column `naive`',
    );
  });

  test('has a ratio and a test of the same sign, with series weighted equally', () => {
    const panel = (shareA: number, shareB: number) => {
      const lines = prices.slice(1).flatMap((y, i) =>
        (
          [
            ['A', 1, shareA],
            ['B', 1000, shareB],
          ] as const
        ).map(([id, unit, share]) => {
          const last = prices[i];
          const yhat = last + share * (y - last);
          return [id, dayOf(i + 1), dayOf(i), unit * y, unit * last, unit * yhat].join(',');
        }),
      );
      return readForecasts(['unique_id,ds,cutoff,y,naive,gru', ...lines].join('\n'), 'panel.csv');
    };
    // The first is slightly worse on the series with high prices, and much better on the other.
    const [pair] = compare(panel(0.6, 0.2), panel(0.1, 0.22)).pairs;
    expect(pair.scoresA.rmse).toBeGreaterThan(pair.scoresB.rmse);
    expect(pair.dm[0].statistic).toBeLessThan(0);
    expect(pair.ratio).toBeLessThan(1);
    expect(pair.ratio).toBeCloseTo(pair.scoresA.u2 / pair.scoresB.u2, 10);
  });

  test('rejects tables without a common target or without a model', () => {
    expect(() => compare(run(1, 20, { gru: flat }), run(30, 50, { gru: flat }))).toThrow(
      'expected forecasts of the same targets in 1.csv and 30.csv, got none',
    );
    expect(() => compare(run(1, 20, {}), run(1, 20, { gru: flat }))).toThrow(
      'expected a model other than naive',
    );
  });

  test('warns about a table that has two actual values of one target', () => {
    const a = run(1, 80, { gru: flat });
    const b = run(1, 80, { gru: flat });
    b.ds[4] = b.ds[3];
    b.step[4] = 1;
    const [warning] = textsOf(compare(a, b).warnings);
    expect(warning).toMatch(/^1\.csv: 1 of 79 forecasts have another actual value than an earlier forecast/);
  });

  test('warns about actual values that differ', () => {
    const a = run(1, 80, { gru: flat });
    const b = run(1, 80, { gru: flat });
    b.y[3] *= 1.01;
    expect(textsOf(compare(a, b).warnings)).toEqual([
      expect.stringMatching(/^1 of 79 actual values differ between the two files, the first at 2024-01-05/),
      expect.stringContaining('mase and rmsse are undefined'),
    ]);
  });
});

/** A table of classes in which a model gives the class that comes this probability, or only a class. */
function classRun(source: string, models: Readonly<Record<string, ((row: number) => number) | undefined>>) {
  const names = Object.keys(models);
  const bare = names.filter((name) => models[name] === undefined);
  const lines = Array.from({ length: 60 }, (_, i) => {
    const row = i + 1;
    const y = ((row * 7) % 3) - 1;
    const classes = bare.map(() => (row % 4 === 0 ? -y : y));
    const probabilities = names.flatMap((name) => {
      const p = models[name]?.(row);
      return p === undefined ? [] : [-1, 0, 1].map((c) => (c === y ? p : (1 - p) / 2));
    });
    return ['A', dayOf(row), dayOf(row - 1), y, ...classes, ...probabilities].join(',');
  });
  const columns = names.flatMap((name) =>
    models[name] === undefined ? [] : ['down', 'flat', 'up'].map((c) => `${name}-p-${c}`),
  );
  return readForecasts(
    [['unique_id', 'ds', 'cutoff', 'y', ...bare, ...columns].join(','), ...lines].join('\n'),
    source,
  );
}

describe('compare of classes', () => {
  const third = () => 1 / 3;
  const good = (row: number) => 0.6 + 0.1 * Math.sin(row);
  const poor = (row: number) => 0.5 + 0.1 * Math.cos(row);
  /** Of a probability of the class that comes, if the two others share the rest. */
  const brierOf = (p: number) => (1 - p) ** 2 + (1 - p) ** 2 / 2;
  const a = classRun('a.csv', { frequencies: third, mlp: good });
  const b = classRun('b.csv', { frequencies: third, mlp: poor });

  test('tests the Brier scores of the two, whose ratio it returns', () => {
    const { pairs, answer, comparisons } = compare(a, b);
    const [pair] = pairs;
    const rows = Array.from({ length: 60 }, (_, i) => i + 1);
    const [one, other] = [good, poor].map((p) => rows.map((row) => brierOf(p(row))));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect([pair.a, pair.b, pair.loss, comparisons]).toEqual(['mlp', 'mlp', 'brier', 1]);
    expect(pair.scoresA.brier).toBeCloseTo(mean(one), 10);
    expect(pair.scoresB.brier).toBeCloseTo(mean(other), 10);
    expect(pair.ratio).toBeCloseTo(mean(one) / mean(other), 10);
    expect(pair.scoresA.skill).toBeCloseTo(1 - mean(one) / brierOf(1 / 3), 10);
    const expected = dieboldMariano(
      Float64Array.from(one, (value, i) => value - other[i]),
      0,
    );
    expect(pair.dm[0].statistic).toBeCloseTo(expected.statistic, 8);
    expect(pair.dm[0].p).toBeCloseTo(expected.p, 10);
    expect(pair.word).toBe('better');
    expect(answer).toBe(
      'On 60 common forecasts of direction, mlp of the first is significantly better than mlp of the second.',
    );
    expect(pair.verdict).toMatch(
      /^mlp of the first has a Brier score \d+\.\d % lower than mlp of the second; /,
    );
  });

  test('is the same the other way round, with and without frequencies', () => {
    const bare = [classRun('a.csv', { mlp: good }), classRun('b.csv', { mlp: poor })] as const;
    for (const [left, right] of [[a, b], bare] as const) {
      const [there, back] = [compare(left, right).pairs[0], compare(right, left).pairs[0]];
      expect(back.dm[0].p).toBeCloseTo(there.dm[0].p, 12);
      expect(back.dm[0].statistic).toBeCloseTo(-there.dm[0].statistic, 8);
      expect(back.ratio).toBeCloseTo(1 / there.ratio, 12);
    }
    expect(textsOf(compare(...bare).warnings)).toEqual([
      'skill is undefined: neither file has probabilities of `frequencies`',
    ]);
  });

  test('compares misses if one of the two gives no probabilities', () => {
    const without = classRun('c.csv', { frequencies: third, perceptron: undefined });
    const { pairs, warnings } = compare(without, b);
    expect(pairs.map(({ a: first, b: second, loss }) => [first, second, loss])).toEqual([
      ['perceptron', 'mlp', 'misses'],
    ]);
    // The perceptron is wrong in every fourth row that is not flat, mlp never.
    expect(pairs[0].scoresA.accuracy).toBeLessThan(1);
    expect(pairs[0].scoresB.accuracy).toBe(1);
    expect(pairs[0].word).toBe('worse');
    expect(textsOf(warnings)).toEqual([
      expect.stringMatching(/^perceptron of the first gives no probabilities/),
    ]);
  });

  test('rejects a table of classes and one of numbers', () => {
    expect(() => compare(run(1, 20, { mlp: flat }), a)).toThrow(
      'expected forecasts of the same kind to compare, got classes in a.csv and no probabilities in 1.csv',
    );
  });
});
