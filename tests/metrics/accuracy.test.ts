import { quantities } from '../../src/data/quantities.ts';
import { expect, test } from 'vitest';
import { accuracy } from '../../src/metrics/accuracy.ts';
import { metricsOf } from '../../src/metrics/index.ts';
import { none, points } from './points.ts';

test('is the share of classes that came as forecast', () => {
  expect(accuracy.compute(points({ y: [1, 0, -1, 1], yhat: [1, 0, 1, -1] }))).toBe(0.5);
  expect(accuracy.compute(none)).toBe(NaN);
});

test('is a metric of classes, whose errors have no size', () => {
  const names = metricsOf(quantities.class).map(({ name }) => name);
  expect(names).toEqual(['n', 'skill', 'accuracy', 'brier', 'logLoss', 'ece', 'direction']);
  for (const quantity of ['price', 'log-volatility'] as const)
    for (const name of ['accuracy', 'brier', 'logLoss', 'ece'])
      expect(metricsOf(quantities[quantity]).map((metric) => metric.name)).not.toContain(name);
});
