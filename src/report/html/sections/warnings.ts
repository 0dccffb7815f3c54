/** Failures and warnings of a run. */

import type { ReportSection } from '../context.ts';
import { listOf } from '../run-facts.ts';

export const warningsSection: ReportSection = {
  name: 'warnings',
  title: 'Failures and warnings',
  body: ({ result }) =>
    [listOf('Failures', result.failures), listOf('Warnings', result.warnings)]
      .filter((part) => part !== '')
      .join('\n'),
};
