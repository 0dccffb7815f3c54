/** A run computed again, compared with what the store keeps, as JSON. */

import type { ReproductionReport } from '../inputs.ts';
import { SCHEMA } from './document.ts';

export function reproductionJson(verified: ReproductionReport): object {
  const {
    record,
    forecasts,
    bounds,
    probabilities,
    scores,
    models,
    fits,
    differences,
    seconds,
    version,
    node,
  } = verified;
  return {
    schema: SCHEMA,
    type: 'verify',
    run: record.run,
    isIdentical: differences.length === 0,
    forecasts,
    bounds,
    probabilities,
    scores,
    models,
    fits,
    isPartial: record.failed > 0,
    differences,
    kept: { version: record.version, node: record.node, at: new Date(record.at).toISOString() },
    again: { version, node, seconds },
  };
}
