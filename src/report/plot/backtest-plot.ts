/** Actual values and the forecasts of one model with its interval, over the last rows of a backtest or of a file of forecasts. */

import type { ForecastRows } from '../../data/csv/forecast-rows.ts';
import { classNames } from '../../data/classes.ts';
import type { Quantity } from '../../data/quantities.ts';
import { formatTime, signedPercent } from '../format/units.ts';
import type { PlotArea } from './frame.ts';
import type { LinePlot, PlotBand, PlotLine } from './line-plot.ts';
import { linePlot } from './line-plot.ts';

export interface PlottedBacktest {
  readonly rows: ForecastRows;
  readonly quantity: Quantity;
  /** The column that was forecast. */
  readonly column: string;
  /** The model whose forecasts are drawn. */
  readonly model: string;
  /** Its loss as a multiple of that of the benchmark, by series; `NaN` if it is unknown. */
  readonly ratios: ReadonlyMap<string, number>;
}

/** Targets of a series that are drawn, at a width of 80; wider drawings have as many more. */
const TARGETS = 60;
const TARGETS_WIDTH = 80;
/** Lines of each of several drawings. */
const SMALL_HEIGHT = 9;

/**
 * One drawing; of several series those of the first, the best and the worst, each smaller, or only the first in a brief one. Empty if
 * there is nothing to draw.
 */
export function plotBacktest(plotted: PlottedBacktest, area: PlotArea): string {
  const { ids } = plotted.rows;
  if (ids.length === 1) return drawingOf(plotted, 0, '', area);
  return chosenSeries(plotted)
    .slice(0, area.isBrief === true ? 1 : undefined)
    .map(({ s, why }) => drawingOf(plotted, s, why, { ...area, height: Math.min(area.height, SMALL_HEIGHT) }))
    .filter((drawing) => drawing !== '')
    .join('\n\n');
}

interface ChosenSeries {
  readonly s: number;
  readonly why: string;
}

/** The first series, the best and the worst, by their ratios to the benchmark. */
function chosenSeries({ rows: { ids }, ratios }: PlottedBacktest): readonly ChosenSeries[] {
  const ranked = Array.from(ids.keys())
    .filter((s) => !Number.isNaN(ratios.get(ids[s]) ?? NaN))
    .toSorted((a, b) => ratios.get(ids[a])! - ratios.get(ids[b])!);
  const [best, worst] = [ranked.at(0), ranked.at(-1)];
  const rank = (s: number): string => {
    const ratio = ratios.get(ids[s]) ?? NaN;
    const place = s === best ? 'best' : s === worst ? 'worst' : 'first';
    return Number.isNaN(ratio) ? place : `${place}, ${signedPercent(ratio - 1, 1)}`;
  };
  return [...new Set([0, best ?? 0, worst ?? 0])].map((s) => ({ s, why: rank(s) }));
}

function drawingOf(plotted: PlottedBacktest, s: number, why: string, area: PlotArea): string {
  const shown = lastRows(plotted.rows, s, Math.max(1, Math.round((TARGETS * area.width) / TARGETS_WIDTH)));
  if (shown.length === 0) return '';
  return linePlot(
    (plotted.quantity.classes === undefined ? valuesPlot : classesPlot)(plotted, s, shown, why),
    area,
  );
}

/** The rows of the last forecasts whose targets do not overlap, about `most` of them, in the order of their targets. */
function lastRows({ series, step, origin, ds }: ForecastRows, s: number, most: number): readonly number[] {
  const kept: number[][] = [];
  let [count, before] = [0, Infinity];
  let path: number[] = [];
  for (let i = series.length - 1; i >= 0 && count < most; i--) {
    if (series[i] !== s) continue;
    path.unshift(i);
    if (step[i] !== 1 && series[i - 1] === s && origin[i - 1] === origin[i]) continue;
    // A forecast that ends before the next one begins.
    if (ds[path[path.length - 1]] < before) {
      kept.unshift(path);
      count += path.length;
      before = ds[path[0]];
    }
    path = [];
  }
  return kept.flat();
}

function valuesPlot(
  { rows, quantity, column, model }: PlottedBacktest,
  s: number,
  shown: readonly number[],
  why: string,
): LinePlot {
  const scale = quantity.isLogarithm
    ? (value: number): number => 100 * Math.exp(value)
    : (value: number): number => value;
  const x = shown.map((i) => rows.ds[i]);
  const pick = (values: Float64Array | undefined): number[] =>
    shown.map((i) => (values === undefined ? NaN : scale(values[i])));
  const steps = Math.max(...shown.map((i) => rows.step[i]));
  const forecast = withHoles(rows, shown, x, pick(rows.models.get(model)));
  const narrowest = rows.intervals.get(model)?.at(0);
  const bands: PlotBand[] =
    narrowest === undefined
      ? []
      : [{ name: `its ${narrowest.level} % interval`, x, lo: pick(narrowest.lo), hi: pick(narrowest.hi) }];
  const lines: PlotLine[] = [
    { name: 'actual', x, y: pick(rows.y), isMain: true },
    { name: steps === 1 ? `${model}, 1 step ahead` : `${model}, up to ${steps} steps ahead`, ...forecast },
  ];
  const unit = quantity.isLogarithm ? ', %' : '';
  return { title: titleOf(rows, s, `${column}${unit}`, x, why), lines, bands };
}

/** The forecasts of one origin after the other, each a stretch of its own. */
function withHoles(
  { origin, step }: ForecastRows,
  shown: readonly number[],
  x: readonly number[],
  y: readonly number[],
): Pick<PlotLine, 'x' | 'y'> {
  const isLong = shown.some((i) => step[i] > 1);
  const [places, values]: [number[], number[]] = [[], []];
  shown.forEach((i, k) => {
    if (isLong && k > 0 && origin[shown[k - 1]] !== origin[i]) {
      places.push(x[k]);
      values.push(NaN);
    }
    places.push(x[k]);
    values.push(y[k]);
  });
  return { x: places, y: values };
}

/** The probability of up: classes themselves, which are one of three, would show nothing as a line. */
function classesPlot(
  { rows, quantity, column, model }: PlottedBacktest,
  s: number,
  shown: readonly number[],
  why: string,
): LinePlot {
  const x = shown.map((i) => rows.ds[i]);
  const up = classNames.indexOf('up');
  const line = (name: string): PlotLine[] => {
    const values = rows.probabilities.get(name)?.[up];
    return values === undefined ? [] : [{ name, x, y: shown.map((i) => 100 * values[i]) }];
  };
  return {
    title: titleOf(rows, s, `${column}: probability of up, %`, x, why),
    lines: [...line(model), ...line(quantity.benchmarks[0])],
  };
}

function titleOf({ ids }: ForecastRows, s: number, what: string, x: readonly number[], why: string): string {
  const span = `${formatTime(x[0])} to ${formatTime(x[x.length - 1])}`;
  return `${ids[s]}${why === '' ? '' : ` (${why})`}, ${what}, ${span}`;
}
