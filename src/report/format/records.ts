/** Facts about recorded forecasts. */

import type { RecordSummary } from '../../live/ledger.ts';

export const stepsOf = ({ series, options }: RecordSummary): number => series.length * options.horizon;
