/** Rows with names, and dots with whiskers beside them: scores by series or regime. It is as high as its rows need. */

import { scaleLinear } from 'd3-scale';
import type { ValueAxis } from './axes.ts';
import { finiteRange, tickText, ticksBelow } from './axes.ts';
import type { Dots } from './dot-chart.ts';
import type { Drawing, Key, Size } from './drawing.ts';
import { PANEL, at, fitted, label, widthOf } from './drawing.ts';
import { classOf } from './styles.ts';

export interface ForestChart {
  readonly title: string;
  /** Of each row. */
  readonly names: readonly string[];
  readonly value: ValueAxis;
  /** Values by row. */
  readonly groups: readonly Dots[];
  readonly marks?: readonly number[];
}

const BOTTOM = 42;
const MARGIN = 14;
/** Of one dot. */
const DOT_HEIGHT = 11;
const ROW_SPACE = 9;
/** Most of the width that names take. */
const NAMES_SHARE = 0.36;

/** The chart; `null` if there is nothing to draw. */
export function forestChart(
  { title, names, value, groups, marks = [] }: ForestChart,
  { width }: Pick<Size, 'width'> = PANEL,
): Drawing | null {
  const columns = groups.flatMap(({ values, lo = [], hi = [] }) => [values, lo, hi]);
  const range = value.domain ?? finiteRange([...columns, marks, value.include ?? []]);
  if (range === null || !groups.some(({ values }) => Array.from(values).some(Number.isFinite))) return null;
  const shown = names.map((name) => fitted(name, NAMES_SHARE * width));
  const left = Math.max(...shown.map(widthOf)) + 12;
  const right = width - MARGIN;
  const row = Math.max(18, DOT_HEIGHT * groups.length + ROW_SPACE);
  const bottom = 6 + row * names.length;
  const scale = scaleLinear()
    .domain(range)
    .range([left + 6, right]);
  if (value.domain === undefined) scale.nice(8);
  const count = Math.max(2, Math.floor((right - left) / 60));
  const text = tickText(scale, count, value.format);
  const ticks = scale.ticks(count);
  const height = bottom + BOTTOM;
  const rows = names.flatMap((_, i) => {
    const middle = 6 + row * (i + 0.5);
    return [
      ...(i === 0
        ? []
        : [`<line class="grid" x1="0" x2="${at(right)}" y1="${at(6 + row * i)}" y2="${at(6 + row * i)}"/>`]),
      label(shown[i], left - 6, middle + 4, { anchor: 'end' }),
      ...groups.map((group, g) =>
        dotWithWhisker(group, i, scale, middle + (g - (groups.length - 1) / 2) * DOT_HEIGHT),
      ),
    ];
  });
  const vertical = (at1: number, className: string): string =>
    `<line class="${className}" x1="${at(scale(at1))}" x2="${at(scale(at1))}" y1="4" y2="${at(bottom)}"/>`;
  const body = [
    ...ticks.map((tick) => vertical(tick, 'grid')),
    ...marks.map((level) => vertical(level, 'mark')),
    ...rows,
    ticksBelow(
      ticks.map((tick) => ({ x: scale(tick), lines: [text(tick)] })),
      bottom,
      width,
    ),
    label(value.label, (left + right) / 2, bottom + 35, { anchor: 'middle' }),
  ];
  return {
    width,
    height,
    title,
    body: body.join(''),
    keys: groups.map(({ name, style }): Key => ({ name, style, shape: 'dot' })),
  };
}

function dotWithWhisker(
  { values, lo, hi, style }: Dots,
  i: number,
  x: (value: number) => number,
  y: number,
): string {
  if (!Number.isFinite(values[i])) return '';
  const name = classOf(style);
  const [from, to] = [lo?.[i] ?? NaN, hi?.[i] ?? NaN];
  const whisker =
    Number.isFinite(from) && Number.isFinite(to)
      ? `<path class="whisker ${name}" d="M${at(x(from))},${at(y)}H${at(x(to))}"/>`
      : '';
  return `${whisker}<circle class="dot ${name}" cx="${at(x(values[i]))}" cy="${at(y)}" r="3"/>`;
}
