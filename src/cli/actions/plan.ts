/** What `hindcast plan` does, step by step. */

import { planBacktest } from '../../backtest/plan.ts';
import { toText } from '../../report/json/document.ts';
import { planJson } from '../../report/json/plan.ts';
import { renderPlan } from '../../report/text/plan.ts';
import { expectedCost } from '../expected-cost.ts';
import type { Host } from '../host.ts';
import type { PanelFlags } from '../panel-options.ts';
import { loadPanelWithOptions, workersOf } from '../panel-options.ts';
import { print } from '../terminal/print.ts';
import { version } from '../../text/version.ts';

export async function showPlan(host: Host, sources: readonly string[], flags: PanelFlags): Promise<void> {
  const since = host.cpuSeconds();
  const workers = workersOf(flags);
  const { panel, options, warnings, registry } = await loadPanelWithOptions(host, sources, flags);
  const plan = planBacktest(panel, options, registry);
  const cost = await expectedCost(host, { panel, plan, options, registry, workers, since }, flags);
  const planned = { panel, plan, options, cost, workers };
  print(host, flags.json === true ? toText(planJson(planned, version(), warnings)) : renderPlan(planned));
}
