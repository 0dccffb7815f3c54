/** `hindcast metrics`: what each metric means, from the registry. */

import type { Command } from 'commander';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import { print } from '../terminal/print.ts';

interface MetricsFlags extends CommonFlags {
  readonly markdown?: true;
}

export function addMetrics(command: Command): void {
  command
    .description('Prints formula, unit, range, direction and source of every metric.')
    .option('--markdown', 'as docs/metrics.md holds it')
    .action(run);
  addCommon(command);
  addHelp(command, ['hindcast metrics'], [0, 1, 2]);
}

async function run(flags: MetricsFlags): Promise<void> {
  const [{ metricGroups }, { metricsJson }, { renderMetrics, renderMetricsMarkdown }] = await Promise.all([
    import('../../report/metric-groups.ts'),
    import('../../report/json/metrics.ts'),
    import('../../report/text/metrics.ts'),
  ]);
  if (flags.json === true) {
    print(JSON.stringify(metricsJson(metricGroups), null, 2));
  } else print(flags.markdown === true ? renderMetricsMarkdown(metricGroups) : renderMetrics(metricGroups));
}
