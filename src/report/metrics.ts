/** The registry of metrics for people: as `hindcast metrics` prints it and as `docs/metrics.md` holds it. */

import type { Metric } from '../metrics/metric.ts';
import { renderTable, wrap } from './table.ts';

/** A block of lines per metric. */
export function renderMetrics(metrics: readonly Metric[]): string {
  return metrics
    .map((metric) => {
      const rows = facts(metric).map(([name, text]) => [`  ${name}`, wrap(text, 84).split('\n')] as const);
      const lines = rows.flatMap(([name, texts]) => texts.map((text, i) => [i === 0 ? name : '', text]));
      const columns = [
        { title: metric.name, align: 'left' },
        { title: metric.title, align: 'left' },
      ] as const;
      return renderTable(columns, lines);
    })
    .join('\n\n');
}

/** The whole of `docs/metrics.md`. */
export function renderMetricsMarkdown(metrics: readonly Metric[]): string {
  const sections = metrics.map((metric) => {
    const lines = facts(metric).map(
      ([name, text]) => `- ${name}: ${name === 'formula' ? `\`${text}\`` : text}`,
    );
    return `## ${metric.name}: ${metric.title}\n\n${lines.join('\n')}\n`;
  });
  return `# Metrics

Written by \`hindcast metrics --markdown\` from the objects that compute them: change those, not this page.

\`y\` is what came true, \`yhat\` what was forecast, \`last\` the value at the origin, which is the naive forecast of
every step; \`error = yhat - y\`. Ratios are plain (0.02 is 2 %) everywhere but in tables for people. A metric that is
undefined is \`NaN\`: \`–\` in tables, \`null\` in JSON, an empty cell in CSV. R² on price levels is never reported, since
naive alone scores 0.97 on it.

Scores are given pooled over all points, by step, by fold, by series, and as the plain mean over folds. The pooled
value and the mean over folds differ, and both are named.

${sections.join('\n')}`;
}

function facts({ formula, unit, range, better, undefinedWhere, note, source }: Metric): [string, string][] {
  return [
    ['formula', formula],
    ['unit', unit],
    ['range', range],
    ['better', better],
    ['undefined where', undefinedWhere],
    ['note', note],
    ['source', source],
  ];
}
