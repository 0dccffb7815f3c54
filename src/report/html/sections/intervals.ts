/** Intervals: how often they contain the actual value, and how wide they are. */

import type { ReportSection } from '../context.ts';
import { coverageCharts, quantileCharts } from '../interval-charts.ts';
import { intervalsTable } from '../test-tables.ts';

export const intervalsSection: ReportSection = {
  name: 'intervals',
  title: 'Intervals',
  body: (context) =>
    [coverageCharts(context), quantileCharts(context), intervalsTable(context.result)]
      .filter((part) => part !== '')
      .join('\n'),
};
