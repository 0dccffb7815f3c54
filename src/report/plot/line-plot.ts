/** Lines over time with intervals as bands, as text. A value that is not finite leaves a hole. */

import { timeTicks } from '../format/ticks.ts';
import type { Canvas, Place } from './canvas.ts';
import type { AxisRange, FramedPlot, LegendEntry, PlotArea, PlotScale } from './frame.ts';
import { framed, legendEntry } from './frame.ts';
import type { Stroke } from './inks.ts';
import { fills, inks, mainStroke, strokes } from './inks.ts';

export interface PlotLine {
  readonly name: string;
  /** Places, ascending. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Whether the others are compared with it: it is drawn on top. */
  readonly isMain?: boolean;
}

export interface PlotBand {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly lo: ArrayLike<number>;
  readonly hi: ArrayLike<number>;
}

export interface LinePlot {
  readonly title: string;
  /** The most important first. */
  readonly lines: readonly PlotLine[];
  /** The widest first. */
  readonly bands?: readonly PlotBand[];
  /** A level that is marked. */
  readonly mark?: { readonly name: string; readonly value: number };
  /** Ticks of places; by default they are times in milliseconds. */
  readonly ticks?: FramedPlot['ticks'];
}

type DrawnLine = PlotLine & { readonly stroke: Stroke };
type DrawnBand = PlotBand & (typeof fills)[number];

/** The drawing; empty if there is no value. Lines and bands beyond those that can be told apart are counted in the legend. */
export function linePlot(plot: LinePlot, area: PlotArea): string {
  const { title, mark, ticks = timeTicks } = plot;
  const lines = withStrokes(plot.lines);
  const bands = withFills(plot.bands ?? []);
  const values = rangeOf([
    ...lines.map(({ y }) => y),
    ...bands.flatMap(({ lo, hi }) => [lo, hi]),
    mark === undefined ? [] : [mark.value],
  ]);
  const places = rangeOf([...lines.map(({ x }) => x), ...bands.map(({ x }) => x)]);
  if (values === undefined || places === undefined || !lines.some(hasPoint)) return '';
  const legend = [
    ...lines.map((line) => legendEntry(sampleOf(line, area), line.name, line.stroke.ink)),
    ...bands.map(({ name, ink, fill, asciiFill }) =>
      legendEntry((area.isUtf8 ? fill : asciiFill).repeat(2), name, ink),
    ),
    ...(mark === undefined ? [] : [legendEntry(levelSign(area).repeat(3), mark.name, inks.faint)]),
    ...notDrawn(plot.lines.length - lines.length, 'more lines'),
  ];
  const draw = (canvas: Canvas, scale: PlotScale): void => {
    for (const band of bands) drawBand(canvas, scale, band, area);
    if (mark !== undefined) drawLevel(canvas, scale, mark.value, area);
    for (const line of lines.toReversed()) drawLine(canvas, scale, line);
  };
  return framed({ title: () => title, values, places, ticks, legend, draw }, area);
}

/** The main line first, so that it is drawn last and leads the legend. */
function withStrokes(lines: readonly PlotLine[]): readonly DrawnLine[] {
  const main = lines.filter(({ isMain }) => isMain === true).map((line) => ({ ...line, stroke: mainStroke }));
  const others = lines
    .filter(({ isMain }) => isMain !== true)
    .slice(0, strokes.length)
    .map((line, i) => ({ ...line, stroke: strokes[i] }));
  return [...main, ...others];
}

/** The widest, the narrowest, and one in between. */
function withFills(bands: readonly PlotBand[]): readonly DrawnBand[] {
  const kept =
    bands.length <= fills.length
      ? bands
      : [bands[0], bands[Math.floor(bands.length / 2)], bands[bands.length - 1]];
  return kept.map((band, i) => ({ ...band, ...fills[i] }));
}

function notDrawn(count: number, noun: string): readonly LegendEntry[] {
  return count > 0 ? [legendEntry('', `and ${count} ${noun}`)] : [];
}

const hasPoint = ({ x, y }: PlotLine): boolean =>
  Array.prototype.some.call(y, (value: number, i: number) => Number.isFinite(value) && Number.isFinite(x[i]));

/** The finite values; `undefined` if there are none. */
function rangeOf(columns: readonly ArrayLike<number>[]): AxisRange | undefined {
  let [least, most] = [Infinity, -Infinity];
  for (const column of columns)
    for (let i = 0; i < column.length; i++) {
      if (!Number.isFinite(column[i])) continue;
      if (column[i] < least) least = column[i];
      if (column[i] > most) most = column[i];
    }
  return least <= most ? { least, most } : undefined;
}

/** Whether a value has no neighbours that it could be joined with. */
const isAlone = (i: number, y: ArrayLike<number>): boolean =>
  !Number.isFinite(y[i - 1]) && !Number.isFinite(y[i + 1]);

/** How a line looks in the legend: as its marks if none of its values has a neighbour. */
function sampleOf({ y, stroke }: DrawnLine, { isUtf8 }: PlotArea): string {
  if (!isUtf8) return stroke.asciiSample;
  const isOfMarks = Array.prototype.every.call(
    y,
    (value: number, i: number) => !Number.isFinite(value) || isAlone(i, y),
  );
  return isOfMarks ? stroke.mark.repeat(3) : stroke.sample;
}

/** Stretches between holes. Values in one column of dots are drawn together, so that a long line costs no more than a short one. */
function drawLine(canvas: Canvas, scale: PlotScale, { x, y, stroke }: DrawnLine): void {
  let before: Place | undefined;
  let column = -1;
  let [top, bottom] = [0, 0];
  const finish = (): void => {
    if (column >= 0 && top !== bottom) canvas.line({ x: column, y: top }, { x: column, y: bottom }, stroke);
  };
  for (let i = 0; i < y.length; i++) {
    if (!Number.isFinite(y[i]) || !Number.isFinite(x[i])) {
      finish();
      before = undefined;
      column = -1;
      continue;
    }
    const place = { x: scale.x(x[i]), y: scale.y(y[i]) };
    if (isAlone(i, y)) canvas.mark(place, stroke);
    if (place.x === column) {
      top = Math.min(top, place.y);
      bottom = Math.max(bottom, place.y);
    } else {
      finish();
      if (before !== undefined) canvas.line(before, place, stroke);
      column = place.x;
      [top, bottom] = [place.y, place.y];
    }
    before = place;
  }
  finish();
}

function drawBand(canvas: Canvas, scale: PlotScale, band: DrawnBand, { isUtf8 }: PlotArea): void {
  const { columns, rows } = canvas;
  const [tops, bottoms] = [new Float64Array(columns).fill(NaN), new Float64Array(columns).fill(NaN)];
  const columnOf = (i: number): number => Math.floor((scale.x(band.x[i]) * columns) / canvas.width);
  const isFinite = (i: number): boolean =>
    Number.isFinite(band.x[i]) && Number.isFinite(band.lo[i]) && Number.isFinite(band.hi[i]);
  const widen = (column: number, top: number, bottom: number): void => {
    tops[column] = Number.isNaN(tops[column]) ? top : Math.min(tops[column], top);
    bottoms[column] = Number.isNaN(bottoms[column]) ? bottom : Math.max(bottoms[column], bottom);
  };
  for (let i = 0; i < band.x.length; i++) {
    if (!isFinite(i)) continue;
    const [to, top, bottom] = [columnOf(i), scale.row(band.hi[i]), scale.row(band.lo[i])];
    widen(to, top, bottom);
    if (i === 0 || !isFinite(i - 1)) continue;
    const [from, topBefore, bottomBefore] = [
      columnOf(i - 1),
      scale.row(band.hi[i - 1]),
      scale.row(band.lo[i - 1]),
    ];
    for (let column = from + 1; column < to; column++) {
      const share = (column - from) / (to - from);
      widen(column, topBefore + share * (top - topBefore), bottomBefore + share * (bottom - bottomBefore));
    }
  }
  for (let column = 0; column < columns; column++) {
    if (Number.isNaN(tops[column])) continue;
    const first = Math.min(rows - 1, Math.ceil(tops[column] - 0.5));
    const last = Math.max(0, Math.ceil(bottoms[column] - 0.5) - 1);
    const middle = Math.min(rows - 1, Math.floor((tops[column] + bottoms[column]) / 2));
    for (let row = Math.min(first, middle); row <= Math.max(last, middle); row++)
      if ((row >= first && row <= last) || row === middle)
        canvas.put(column, row, isUtf8 ? band.fill : band.asciiFill, band.ink);
  }
}

const levelSign = ({ isUtf8 }: PlotArea): string => (isUtf8 ? '╌' : '-');

function drawLevel(canvas: Canvas, scale: PlotScale, value: number, area: PlotArea): void {
  const row = Math.floor((scale.y(value) * canvas.rows) / canvas.height);
  for (let column = 0; column < canvas.columns; column++)
    canvas.put(column, row, levelSign(area), inks.faint);
}
