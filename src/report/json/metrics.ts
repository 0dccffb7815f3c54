/** Metrics and tests as JSON. */

import type { MetricGroup } from '../metric-groups.ts';
import { SCHEMA } from './document.ts';

export function metricsJson(groups: readonly MetricGroup[]): object {
  const metrics = groups.flatMap(({ kind, metrics: ofGroup }) =>
    ofGroup.map(
      ({ name, title, formula, unit, range, better, undefinedWhere, note, source, quantities }) => ({
        kind,
        name,
        title,
        formula,
        unit,
        range,
        better,
        undefinedWhere,
        note,
        source,
        quantities,
      }),
    ),
  );
  return { schema: SCHEMA, type: 'metrics', metrics };
}
