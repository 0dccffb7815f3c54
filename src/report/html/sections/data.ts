/** The data that a run read. */

import type { ReportSection } from '../context.ts';
import { dataTable } from '../run-facts.ts';

export const dataSection: ReportSection = {
  name: 'data',
  title: 'Data',
  body: ({ record }) => dataTable(record),
};
