/** `hindcast metrics`: the definition of each metric, from the registry. */

import type { Command } from 'commander';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import { print } from '../terminal/print.ts';
import type { Host } from '../host.ts';

interface MetricsFlags extends CommonFlags {
  readonly markdown?: true;
}

export function addMetrics(command: Command, host: Host): void {
  command
    .description('Lists the metrics with formula, unit, range, direction and source.')
    .option('--markdown', 'print Markdown, as in docs/metrics.md')
    .action((flags: MetricsFlags) => listMetrics(host, flags));
  addCommon(command);
  addHelp(command, ['hindcast metrics'], [0, 1, 2]);
}

async function listMetrics(host: Host, flags: MetricsFlags): Promise<void> {
  const [{ metricGroups }, { metricsJson }, { renderMetrics, renderMetricsMarkdown }] = await Promise.all([
    import('../../report/metric-groups.ts'),
    import('../../report/json/metrics.ts'),
    import('../../report/text/metrics.ts'),
  ]);
  if (flags.json === true) {
    print(host, JSON.stringify(metricsJson(metricGroups), null, 2));
  } else
    print(host, flags.markdown === true ? renderMetricsMarkdown(metricGroups) : renderMetrics(metricGroups));
}
