/** Axes: where values and times are in a chart, and the ticks and labels beside them. */

import { scaleLinear, scaleUtc } from 'd3-scale';
import type { PlotFrame, Size } from './drawing.ts';
import { at, label, widthOf } from './drawing.ts';

/** Of values, from bottom to top. */
export interface ValueAxis {
  /** Unit, with what it measures if the chart does not say: `USDT`, `U2`, `% of forecasts`. */
  readonly label: string;
  /** Format of d3-format, for example `%` for ratios; by default numbers with the decimals that the ticks need. */
  readonly format?: string;
  /** Values that must be in the chart, for example 0. */
  readonly include?: readonly number[];
  /** First and last value; by default those of the data. */
  readonly domain?: readonly [number, number];
}

/** Of times (milliseconds), numbers, or whole numbers such as steps, from left to right. */
export interface PlaceAxis {
  readonly kind: 'time' | 'number' | 'count';
  readonly values: ArrayLike<number>;
  /** Space before the first and after the last, in the unit of the values. */
  readonly room?: number;
  /** Unit of numbers, below the axis: `step`. Times need none. */
  readonly label?: string;
  readonly format?: string;
}

/** A chart with its axes drawn; marks go on top. */
export interface Plot {
  /** Edges of the space for marks. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  x(value: number): number;
  y(value: number): number;
  /** Grid, ticks and labels. */
  readonly markup: string;
  readonly frame: PlotFrame;
}

const TOP = 24;
/** For labels of ticks, so that charts below each other mostly begin at the same place. */
const LEAST_LEFT = 48;
/** Right of the last value. */
const MARGIN = 10;
/** Between two labels of ticks. */
const SPACE = 10;
const LINE_HEIGHT = 15;
/** For two lines of labels. */
const BELOW = 2 * LINE_HEIGHT + 11;
/** From the axis to the baseline of the first line. */
const FIRST_LINE = 20;

/** Axes for values in `data` over places; `null` if none of the values is finite. */
export function plotOf(
  size: Size,
  place: PlaceAxis,
  value: ValueAxis,
  data: readonly ArrayLike<number>[],
): Plot | null {
  const places = finiteRange([place.values]);
  const values = value.domain ?? finiteRange([...data, value.include ?? []]);
  if (places === null || values === null) return null;
  const bottom = size.height - BELOW;
  const y = valueScale(value, values, bottom);
  const right = size.width - MARGIN;
  const domain = widened(places, place.room);
  const x = placeScale(place, domain, [y.left, right]);
  const edges = { left: y.left, right, top: TOP, bottom };
  return {
    ...edges,
    x: x.place,
    y: y.place,
    markup: y.markup(right) + x.markup(bottom, size.width),
    frame: {
      ...edges,
      places: domain,
      values: y.domain,
      kind: place.kind,
      isPercent: value.format?.endsWith('%') === true,
    },
  };
}

interface ValueScale {
  readonly left: number;
  /** At the bottom and the top. */
  readonly domain: readonly [number, number];
  place(value: number): number;
  markup(right: number): string;
}

/** A scale of values with room above and below, whose labels decide where the space for marks begins. */
export function valueScale(
  { label: unit, format, domain }: ValueAxis,
  range: readonly [number, number],
  bottom: number,
  top = TOP,
): ValueScale {
  const count = Math.max(2, Math.round((bottom - top) / 42));
  const [least, most] = domain ?? padded(range);
  const scale = scaleLinear().domain([least, most]).range([bottom, top]);
  if (domain === undefined) scale.nice(count * 2);
  const ticks = scale.ticks(count);
  const text = tickText(scale, count, format);
  const left = Math.max(LEAST_LEFT, ...ticks.map((tick) => widthOf(text(tick)) + 10));
  return {
    left,
    domain: [scale.domain()[0], scale.domain()[1]],
    place: scale,
    markup: (right) =>
      label(unit, 0, 13) +
      ticks
        .map(
          (tick) =>
            `<line class="grid" x1="${at(left)}" x2="${at(right)}" y1="${at(scale(tick))}" y2="${at(scale(tick))}"/>` +
            label(text(tick), left - 6, scale(tick) + 4, { anchor: 'end' }),
        )
        .join(''),
  };
}

/** The text of a tick, with a space before `%`. */
export function tickText(
  scale: { tickFormat(count: number, format?: string): (value: number) => string },
  count: number,
  format: string | undefined,
): (value: number) => string {
  const written = scale.tickFormat(count, format);
  return (value) => written(value).replace(/%$/, ' %');
}

interface PlaceScale {
  place(value: number): number;
  markup(bottom: number, width: number): string;
}

function placeScale(
  { kind, label: unit, format }: PlaceAxis,
  domain: readonly [number, number],
  [left, right]: readonly [number, number],
): PlaceScale {
  if (kind === 'time') return timeScale(domain, [left, right]);
  const scale = scaleLinear().domain(domain).range([left, right]);
  const count = Math.max(2, Math.floor((right - left) / 48));
  const text = tickText(scale, count, format);
  // There is no step 1.5.
  const isWhole = kind === 'count';
  const ticks = scale.ticks(count).filter((tick) => !isWhole || Number.isInteger(tick));
  return {
    place: scale,
    markup: (bottom, width) =>
      ticksBelow(
        ticks.map((tick) => ({ x: scale(tick), lines: [isWhole ? String(tick) : text(tick)] })),
        bottom,
        width,
      ) +
      (unit === undefined
        ? ''
        : label(unit, (left + right) / 2, bottom + FIRST_LINE + LINE_HEIGHT, { anchor: 'middle' })),
  };
}

const DAY = 86_400_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Times in UTC. The second line has the year, or the day, where it changes. */
function timeScale(domain: readonly [number, number], range: readonly [number, number]): PlaceScale {
  const scale = scaleUtc().domain(domain).range(range);
  const ticks = scale.ticks(Math.max(2, Math.floor((range[1] - range[0]) / 62)));
  const step = ticks.length < 2 ? DAY : Math.min(...ticks.slice(1).map((tick, i) => +tick - +ticks[i]));
  const texts = ticks.map((tick) => timeTexts(tick, step));
  return {
    place: scale,
    markup: (bottom, width) =>
      ticksBelow(
        ticks.map((tick, i) => {
          const [first, second] = texts[i];
          const isNew = second !== '' && second !== texts.at(i === 0 ? texts.length : i - 1)?.[1];
          return { x: scale(tick), lines: isNew || i === 0 ? [first, second] : [first] };
        }),
        bottom,
        width,
      ),
  };
}

/** `5 Mar` and `2024`, `14:00` and `5 Mar 2024 UTC`, or `2024` alone, by how far apart the ticks are. */
function timeTexts(time: Date, step: number): readonly [string, string] {
  const year = String(time.getUTCFullYear());
  const month = MONTHS[time.getUTCMonth()];
  if (step >= 360 * DAY) return [year, ''];
  if (step >= 28 * DAY) return [month, year];
  const day = `${time.getUTCDate()} ${month}`;
  if (step >= DAY) return [day, year];
  return [time.toISOString().slice(11, step < 60_000 ? 19 : 16), `${day} ${year} UTC`];
}

interface TickBelow {
  readonly x: number;
  readonly lines: readonly string[];
}

/** Ticks below the axis. A label that has no room beside the one before it is left out, its tick is not. */
export function ticksBelow(ticks: readonly TickBelow[], bottom: number, width: number): string {
  const ends = [-Infinity, -Infinity];
  return ticks
    .map(({ x, lines }) => {
      const texts = lines.map((text, row) => {
        const half = widthOf(text) / 2;
        const centre = Math.min(Math.max(x, half), width - half);
        if (text === '' || centre - half < ends[row] + SPACE) return '';
        ends[row] = centre + half;
        return label(text, centre, bottom + FIRST_LINE + LINE_HEIGHT * row, { anchor: 'middle' });
      });
      return `<line class="axis" x1="${at(x)}" x2="${at(x)}" y1="${at(bottom)}" y2="${at(bottom + 4)}"/>${texts.join('')}`;
    })
    .join('');
}

/** The least and the largest finite value; `null` if there is none. */
export function finiteRange(columns: readonly ArrayLike<number>[]): readonly [number, number] | null {
  let least = Infinity;
  let most = -Infinity;
  for (const column of columns)
    for (let i = 0; i < column.length; i++) {
      const value = column[i];
      if (!Number.isFinite(value)) continue;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  return least > most ? null : [least, most];
}

/** With room above and below, but not beyond zero. */
function padded([least, most]: readonly [number, number]): readonly [number, number] {
  const room = most > least ? 0.04 * (most - least) : Math.max(1e-3, 0.05 * Math.abs(most));
  return [
    least >= 0 ? Math.max(0, least - room) : least - room,
    most <= 0 && most > least ? Math.min(0, most + room) : most + room,
  ];
}

/** A range with room on both sides; that of a single value is widened, so that the value is in the middle. */
function widened([least, most]: readonly [number, number], room?: number): readonly [number, number] {
  const side = room ?? (most > least ? 0 : 0.5);
  return [least - side, most + side];
}

/** Half the smallest distance of two places; a half if there is none. */
export function halfStep(places: readonly number[]): number {
  const ordered = places.toSorted((a, b) => a - b);
  const steps = ordered.flatMap((place, i) =>
    i > 0 && place > ordered[i - 1] ? [place - ordered[i - 1]] : [],
  );
  return steps.length === 0 ? 0.5 : Math.min(...steps) / 2;
}
