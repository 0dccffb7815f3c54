/** U2 over the runs of one configuration. */

import { lineChart } from '../../charts/line-chart.ts';
import { historyOf } from '../../format/runs.ts';
import { formatCount, plural } from '../../format/units.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import { figure } from '../figures.ts';

export const historySection: ReportSection = {
  name: 'history',
  title: 'U2 over time',
  body({ history, styles, rivals, result: { benchmark } }: ReportContext): string {
    if (history.length < 2) return '';
    const ends = history.toReversed().map(({ data }) => Math.max(...data.map(({ last }) => last)));
    return figure(
      (size) =>
        lineChart(
          {
            title: `U2 over the ${formatCount(history.length)} runs of this configuration, by the end of their data`,
            x: { kind: 'time', values: ends },
            y: { label: 'U2' },
            lines: rivals.map((name) => ({
              name,
              style: styles.get(name)!,
              values: historyOf(history, name),
            })),
            marks: [1],
          },
          size,
        ),
      `${plural(history.length, 'run')} of this configuration, by the end of their data. ${benchmark} is at 1.`,
    );
  },
};
