/** The parts of the report of one run, in their order. */

import type { ReportSection } from '../context.ts';
import { answerSection } from './answer.ts';
import { cumulativeSection } from './cumulative.ts';
import { dataSection } from './data.ts';
import { directionSection } from './direction.ts';
import { ensemblesSection } from './ensembles.ts';
import { errorsSection } from './errors.ts';
import { forecastsSection } from './forecasts.ts';
import { historySection } from './history.ts';
import { importanceSection } from './importance.ts';
import { intervalsSection } from './intervals.ts';
import { learningSection } from './learning.ts';
import { liveSection } from './live.ts';
import { partsSection } from './parts.ts';
import { reproduceSection } from './reproduce.ts';
import { testsSection } from './tests.ts';
import { tuningSection } from './tuning.ts';
import { volatilitySection } from './volatility.ts';
import { warningsSection } from './warnings.ts';
import { worthSection } from './worth.ts';

export const sections: readonly ReportSection[] = [
  answerSection,
  forecastsSection,
  cumulativeSection,
  worthSection,
  ensemblesSection,
  importanceSection,
  partsSection,
  errorsSection,
  intervalsSection,
  directionSection,
  volatilitySection,
  tuningSection,
  learningSection,
  liveSection,
  historySection,
  testsSection,
  dataSection,
  warningsSection,
  reproduceSection,
];
