/**
 * When sealed spans were opened. A span is untouched only once: a setting that was changed after a look at it is chosen by it.
 * Openings count by what they show, so a span that overlaps is the same span, whatever the model and the settings.
 */

import type { RunTargets } from '../evaluation/earlier-configurations.ts';
import { haveSameTargets } from '../evaluation/earlier-configurations.ts';
import type { RunRecord } from '../evaluation/run-record.ts';

export interface Opening {
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  readonly target: string;
  readonly column: string;
  /** Names of the series. */
  readonly series: readonly string[];
  /** Times of the first and the last target. */
  readonly first: number;
  readonly last: number;
  /** Identities of the runs that were scored on it. */
  readonly runs: readonly string[];
}

/** What was seen of a span before. */
export interface EarlierLooks {
  readonly openings: number;
  /** When it was opened last; `undefined` if never. */
  readonly lastAt: number | undefined;
  /** Other configurations that were backtested up to the same last row. */
  readonly backtests: number;
}

export function earlierLooks(
  openings: readonly Opening[],
  runs: readonly (RunTargets & Pick<RunRecord, 'run'>)[],
  own: Omit<Opening, 'at' | 'runs'>,
  targets: RunTargets,
): EarlierLooks {
  const same = openings.filter(
    (one) =>
      one.target === own.target &&
      one.column === own.column &&
      one.first <= own.last &&
      one.last >= own.first &&
      one.series.some((id) => own.series.includes(id)),
  );
  const byTune = new Set(openings.flatMap((one) => one.runs));
  const backtests = runs.filter((run) => !byTune.has(run.run) && haveSameTargets(run, targets));
  return {
    openings: same.length,
    lastAt: same.length === 0 ? undefined : Math.max(...same.map(({ at }) => at)),
    backtests: new Set(backtests.map(({ configuration }) => configuration)).size,
  };
}
