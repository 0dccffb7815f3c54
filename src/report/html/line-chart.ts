/**
 * Charts as SVG text for a page: lines over the same x, and a band. Colours come from the page's style by class, and every
 * line has a dash of its own too, so that a print without colour can be read. The same values give the same bytes.
 */

import { escapeHtml } from './escape.ts';
import { formatNumber } from '../format/units.ts';

export interface Line {
  readonly name: string;
  /** `NaN` leaves a gap. */
  readonly values: readonly number[];
  /** Drawn in bold, for actual values. */
  readonly isMain?: boolean;
}

export interface Chart {
  /** Text alternative for screen readers. */
  readonly title: string;
  /** Labels under the first and the last value. */
  readonly from: string;
  readonly to: string;
  readonly lines: readonly Line[];
  /** Drawn beneath the lines. */
  readonly band?: { readonly name: string; readonly lo: readonly number[]; readonly hi: readonly number[] };
  /** A level that is marked, for example 1 for U2. */
  readonly mark?: number;
}

const WIDTH = 720;
const HEIGHT = 240;
const LEFT = 72;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 28;
/** Lines beyond these take the first styles again. */
export const STYLES = 8;
/** About so many levels are written beside the chart. */
const LEVELS = 4;

/** The chart with a legend below; empty where there is no value. */
export function lineChart({ title, from, to, lines, band, mark }: Chart): string {
  const finite = [
    ...lines.map(({ values }) => values),
    band?.lo ?? [],
    band?.hi ?? [],
    mark === undefined ? [] : [mark],
  ]
    .flat()
    .filter(Number.isFinite);
  const count = Math.max(band?.lo.length ?? 0, ...lines.map(({ values }) => values.length));
  if (finite.length === 0 || count === 0) return '';
  const [least, most] = padded(Math.min(...finite), Math.max(...finite));
  const x = (i: number): string =>
    coordinate(count === 1 ? (LEFT + WIDTH - RIGHT) / 2 : LEFT + (i / (count - 1)) * (WIDTH - LEFT - RIGHT));
  const y = (value: number): string =>
    coordinate(TOP + ((most - value) / (most - least)) * (HEIGHT - TOP - BOTTOM));
  const step = niceStep((most - least) / LEVELS);
  const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const levels: number[] = [];
  for (let k = Math.ceil(least / step); k * step <= most; k++) levels.push(k * step);
  const parts = [
    ...levels.map(
      (level) =>
        `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(level)}" y2="${y(level)}"/>` +
        `<text x="${LEFT - 6}" y="${y(level)}" dy="0.35em" text-anchor="end">${escapeHtml(formatNumber(level, decimals))}</text>`,
    ),
    ...(mark === undefined
      ? []
      : [`<line class="mark" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(mark)}" y2="${y(mark)}"/>`]),
    `<text x="${LEFT}" y="${HEIGHT - 8}">${escapeHtml(from)}</text>`,
    `<text x="${WIDTH - RIGHT}" y="${HEIGHT - 8}" text-anchor="end">${escapeHtml(to)}</text>`,
    ...(band === undefined ? [] : [`<path class="band" d="${bandPath(band.lo, band.hi, x, y)}"/>`]),
    ...lines.map(({ values, isMain }, i) => {
      const style = isMain === true ? 'main' : `s${i % STYLES}`;
      return `<path class="line ${style}" d="${linePath(values, x, y)}"/>${dots(values, style, x, y)}`;
    }),
  ];
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">` +
    `<title>${escapeHtml(title)}</title>${parts.join('')}</svg>${legend(lines, band?.name)}`
  );
}

function legend(lines: readonly Line[], band: string | undefined): string {
  const entry = (shape: string, name: string): string =>
    `<li><svg viewBox="0 0 28 10" class="key" aria-hidden="true">${shape}</svg>${escapeHtml(name)}</li>`;
  const entries = lines.map(({ name, isMain }, i) =>
    entry(`<path class="line ${isMain === true ? 'main' : `s${i % STYLES}`}" d="M0 5H28"/>`, name),
  );
  if (band !== undefined) entries.push(entry('<path class="band" d="M0 0H28V10H0Z"/>', band));
  return `<ul class="legend">${entries.join('')}</ul>`;
}

type Scale = (value: number) => string;

/** Stretches between holes. */
function linePath(values: readonly number[], x: Scale, y: Scale): string {
  let isDown = false;
  return values
    .map((value, i) => {
      if (!Number.isFinite(value)) {
        isDown = false;
        return '';
      }
      const point = `${isDown ? 'L' : 'M'}${x(i)} ${y(value)}`;
      isDown = true;
      return point;
    })
    .join('');
}

/** A value without neighbours has no line, so it is a dot. */
function dots(values: readonly number[], style: string, x: Scale, y: Scale): string {
  return values
    .map((value, i) =>
      Number.isFinite(value) &&
      !Number.isFinite(values[i - 1] ?? NaN) &&
      !Number.isFinite(values[i + 1] ?? NaN)
        ? `<circle class="dot ${style}" cx="${x(i)}" cy="${y(value)}" r="2.5"/>`
        : '',
    )
    .join('');
}

function bandPath(lo: readonly number[], hi: readonly number[], x: Scale, y: Scale): string {
  const stretches: number[][] = [];
  lo.forEach((_, i) => {
    if (!Number.isFinite(lo[i]) || !Number.isFinite(hi[i])) return;
    const last = stretches.at(-1);
    if (last !== undefined && last.at(-1) === i - 1) last.push(i);
    else stretches.push([i]);
  });
  return stretches
    .map((rows) => {
      const up = rows.map((i) => `${x(i)} ${y(hi[i])}`);
      const down = rows.toReversed().map((i) => `${x(i)} ${y(lo[i])}`);
      return `M${[...up, ...down].join('L')}Z`;
    })
    .join('');
}

/** With room above and below. */
function padded(least: number, most: number): readonly [number, number] {
  const room = most > least ? 0.05 * (most - least) : Math.max(1e-3, 0.05 * Math.abs(most));
  return [least - room, most + room];
}

/** 1, 2 or 5 times a power of ten, not below `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least * (1 - 1e-9))!;
}

function coordinate(value: number): string {
  return value.toFixed(1);
}
