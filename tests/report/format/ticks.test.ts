import { expect, test } from 'vitest';
import { timeTicks, valueTicks } from '../../../src/report/format/ticks.ts';

const labels = (...range: Parameters<typeof valueTicks>): string[] =>
  valueTicks(...range).map(({ label }) => label);

test('values are round, with the decimals that tell them apart', () => {
  expect(labels(0, 100, 5)).toEqual(['0', '20', '40', '60', '80', '100']);
  expect(labels(95_000, 112_000, 3)).toEqual(['95,000', '100,000', '105,000', '110,000']);
  expect(labels(0.981, 1.004, 4)).toEqual(['0.985', '0.990', '0.995', '1.000']);
  expect(labels(-0.002, 0.002, 2)).toEqual(['-0.002', '0.000', '0.002']);
});

test('there are at least two, also where few round ones would do', () => {
  expect(labels(101_576, 116_942, 2)).toEqual(['105,000', '110,000', '115,000']);
});

test('huge and tiny values are written as powers of ten', () => {
  expect(labels(0, 4e12, 2)).toEqual(['0', '2e+12', '4e+12']);
  expect(labels(0, 4e-12, 2)).toEqual(['0', '2e-12', '4e-12']);
  expect(labels(-1.7e308, 1.7e308, 3)).toHaveLength(2);
});

test('times are days, or times of day if they are closer', () => {
  const day = 86_400_000;
  const start = Date.UTC(2026, 10, 1);
  const of = (days: number) => timeTicks(start, start + days * day, 4).map(({ label }) => label);
  expect(of(28)).toEqual(['2026-11-01', '2026-11-08', '2026-11-15', '2026-11-22', '2026-11-29']);
  expect(of(1)).toEqual(['11-01 00:00', '11-01 06:00', '11-01 12:00', '11-01 18:00', '11-02 00:00']);
  expect(of(800)).toEqual(['2027-01-01', '2028-01-01', '2029-01-01']);
  expect(timeTicks(start, start, 4).map(({ label }) => label)).toEqual(['2026-11-01']);
});
