/** What surrounds a drawing: its title, the values on the left, the times below, the legend. */

import { escapeControl } from '../../text/escape.ts';
import type { AxisTick } from '../format/ticks.ts';
import { valueTicks } from '../format/ticks.ts';
import type { Canvas } from './canvas.ts';
import { createCanvas } from './canvas.ts';
import { widthOf } from '../text/table.ts';
import { inks } from './inks.ts';

/** Where a drawing goes. */
export interface PlotArea {
  /** Columns. */
  readonly width: number;
  /** Lines with everything; a drawing has at least three rows, even if they are more. */
  readonly height: number;
  readonly isUtf8: boolean;
  /** Whether a single drawing has to do for several series. */
  readonly isBrief?: true;
}

/** A name in the legend, after a sample of how it is drawn. */
export interface LegendEntry {
  /** In colour. */
  readonly sample: string;
  /** Columns that the sample takes. */
  readonly width: number;
  readonly name: string;
}

/** The ends of an axis. */
export interface AxisRange {
  readonly least: number;
  readonly most: number;
}

export interface FramedPlot {
  /** For a drawing of so many columns. */
  readonly title: (columns: number) => string;
  readonly values: AxisRange;
  readonly places: AxisRange;
  /** About `count` ticks of places. */
  readonly ticks: (first: number, last: number, count: number) => readonly AxisTick[];
  readonly legend: readonly LegendEntry[];
  /** Draws on the canvas. */
  readonly draw: (canvas: Canvas, scale: PlotScale) => void;
}

/** From values and places to dots of the canvas. */
export interface PlotScale {
  x(place: number): number;
  y(value: number): number;
  /** From 0 at the top of the canvas to its number of rows. */
  row(value: number): number;
}

const LEAST_ROWS = 3;
/** Rows between labels of values, and columns between labels of places. */
const ROWS_PER_TICK = 2.5;
const COLUMNS_PER_TICK = 15;
/** Room beside the extreme values, as a share of their distance. */
const ROOM = 0.03;

/** The drawing with everything around it: lines of text without a final newline. */
export function framed({ title, values, places, ticks, legend, draw }: FramedPlot, area: PlotArea): string {
  const { width, isUtf8 } = area;
  const below = legendLines(legend, width);
  const rows = Math.max(LEAST_ROWS, area.height - 3 - below.length);
  const signs = isUtf8 ? UTF8 : ASCII;
  const range = widened(values, ROOM);
  const labels = valueTicks(values.least, values.most, Math.max(2, Math.round(rows / ROWS_PER_TICK)));
  const left = Math.max(...labels.map(({ label }) => label.length)) + 1;
  const canvas = createCanvas(width - left - 1, rows, isUtf8);
  const scale = scaleOf(canvas, range, places);
  draw(canvas, scale);
  const labelOf = new Map(labels.map(({ at, label }) => [rowOf(scale, canvas, at), label]));
  const lines = canvas.lines().map((line, row) => {
    const label = labelOf.get(row);
    return `${(label ?? '').padStart(left - 1)} ${label === undefined ? signs.side : signs.tick}${line}`;
  });
  const [axis, words] = placeAxis(ticks, places, { canvas, scale, left, signs, width });
  return [fitted(title(canvas.columns), width), ...lines, axis, words, ...below]
    .map((line) => line.trimEnd())
    .join('\n');
}

const UTF8 = { side: '│', tick: '┤', corner: '└', bottom: '─', mark: '┬' } as const;
const ASCII = { side: '|', tick: '+', corner: '+', bottom: '-', mark: '+' } as const;

/** A range with room on both sides; one around a single value. */
function widened({ least, most }: AxisRange, share: number): AxisRange {
  // Halved first, because the distance of two numbers may be beyond the greatest one.
  const half = most / 2 - least / 2;
  const room = half > 0 ? 2 * share * half : Math.max(Math.abs(most) / 20, Number.MIN_VALUE);
  const [low, high] = [least - room, most + room];
  return { least: Number.isFinite(low) ? low : least, most: Number.isFinite(high) ? high : most };
}

function scaleOf({ width, height, rows }: Canvas, values: AxisRange, places: AxisRange): PlotScale {
  const across = shareIn(places);
  const up = shareIn(values);
  return {
    x: (place) => Math.round(across(place) * (width - 1)),
    y: (value) => Math.round((1 - up(value)) * (height - 1)),
    row: (value) => (1 - up(value)) * rows,
  };
}

/** From 0 to 1 in a range; the middle of one without length. */
function shareIn({ least, most }: AxisRange): (value: number) => number {
  const length = most / 2 - least / 2;
  if (!(length > 0)) return () => 0.5;
  return (value) => Math.min(1, Math.max(0, (value / 2 - least / 2) / length));
}

function rowOf(scale: PlotScale, { rows, height }: Canvas, value: number): number {
  return Math.floor((scale.y(value) * rows) / height);
}

function placeAxis(
  ticks: FramedPlot['ticks'],
  places: AxisRange,
  {
    canvas,
    scale,
    left,
    signs,
    width,
  }: {
    readonly canvas: Canvas;
    readonly scale: PlotScale;
    readonly left: number;
    readonly signs: typeof UTF8 | typeof ASCII;
    readonly width: number;
  },
): readonly [string, string] {
  const { columns } = canvas;
  const axis = Array.from({ length: columns }, (): string => signs.bottom);
  let words = '';
  for (const { at, label } of ticks(
    places.least,
    places.most,
    Math.max(1, Math.floor(columns / COLUMNS_PER_TICK)),
  )) {
    const column = Math.floor((scale.x(at) * columns) / canvas.width);
    const start = Math.max(
      0,
      Math.min(width - label.length, left + 1 + column - Math.floor(label.length / 2)),
    );
    if (words !== '' && start < words.length + 2) continue;
    axis[column] = signs.mark;
    words = words.padEnd(start) + label;
  }
  return [`${' '.repeat(left)}${signs.corner}${axis.join('')}`, words];
}

/** Entries side by side, in as many lines as they need. */
function legendLines(entries: readonly LegendEntry[], width: number): readonly string[] {
  const lines: string[] = [];
  let used = Infinity;
  for (const entry of entries) {
    const name = fitted(entry.name, width - entry.width - 1);
    const length = entry.width + 1 + widthOf(name);
    const text = `${entry.sample} ${name}`;
    if (used + 3 + length > width) {
      lines.push(text);
      used = length;
    } else {
      lines[lines.length - 1] += `   ${text}`;
      used += 3 + length;
    }
  }
  return lines;
}

/** A text of outside in one line, cut to a width. */
function fitted(text: string, width: number): string {
  const whole = escapeControl(text);
  if (widthOf(whole) <= width) return whole;
  const characters = Array.from(whole);
  while (characters.length > 0 && widthOf(characters.join('')) > width - 3) characters.pop();
  return `${characters.join('')}...`;
}

/** The entry of a legend whose sample is drawn in `ink`. */
export function legendEntry(sample: string, name: string, ink = inks.plain): LegendEntry {
  return { sample: ink(sample), width: Array.from(sample).length, name };
}
