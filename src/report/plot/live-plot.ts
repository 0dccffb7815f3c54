/** The absolute errors of live forecasts over time, beside those of naive. */

import { TupleMap } from '../../text/tuple-map.ts';
import { canonical } from '../../text/canonical.ts';
import type { EvaluatedConfiguration } from '../../live/verdict.ts';
import { benchmarkOf } from '../../data/targets.ts';
import type { PlotArea } from './frame.ts';
import type { PlotLine } from './line-plot.ts';
import { linePlot } from './line-plot.ts';

/** Series that are drawn, and the lines of each if there are several. */
const SERIES_DRAWN = 3;
const SMALL_HEIGHT = 9;

/** A drawing per series, with the errors one step ahead; empty if nothing is scored yet. */
export function plotLive(evaluated: readonly EvaluatedConfiguration[], area: PlotArea): string {
  const groups = new TupleMap<[series: string, asked: string], EvaluatedConfiguration[]>();
  // Classes have no errors of some size.
  for (const one of evaluated.filter(({ scores }) => scores.classes === undefined)) {
    const key = [one.series, canonical(one.asked)] as const;
    const group = groups.get(...key);
    if (group === undefined) groups.set([...key], [one]);
    else group.push(one);
  }
  const all = [...groups.values()].filter((group) => group.some(({ scores }) => scores.n > 0));
  const height = all.length === 1 ? area.height : Math.min(area.height, SMALL_HEIGHT);
  return all
    .slice(0, SERIES_DRAWN)
    .map((group) => drawingOf(group, { ...area, height }))
    .filter((drawing) => drawing !== '')
    .join('\n\n');
}

function drawingOf(group: readonly EvaluatedConfiguration[], area: PlotArea): string {
  const [{ series, options }] = group;
  const benchmark = benchmarkOf(options.target);
  const lines = group
    .filter(({ model, steps }) => model !== benchmark && steps[0].points.length > 0)
    .map(({ model, steps: [{ points }] }): PlotLine => ({
      name: model,
      x: points.map(({ ds }) => ds),
      y: points.map(({ y, yhat }) => Math.abs(yhat - y)),
    }));
  const longest = group.reduce((best, one) =>
    one.steps[0].points.length > best.steps[0].points.length ? one : best,
  );
  const points = longest.steps[0].points;
  const naive: PlotLine = {
    name: benchmark,
    x: points.map(({ ds }) => ds),
    y: points.map(({ y, last }) => Math.abs(last - y)),
    isMain: true,
  };
  return linePlot(
    { title: `${series}, ${options.column}: absolute errors one step ahead`, lines: [naive, ...lines] },
    area,
  );
}
