/** All metrics, as `hindcast metrics` prints them and as `docs/metrics.md` contains them. */

import type { MetricDescription } from '../../metrics/metric.ts';
import type { MetricGroup } from '../metric-groups.ts';
import { renderTable, wrap } from './table.ts';

/** A block of lines per metric. */
export function renderMetrics(groups: readonly MetricGroup[]): string {
  return groups
    .flatMap((group) => group.metrics)
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
export function renderMetricsMarkdown(groups: readonly MetricGroup[]): string {
  const sections = groups.map(({ title, metrics: ofGroup }) =>
    [`## ${title}\n`, ...ofGroup.map(markdownSection)].join('\n'),
  );
  return `# Metrics

Written by \`hindcast metrics --markdown\` from the files in \`src/metrics/\` and \`src/significance/\`: change those, not this page.

\`y\` is the actual value, \`yhat\` the forecast, and \`last\` the value at the origin, which is the naive forecast of every
step; \`error = yhat - y\`. Ratios are plain (0.02 is 2 %) except in tables for people. An undefined metric is \`NaN\`:
\`–\` in tables, \`null\` in JSON, an empty cell in CSV. R² of price levels is not reported, because naive already scores
0.97 on it.

Scores are given pooled over all points, by step, by fold, by series, and as the mean over folds. The pooled value and
the mean over folds differ, so both have a name.

${sections.join('\n')}`;
}

function markdownSection(metric: MetricDescription): string {
  const lines = facts(metric).map(
    ([name, text]) => `- ${name}: ${name === 'formula' ? `\`${text}\`` : text}`,
  );
  return `### ${metric.name}: ${metric.title}\n\n${lines.join('\n')}\n`;
}

function facts({
  formula,
  unit,
  range,
  better,
  undefinedWhere,
  note,
  source,
}: MetricDescription): [string, string][] {
  return [
    ['formula', formula],
    ['unit', unit],
    ['range', range],
    ['better', better],
    ['undefined if', undefinedWhere],
    ['note', note],
    ['source', source],
  ];
}
