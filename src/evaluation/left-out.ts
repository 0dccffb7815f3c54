/** Which series metrics leave out of their mean over the series of a panel, with the reason. */

import type { Findings } from './evaluation.ts';
import { listText } from './phrases.ts';

/** Most series that are named; the others are counted. */
const SERIES_NAMED = 8;

/**
 * A sentence for each set of series that metrics leave out for the same reason. Metrics that are undefined on every series are not
 * among them.
 */
export function leftOutSeries({ scores, bySeries }: Pick<Findings, 'scores' | 'bySeries'>): string[] {
  const sentences = new Map<string, string[]>();
  const metrics = new Set(bySeries.flatMap(({ undefinedReasons }) => [...undefinedReasons.keys()]));
  for (const metric of [...metrics].filter((name) => !Number.isNaN(scores[name])))
    for (const reason of new Set(bySeries.flatMap((one) => one.undefinedReasons.get(metric) ?? []))) {
      const ids = bySeries.filter((one) => one.undefinedReasons.get(metric) === reason).map(({ id }) => id);
      const more = ids.length > SERIES_NAMED ? [`${ids.length - SERIES_NAMED} more`] : [];
      const named = listText([...ids.slice(0, SERIES_NAMED), ...more]);
      const end = `leave out ${ids.length} of ${bySeries.length} series, where ${reason}: ${named}`;
      sentences.set(end, [...(sentences.get(end) ?? []), metric]);
    }
  return [...sentences].map(([end, names]) => {
    // The tests divide by the error of naive, as u2 does.
    const all = names.includes('u2') || names.includes('skill') ? [...names, 'the tests'] : names;
    return `${listText(all)} ${all.length === 1 ? end.replace('leave', 'leaves') : end}`;
  });
}
