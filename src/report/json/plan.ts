/** The plan of a backtest as JSON. */

import { totalSeconds } from '../../backtest/estimate-cost.ts';
import { askedCosts, otherSeconds } from '../format/plan-cost.ts';
import { formatTime } from '../format/units.ts';
import type { PlanReport } from '../inputs.ts';
import { SCHEMA } from './document.ts';
import { dataJson, foldsJson } from './panel.ts';
import type { Warning } from '../../text/warning.ts';
import { warningsJson } from './warnings.ts';

/** The object of `plan --json`. */
export function planJson(
  { panel, plan, options, cost, workers }: PlanReport,
  version: string,
  warnings: readonly Warning[],
): object {
  const { seconds, atMost } = totalSeconds(cost, workers);
  return {
    schema: SCHEMA,
    type: 'plan',
    version,
    data: dataJson(panel),
    options,
    folds: {
      ...foldsJson(panel, plan),
      list: plan.folds.map(({ fold, start, cutoff, origins }) => ({
        fold,
        start: formatTime(panel.time[start]),
        cutoff: formatTime(panel.time[cutoff]),
        trainingRows: cutoff - start + 1,
        origins: origins.length,
        firstOrigin: formatTime(panel.time[origins[0]]),
        lastOrigin: formatTime(panel.time[origins[origins.length - 1]]),
      })),
    },
    cost: {
      jobs: workers,
      seconds,
      secondsAtMost: atMost,
      otherSeconds: otherSeconds(cost, options),
      models: askedCosts(cost, options),
    },
    ...warningsJson(warnings),
  };
}
