/** Scores by step and by series. */

import type { ReportSection } from '../context.ts';
import { seriesTable, stepsTable } from '../score-tables.ts';

export const partsSection: ReportSection = {
  name: 'parts',
  title: 'By step and series',
  body: ({ result }) => [stepsTable(result), seriesTable(result)].filter((part) => part !== '').join('\n'),
};
