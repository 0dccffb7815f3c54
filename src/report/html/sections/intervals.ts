/** Intervals: how often they contain the actual value, and how wide they are. */

import type { ReportSection } from '../context.ts';
import { intervalsTable } from '../test-tables.ts';

export const intervalsSection: ReportSection = {
  name: 'intervals',
  title: 'Intervals',
  body: ({ result }) => intervalsTable(result),
};
