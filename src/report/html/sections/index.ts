/** The parts of the report of one run, in their order. */

import type { ReportSection } from '../context.ts';
import { answerSection } from './answer.ts';
import { dataSection } from './data.ts';
import { forecastsSection } from './forecasts.ts';
import { historySection } from './history.ts';
import { intervalsSection } from './intervals.ts';
import { partsSection } from './parts.ts';
import { reproduceSection } from './reproduce.ts';
import { testsSection } from './tests.ts';
import { warningsSection } from './warnings.ts';

export const sections: readonly ReportSection[] = [
  answerSection,
  forecastsSection,
  partsSection,
  intervalsSection,
  historySection,
  testsSection,
  dataSection,
  warningsSection,
  reproduceSection,
];
