/** Forecasts and actual values of every series, and how far the forecasts are from the benchmark. */

import type { KeptCandles } from '../../inputs.ts';
import type { Bounds } from '../../../data/csv/forecast-rows.ts';
import { barChart } from '../../charts/bar-chart.ts';
import { candleChart } from '../../charts/candle-chart.ts';
import type { Drawing, Size } from '../../charts/drawing.ts';
import { NARROW, PANEL, WIDE } from '../../charts/drawing.ts';
import { lineChart } from '../../charts/line-chart.ts';
import type { Band, Line } from '../../charts/line-chart.ts';
import { plural } from '../../format/units.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import { escapeHtml } from '../escape.ts';
import { figure, panels } from '../figures.ts';
import { actualValues, lastPaths, lastRows } from '../shown-rows.ts';
import { unitOf } from '../unit.ts';
import { classFigures } from './class-forecasts.ts';

/** Columns that are drawn with candles. */
const PRICES: ReadonlySet<string> = new Set(['open', 'high', 'low', 'close']);

export const forecastsSection: ReportSection = {
  name: 'forecasts',
  title: 'Forecasts and actual values',
  body(context: ReportContext): string {
    if (context.result.quantity.classes !== undefined) return classFigures(context);
    const { ids } = context.forecasts;
    const draw = (s: number, size: Size): readonly (Drawing | null)[] => [
      levels(context, s, size),
      differences(context, s, { ...size, height: size.height - 30 }),
    ];
    const html =
      ids.length === 1
        ? [0, 1]
            .map((chart) => figure((size) => draw(0, size === WIDE || size === NARROW ? size : PANEL)[chart]))
            .join('\n')
        : panels(ids.map((name, s) => ({ name, drawings: draw(s, PANEL) })));
    return html === '' ? '' : `${html}<p class="note">${escapeHtml(explanation(context))}</p>`;
  },
};

/** The best model with forecasts, whose interval is drawn. */
function bestOf({ rivals, forecasts, result }: ReportContext): string {
  return rivals.find((model) => forecasts.models.has(model)) ?? result.benchmark;
}

function explanation(context: ReportContext): string {
  const { result, record, forecasts } = context;
  const { horizon } = record.options;
  const best = bestOf(context);
  const level = forecasts.intervals.get(best)?.at(0)?.level;
  const interval = level === undefined ? '' : `the ${level} % interval of ${best}`;
  const actual =
    candlesFrom(context, -Infinity) === null
      ? 'actual values'
      : 'candles, hollow where the price rose and filled where it fell';
  const shown =
    horizon > 1
      ? `${actual}, and paths of ${best} over ${plural(horizon, 'step')}${level === undefined ? '' : ` with the ${level} % interval`}, from the last origins that do not overlap; the grey line is ${result.benchmark}`
      : [actual, ...(interval === '' ? [] : [interval])].join(', and ');
  const ahead = horizon === 1 ? '' : ` ${plural(horizon, 'step')} ahead`;
  return [
    `Above: ${shown}.`,
    `Below: each forecast${ahead} less that of ${result.benchmark}; pale bars are the actual values less it.`,
    ...(result.quantity.isPrice
      ? [
          `On the scale of prices, ${result.benchmark} and good forecasts look the same; only the difference shows what a model adds.`,
        ]
      : []),
  ].join(' ');
}

/** Actual values; one step ahead with the interval of the best model, further ahead with its paths. */
function levels(context: ReportContext, s: number, size: Size): Drawing | null {
  const { forecasts: rows, result, record, styles } = context;
  const { horizon } = record.options;
  const best = bestOf(context);
  const style = styles.get(best)!;
  const bounds = rows.intervals.get(best)?.at(0);
  const paths = horizon === 1 ? [] : lastPaths(rows, s);
  const last = lastRows(rows, s, 1);
  const from = paths.length > 0 ? rows.origin[paths[0][0]] : (rows.ds[last[0]] ?? NaN);
  const actual = actualValues(rows, s, from);
  const shown = valueOf(context);
  const name = `${best}, ${bounds?.level} % interval`;
  const bands: Band[] =
    bounds === undefined
      ? []
      : [
          {
            name,
            style,
            ...bandOf(bounds, horizon === 1 ? last.map((i) => [i]) : paths, rows.ds, horizon, shown),
          },
        ];
  const shownModels = [result.benchmark, ...(best === result.benchmark ? [] : [best])];
  const forecasts: Line[] = shownModels.flatMap((model) => {
    const line = { name: model, style: styles.get(model)! };
    if (horizon > 1) return [{ ...line, ...pathsOf(context, paths, model) }];
    // One step ahead, levels of prices overlap.
    return result.quantity.isLogarithm
      ? [
          {
            ...line,
            places: last.map((i) => rows.ds[i]),
            values: last.map((i) => shown(rows.models.get(model)![i])),
          },
        ]
      : [];
  });
  const title = `Forecasts of ${rows.ids[s]} and actual values`;
  const candles = candlesFrom(context, from);
  if (candles !== null)
    return candleChart({ title, ...candles, y: unitOf(context, rows.ids[s]), lines: forecasts, bands }, size);
  const lines: Line[] = [
    { name: 'actual value', style: 'actual', places: actual.times, values: actual.values.map(shown) },
    ...forecasts,
  ];
  return lineChart(
    {
      title,
      x: {
        kind: 'time',
        values: [...actual.times, ...lines.flatMap(({ places = [] }) => Array.from(places))],
      },
      y: unitOf(context, rows.ids[s]),
      lines,
      bands,
    },
    size,
  );
}

/** The candles of a single series from a time on; `null` if they are not known. */
function candlesFrom(
  { candles, forecasts, result, record }: ReportContext,
  from: number,
): KeptCandles | null {
  const isPrice = result.quantity.isPrice && PRICES.has(record.options.column);
  if (candles === undefined || forecasts.ids.length > 1 || !isPrice) return null;
  const first = candles.time.findIndex((time) => time >= from);
  // Paths may begin before the candles that are kept.
  if (first < 0 || (candles.time[0] > from && from !== -Infinity)) return null;
  const { time, open, high, low, close } = candles;
  const pick = (values: Float64Array): Float64Array => values.subarray(first);
  return { time: pick(time), open: pick(open), high: pick(high), low: pick(low), close: pick(close) };
}

/** A logarithm is shown as what it is the logarithm of. */
function valueOf({ result }: ReportContext): (value: number) => number {
  return result.quantity.isLogarithm ? Math.exp : (value) => value;
}

/** Paths of one model from the value at the origin, with a gap after each. */
function pathsOf(
  context: ReportContext,
  paths: readonly (readonly number[])[],
  model: string,
): { readonly places: readonly number[]; readonly values: readonly number[] } {
  const { forecasts: rows, result } = context;
  const column = rows.models.get(model)!;
  const benchmark = rows.models.get(result.benchmark)!;
  const shown = valueOf(context);
  return {
    places: paths.flatMap((path) => [rows.origin[path[0]], ...path.map((i) => rows.ds[i]), NaN]),
    values: paths.flatMap((path) => [shown(benchmark[path[0]]), ...path.map((i) => shown(column[i])), NaN]),
  };
}

/** The band of single steps, or of paths with a gap after each. */
function bandOf(
  { lo, hi }: Bounds,
  paths: readonly (readonly number[])[],
  ds: Float64Array,
  horizon: number,
  shown: (value: number) => number,
): Pick<Band, 'places' | 'lo' | 'hi'> {
  const gap = horizon === 1 ? [] : [NaN];
  const of = (value: (i: number) => number): number[] =>
    paths.flatMap((path) => [...path.map(value), ...gap]);
  return { places: of((i) => ds[i]), lo: of((i) => shown(lo[i])), hi: of((i) => shown(hi[i])) };
}

/** Forecasts at the last step less the benchmark, over the actual values. */
function differences(context: ReportContext, s: number, size: Size): Drawing | null {
  const { forecasts: rows, result, rivals, record, styles } = context;
  const { horizon } = record.options;
  const shown = lastRows(rows, s, horizon);
  const benchmark = rows.models.get(result.benchmark);
  if (benchmark === undefined || shown.length === 0) return null;
  const { isLogarithm } = result.quantity;
  const isRelative = isLogarithm || shown.every((i) => !(benchmark[i] <= 0));
  const change = (values: Float64Array): number[] =>
    shown.map((i) => {
      if (isLogarithm) return Math.exp(values[i] - benchmark[i]) - 1;
      return isRelative ? values[i] / benchmark[i] - 1 : values[i] - benchmark[i];
    });
  const ahead = horizon === 1 ? '' : `, ${plural(horizon, 'step')} ahead`;
  return barChart(
    {
      title: `Forecasts of ${rows.ids[s]} less ${result.benchmark}${ahead}`,
      x: { kind: 'time', values: shown.map((i) => rows.ds[i]) },
      y: isRelative
        ? { label: `% from ${result.benchmark}${ahead}`, format: '%' }
        : { label: `${unitOf(context, rows.ids[s]).label} from ${result.benchmark}${ahead}` },
      bars: [{ name: 'actual value', style: 'pale', values: change(rows.y) }],
      lines: rivals.flatMap((name) => {
        const values = rows.models.get(name);
        return values === undefined ? [] : [{ name, style: styles.get(name)!, values: change(values) }];
      }),
    },
    size,
  );
}
