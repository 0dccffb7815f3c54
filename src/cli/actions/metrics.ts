/** What `hindcast metrics` does, step by step. */

import { metricsJson } from '../../report/json/metrics.ts';
import { metricGroups } from '../../report/metric-groups.ts';
import { renderMetrics, renderMetricsMarkdown } from '../../report/text/metrics.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import { print, printExactly } from '../terminal/print.ts';

interface MetricsFlags extends CommonFlags {
  readonly markdown?: true;
}

export async function listMetrics(host: Host, flags: MetricsFlags): Promise<void> {
  if (flags.json === true) return print(host, JSON.stringify(metricsJson(metricGroups), null, 2));
  if (flags.markdown === true) return printExactly(host, renderMetricsMarkdown(metricGroups));
  print(host, renderMetrics(metricGroups));
}
