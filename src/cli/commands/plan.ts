/** `hindcast plan SOURCE…`: the folds and the cost of a backtest, without fitting anything. */

import type { Command } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { PanelFlags } from '../prepare.ts';
import { addRunOptions, workersOf, orShowOptions, prepare } from '../prepare.ts';
import { print } from '../terminal/print.ts';
import { version } from '../version.ts';
import type { Host } from '../host.ts';

export function addPlan(command: Command, host: Host): void {
  command
    .description('Prints folds, origins and estimated cost of a backtest with the same options.')
    .action(
      orShowOptions(host, (sources: readonly string[], flags: PanelFlags) => showPlan(host, sources, flags)),
    );
  addRunOptions(command, { hasTestSpan: true });
  addCommon(command);
  addHelp(command, ['hindcast plan BTCUSD.csv --horizon 7 --refit 30'], [0, 1, 2, 10, 12]);
}

async function showPlan(host: Host, sources: readonly string[], flags: PanelFlags): Promise<void> {
  const [{ planBacktest }, { estimateCost }, { planJson }, report, { toText }] = await Promise.all([
    import('../../backtest/plan.ts'),
    import('../../backtest/cost.ts'),
    import('../../report/json/plan.ts'),
    import('../../report/text/plan.ts'),
    import('../../report/json/document.ts'),
  ]);
  const jobs = workersOf(flags);
  const { panel, options, warnings } = await prepare(host, sources, flags);
  const plan = planBacktest(panel, options);
  const planned = { panel, plan, options, costs: estimateCost(panel.series.length, plan, options), jobs };
  print(
    host,
    flags.json === true ? toText(planJson(planned, version(), warnings)) : report.renderPlan(planned),
  );
}
