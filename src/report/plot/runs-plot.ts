/** U2 of every model over the runs of one configuration, by the last row that each run read. */

import type { RunRecord } from '../../evaluation/run-record.ts';
import { historyOf, isRivalOf, sourcesOf } from '../format/runs.ts';
import { plural } from '../format/units.ts';
import type { PlotArea } from './frame.ts';
import { linePlot } from './line-plot.ts';

/** @param runs - of one configuration, newest first */
export function plotRuns(runs: readonly RunRecord[], area: PlotArea): string {
  const [newest] = runs;
  const ordered = runs
    .map((run) => ({ run, end: Math.max(...run.data.map(({ last }) => last)) }))
    .toSorted((a, b) => b.end - a.end || b.run.at - a.run.at);
  const x = ordered.map(({ end }) => end).toReversed();
  const models = newest.scores.filter(isRivalOf(newest)).map(({ model }) => model);
  const lines = models.map((name) => ({
    name,
    x,
    y: historyOf(
      ordered.map(({ run }) => run),
      name,
    ),
  }));
  const benchmark = newest.scores.map(({ model }) => model).find((name) => !models.includes(name)) ?? 'naive';
  return linePlot(
    {
      title: `U2 by the last row read: ${plural(runs.length, 'run')} of ${sourcesOf(newest)}`,
      lines,
      mark: { name: benchmark, value: 1 },
    },
    area,
  );
}
