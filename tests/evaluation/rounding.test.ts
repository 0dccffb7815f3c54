import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readForecasts } from '../../src/data/csv/read-forecasts.ts';
import { compare } from '../../src/evaluation/compare.ts';
import { scoreForecastFile } from '../../src/evaluation/forecast-file.ts';
import { summary } from '../../src/evaluation/summary.ts';
import { Random } from '../../src/math/random.ts';

type Columns = Readonly<Record<string, readonly number[]>>;

const DAY = 86_400_000;
const day = (i: number): string => new Date(Date.UTC(2020, 0, 1) + i * DAY).toISOString().slice(0, 10);

/** A file of forecasts one step ahead; `NaN` is an empty cell. */
function fileOf(y: readonly number[], columns: Columns): string {
  const names = Object.keys(columns);
  const cell = (value: number): string => (Number.isNaN(value) ? '' : String(value));
  const lines = y.map((value, i) =>
    ['A', day(i + 1), day(i), cell(value), ...names.map((name) => cell(columns[name][i]))].join(','),
  );
  return [`unique_id,ds,cutoff,y,${names.join(',')}`, ...lines, ''].join('\n');
}

const rowsOf = (y: readonly number[], columns: Columns) => readForecasts(fileOf(y, columns), 'f.csv');

/** Scores by model, and the summary. */
function judge(y: readonly number[], columns: Columns) {
  const scored = scoreForecastFile(rowsOf(y, columns), undefined, 1);
  return {
    ...scored,
    of: new Map(scored.models.map((result) => [result.model, result])),
    summary: summary(scored.models, scored.trial.quantity),
  };
}

const times = 80;
const count = (value: (i: number) => number): number[] => Array.from({ length: times }, (_, i) => value(i));

/** A line that naive misses by `slope`, and forecasts that miss it by `error`. */
const line = (start: number, slope: number, error: number) => {
  const y = count((i) => start + slope * (i + 1));
  return { y, columns: { naive: count((i) => start + slope * i), m: y.map((value) => value + error) } };
};

/** A random walk, its naive forecasts, and forecasts with errors of their own. */
function walk(seed: number, models: readonly string[]) {
  const random = new Random(seed);
  const values = [100];
  for (let i = 0; i < times; i++) values.push(values[i] + random.normal());
  const y = values.slice(1);
  const own = () => y.map((value) => value + 0.9 * random.normal());
  return {
    y,
    columns: {
      naive: values.slice(0, -1),
      ...Object.fromEntries(models.map((name) => [name, own()])),
    } as Columns,
  };
}

describe('a loss difference that changes only by rounding', () => {
  test.each([
    ['in whole numbers', line(2000, 2, 1)],
    ['in tenths', line(100, 0.1, 0.05)],
    ['times 1e-8', line(1e-6, 1e-9, 5e-10)],
    ['times 1e8', line(1e10, 1e7, 5e6)],
    ['far from zero', line(1e6 + 100, 0.1, 0.05)],
    ['with a worse model', line(100, 0.1, 0.3)],
    ['below zero', line(-100, 0.1, 0.05)],
  ])('cannot be tested, %s', (_, { y, columns }) => {
    const { of, summary: sentences } = judge(y, columns);
    const { tests, verdict } = of.get('m')!;
    expect(tests.dm[0]).toMatchObject({ p: NaN, note: 'the loss differential never changes' });
    expect(tests.cw[0].p).toBeNaN();
    expect(tests.mcs[0]).toMatchObject({ p: NaN, isIn: null });
    expect(of.get('naive')!.tests.mcs[0]).toMatchObject({ p: NaN, isIn: null });
    expect(verdict).toContain('not tested: ');
    expect(`${verdict} ${sentences}`).not.toMatch(/significant/i);
  });

  test('cannot be tested between two files either', () => {
    const { y } = line(100, 0.1, 0.05);
    const one = rowsOf(y, { m: y.map((value) => value + 0.05) });
    const other = rowsOf(y, { m: y.map((value) => value - 0.2) });
    const [pair] = compare(one, other).pairs;
    expect(pair.dm[0]).toMatchObject({ p: NaN, note: 'the loss differential never changes' });
    const same = compare(one, rowsOf(y, { m: y.map((value) => value + 0.05 + 2e-14) })).pairs[0];
    expect(same.verdict).toContain('have the same forecasts of all 80 targets');
  });

  test('is not used by the confidence set, which compares both with the other models', () => {
    const { y, columns } = walk(5, ['c']);
    const naive = columns.naive.map((value, i) => y[i] + Math.sign(value - y[i]));
    const m = naive.map((value, i) => y[i] + 0.2 * (value - y[i]));
    const { of } = judge(y, { naive, m, c: columns.c });
    expect(of.get('m')!.tests.dm[0].note).toBe('the loss differential never changes');
    const alone = judge(y, { naive, c: columns.c });
    expect(of.get('naive')!.tests.mcs).toEqual(alone.of.get('naive')!.tests.mcs);
    expect(of.get('m')!.tests.mcs[0].isIn).toBe(true);
  });
});

describe('models with the same losses', () => {
  const { y, columns } = walk(7, ['a']);
  const alone = judge(y, columns);
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const copies = {
    'to the bit': () => columns.a,
    'but for the last bit': (k: number) => columns.a.map((value) => value * (1 + k * 2 ** -52)),
    'on the other side of the actual value': (k: number) =>
      k % 2 === 0 ? columns.a : columns.a.map((value, i) => 2 * y[i] - value),
  };

  test.each(Object.entries(copies))('count as one in every test, %s', (_, copy) => {
    const {
      of,
      models,
      summary: sentences,
    } = judge(y, {
      naive: columns.naive,
      ...Object.fromEntries(names.map((name, k) => [name, copy(k)])),
    });
    const { tests } = alone.of.get('a')!;
    for (const name of names) {
      const one = of.get(name)!;
      expect(one.tests.mcs).toEqual(tests.mcs);
      expect([one.tests.dm[0].p]).toBeAllClose([tests.dm[0].p], { rtol: 1e-9 });
      expect([one.tests.dm[0].adjusted]).toBeAllClose([tests.dm[0].adjusted], { rtol: 1e-9 });
      expect(one.tests.comparisons.dm).toBe(1);
      expect(one.ties).toEqual(names.filter((other) => other !== name));
    }
    expect(of.get('naive')!.tests.mcs).toEqual(alone.of.get('naive')!.tests.mcs);
    expect(models.map(({ model }) => model).filter((name) => name !== 'naive')).toEqual(names);
    expect(sentences).toContain(
      'a, b, c, d, e, f and g have the same losses on every forecast and count as one model.',
    );
  });

  test('as naive have U2 of exactly 1 and no direction, however they were computed', () => {
    const { y: line100, columns: onLine } = line(100, 0.1, 0);
    const { of, summary: sentences } = judge(line100, {
      naive: onLine.naive,
      copy: line100.map((value) => value - 0.1),
      mirror: line100.map((value) => value + 0.1),
    });
    expect(of.get('copy')).toMatchObject({ scores: { u2: 1, skill: 0, rmae: 1 }, direction: { n: 0 } });
    expect(of.get('copy')!.verdict).toBe('copy repeats the value at the origin: this is the naive forecast.');
    expect(of.get('mirror')).toMatchObject({ scores: { u2: 1, skill: 0, rmae: 1 } });
    expect(of.get('mirror')!.verdict).toContain('(not tested: both have the same losses).');
    expect(sentences).not.toMatch(/significant/i);
  });

  test('are not taken for naive if naive is unknown', () => {
    const { of } = judge([1, 5, 2, 4], { m: [1, 5, 2, 4] });
    expect(of.get('m')!.verdict).not.toContain('naive forecast.');
  });
});

test('intervals whose bound differs from the actual value only by rounding cover it', () => {
  const { y, columns } = line(100, 0.1, 0.05);
  const bounds = {
    'm-lo-80': columns.m.map((value) => value - 0.05),
    'm-hi-80': columns.m.map((v) => v + 1),
  };
  expect(judge(y, { ...columns, ...bounds }).of.get('m')!.intervals[0].scores.coverage).toBe(1);
});

describe('verdict and summary', () => {
  const value = fc.oneof(
    fc.constantFrom(0, 1, 100, 0.1, 1e-8, 1e8, 1e6 + 0.1, -3),
    // Smaller ones are refused: their squares are 0.
    fc.double({ min: -1e3, max: 1e3, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-100),
  );
  const series = fc.constantFrom<Drawn['series']>('flat', 'line', 'zigzag', 'noise');
  const model = fc.constantFrom<Drawn['models'][number]>(
    'naive',
    'right',
    'above',
    'below',
    'noise',
    'mirror',
    'holes',
  );
  interface Drawn {
    readonly n: number;
    readonly start: number;
    readonly size: number;
    readonly series: 'flat' | 'line' | 'zigzag' | 'noise';
    readonly models: readonly ('naive' | 'right' | 'above' | 'below' | 'noise' | 'mirror' | 'holes')[];
    readonly seed: number;
  }
  const input: fc.Arbitrary<Drawn> = fc.record({
    n: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(12, 40)),
    start: value,
    size: fc.constantFrom(1, 0.1, 0.05, 1e-6),
    series,
    models: fc.array(model, { minLength: 1, maxLength: 4 }),
    seed: fc.nat(1000),
  });

  function inputOf({ n, start, size, series: shape, models, seed }: Drawn) {
    const random = new Random(seed);
    const steps = {
      flat: () => 0,
      line: () => size,
      zigzag: (i: number) => (i % 2 === 0 ? size : -size),
      noise: () => size * random.normal(),
    };
    const values = [start];
    for (let i = 0; i < n; i++) values.push(values[i] + steps[shape](i));
    const y = values.slice(1);
    const naive = values.slice(0, -1);
    const forecast = {
      naive: (i: number) => naive[i],
      right: (i: number) => y[i],
      above: (i: number) => y[i] + size / 2,
      below: (i: number) => y[i] - size / 2,
      noise: (i: number) => y[i] + size * random.normal(),
      mirror: (i: number) => y[i] + (y[i] - naive[i]),
      holes: (i: number) => (i > 0 && i % 3 === 0 ? NaN : y[i] + size / 3),
    };
    return {
      y,
      columns: {
        naive,
        ...Object.fromEntries(models.map((kind, m) => [`m${m}`, y.map((_, i) => forecast[kind](i))])),
      },
    };
  }

  /** What one of the two says and the tests or the other deny. */
  function contradictions(drawn: Drawn): string[] {
    const { y, columns } = inputOf(drawn);
    const { models, summary: sentences } = judge(y, columns);
    const rivals = models.filter(({ model: name }) => name !== 'naive');
    const isTested = ({ tests }: (typeof rivals)[number]): boolean => !Number.isNaN(tests.dm[0].p);
    const parts = sentences.split(/(?<=\.) |; /);
    return [
      ...(rivals.some(isTested) ? [] : parts.filter((part) => /significant/i.test(part))),
      ...rivals.flatMap((rival) => {
        const said = parts.filter((part) => part.split(/[ ,]/).includes(rival.model));
        return isTested(rival)
          ? said.filter((part) => part.includes('cannot be tested'))
          : [
              ...rival.verdict
                .split('. ')
                .filter((part) => /significantly (?:better|worse) than naive/.test(part)),
              ...said.filter((part) => /significantly better than naive|is not significant/.test(part)),
            ];
      }),
    ];
  }

  test('agree on any degenerate input', () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(input, (drawn) => {
        expect(contradictions(drawn)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
