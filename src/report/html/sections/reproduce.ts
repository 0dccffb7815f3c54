/** How to make the same run again. */

import type { ReportSection } from '../context.ts';
import { runTable } from '../run-facts.ts';

export const reproduceSection: ReportSection = {
  name: 'reproduce',
  title: 'Reproduce',
  body: ({ record, command, result }) => runTable(record, command, result.unscored),
};
