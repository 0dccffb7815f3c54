import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chiSquareUpper, normalCdf, studentTCdf, studentTQuantile } from '../../src/math/distributions.ts';
import { incompleteBeta, incompleteGamma, logGamma, logOnePlus } from '../../src/math/special.ts';
import { normalQuantile } from '../../src/math/statistics.ts';

/** Written by fixtures/statistics/distributions.R. */
const recorded = readFileSync(new URL('../../fixtures/statistics/distributions.csv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [name, x, df, value] = line.split(',');
    return { name, x: Number(x), df: Number(df), value: Number(value) };
  });

const functions: Readonly<Record<string, (x: number, df: number) => number>> = {
  normalCdf,
  studentTCdf,
  chiSquareCdf: (x, df) => incompleteGamma(df / 2, x / 2).lower,
  chiSquareUpper,
  logGamma,
};

describe('distributions', () => {
  test.each(Object.keys(functions))('%s has the values of R', (name) => {
    const rows = recorded.filter((row) => row.name === name);
    expect(rows.length).toBeGreaterThan(10);
    // Sums of a few hundred terms; log Γ(1/2) cancels two digits for t. Below 1e-250 a share has lost digits to the
    // exponent that it was computed from. log Γ crosses zero at 1 and 2, where only its absolute error is small.
    const rtol = name === 'studentTCdf' ? 1e-11 : 2e-13;
    const atol = name === 'logGamma' ? 1e-14 : 1e-250;
    expect(rows.map(({ x, df }) => functions[name](x, df))).toBeAllClose(
      rows.map(({ value }) => value),
      { rtol, atol },
    );
  });

  test('the quantile of t is that of R, `qt`', () => {
    const values = [studentTQuantile(0.975, 9), studentTQuantile(0.975, 146), studentTQuantile(0.001, 3)];
    // The error of the distribution function, 1e-11, over its slope in the tail.
    expect(values).toBeAllClose([2.2621571627982, 1.97634565459381, -10.2145318524074], {
      rtol: 1e-9,
      atol: 0,
    });
    expect(studentTQuantile(0.5, 7)).toBeCloseTo(0, 12);
  });

  test('of df 1 are arctangents, and of df 2 square roots', () => {
    for (const t of [-5, -0.5, 0, 1, 30]) {
      expect(studentTCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 14);
      expect(studentTCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 14);
    }
    for (const x of [0.1, 1, 5]) expect(chiSquareUpper(x, 2)).toBeCloseTo(Math.exp(-x / 2), 14);
  });

  test('grow from 0 to 1, and the normal one is undone by its quantile', () => {
    const p = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
    fc.assert(
      fc.property(p, (share) => {
        expect(normalCdf(normalQuantile(share))).toBeCloseTo(share, 13);
      }),
      { numRuns: 50 },
    );
    expect([normalCdf(-Infinity), normalCdf(Infinity)]).toEqual([0, 1]);
    expect([studentTCdf(-Infinity, 3), studentTCdf(Infinity, 3)]).toEqual([0, 1]);
    expect(chiSquareUpper(-1, 3)).toBe(1);
  });

  test('are NaN where there is none', () => {
    expect([normalCdf(NaN), studentTCdf(NaN, 3), studentTCdf(1, 0), chiSquareUpper(1, NaN)]).toEqual(
      Array.from({ length: 4 }, () => NaN),
    );
  });
});

describe('incomplete gamma and beta', () => {
  test('have complements that add up to 1', () => {
    const positive = fc.double({ min: 0.01, max: 200, noNaN: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(positive, positive, share, (a, b, x) => {
        const gamma = incompleteGamma(a, b);
        expect(gamma.lower + gamma.upper).toBeCloseTo(1, 13);
        const beta = incompleteBeta(a, b, x);
        expect(beta.lower + beta.upper).toBeCloseTo(1, 13);
        expect(incompleteBeta(b, a, 1 - x, x).upper).toBeCloseTo(beta.lower, 11);
      }),
    );
  });

  test('of whole numbers are sums of binomial terms', () => {
    // I_x(2, 3) = P(Binomial(4, x) >= 2)
    const x = 0.3;
    expect(incompleteBeta(2, 3, x).lower).toBeCloseTo(6 * x ** 2 * 0.7 ** 2 + 4 * x ** 3 * 0.7 + x ** 4, 14);
  });
});

test('logOnePlus keeps what 1 + d would round away', () => {
  expect(logOnePlus(1e-20)).toBe(1e-20);
  expect(logOnePlus(1e-9)).toBeCloseTo(1e-9 - 5e-19, 24);
  expect(logOnePlus(1)).toBeCloseTo(Math.LN2, 15);
});
