import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderMetrics, renderMetricsMarkdown } from '../../../src/report/text/metrics.ts';
import { metricGroups } from '../../../src/report/metric-groups.ts';

describe('renderMetricsMarkdown', () => {
  test('is what docs/metrics.md holds (write it with `hindcast metrics --markdown`)', () => {
    const page = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
    expect(page).toBe(renderMetricsMarkdown(metricGroups));
  });
});

describe('renderMetrics', () => {
  test('names every metric with its formula and source', () => {
    const text = renderMetrics(metricGroups);
    const metrics = metricGroups.flatMap((group) => group.metrics);
    for (const { name, title } of metrics) expect(text).toMatch(new RegExp(`^${name} +${title}$`, 'm'));
    expect(text.match(/formula/g)?.length).toBe(metrics.length);
  });

  test('fits a hundred columns', () => {
    for (const line of renderMetrics(metricGroups).split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });
});
