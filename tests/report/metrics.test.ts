import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { metrics } from '../../src/metrics/index.ts';
import { renderMetrics, renderMetricsMarkdown } from '../../src/report/metrics.ts';

describe('renderMetricsMarkdown', () => {
  test('is what docs/metrics.md holds (write it with `hindcast metrics --markdown`)', () => {
    const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
    expect(page).toBe(renderMetricsMarkdown(metrics));
  });
});

describe('renderMetrics', () => {
  test('names every metric with its formula and source', () => {
    const text = renderMetrics(metrics);
    for (const { name, title } of metrics) expect(text).toMatch(new RegExp(`^${name} +${title}$`, 'm'));
    expect(text.match(/formula/g)?.length).toBe(metrics.length);
  });

  test('fits a hundred columns', () => {
    for (const line of renderMetrics(metrics).split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });
});
