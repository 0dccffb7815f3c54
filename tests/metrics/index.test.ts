import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { intervalMetrics, metrics, quantileMetrics } from '../../src/metrics/index.ts';
import { anyPoints, none } from './points.ts';

const all = [...metrics, ...intervalMetrics, ...quantileMetrics];

describe('metrics', () => {
  test('have a name each, made of letters and digits', () => {
    const names = all.map((metric) => metric.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-zA-Z0-9]*$/);
  });

  test.each(all.map((metric) => [metric.name, metric] as const))(
    '%s says everything about itself',
    (_, metric) => {
      const { title, formula, range, undefinedWhere, note, source } = metric;
      for (const text of [title, formula, range, undefinedWhere, note, source]) expect(text).not.toBe('');
    },
  );

  test('are NaN without points, except the count', () => {
    for (const metric of metrics) expect(metric.compute(none)).toBe(metric.unit === 'count' ? 0 : NaN);
  });

  test('forget the order of the points', () => {
    fc.assert(
      fc.property(anyPoints, (p) => {
        const reversed = {
          y: p.y.toReversed(),
          yhat: p.yhat.toReversed(),
          last: p.last.toReversed(),
          series: p.series.toReversed(),
          origin: p.origin.toReversed(),
          step: p.step.toReversed(),
          scaleAbsolute: p.scaleAbsolute.toReversed(),
          scaleSquared: p.scaleSquared.toReversed(),
        };
        for (const metric of metrics) {
          // Sums in another order differ in their last bits; bias may cancel to nothing.
          const tolerance = { rtol: 1e-9, atol: 1e-6 };
          expect([metric.compute(reversed)]).toBeAllClose([metric.compute(p)], tolerance);
        }
      }),
    );
  });
});
