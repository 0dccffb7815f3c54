/** Tests against the benchmark. */

import type { ReportSection } from '../context.ts';
import { testsTable } from '../test-tables.ts';

export const testsSection: ReportSection = {
  name: 'tests',
  title: 'Tests',
  body: ({ result }) => testsTable(result),
};
