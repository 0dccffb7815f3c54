/**
 * What every chart returns: the marks of an SVG picture, its size, and what its legend lists. Colours come from classes, so that
 * a page can be light, dark or printed. The same values give the same bytes.
 */

import { escapeHtml } from '../html/escape.ts';
import type { LineStyle } from './styles.ts';

/** In pixels; a page may stretch it. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** One of several charts side by side; as wide as a phone. */
export const PANEL: Size = { width: 304, height: 200 };
/** A chart by itself on a screen or on paper. */
export const WIDE: Size = { width: 760, height: 280 };
/** The same chart on a phone. */
export const NARROW: Size = { width: 340, height: 240 };

/** An entry of a legend. */
export interface Key {
  readonly name: string;
  readonly shape: 'line' | 'band' | 'dot' | 'bar';
  readonly style: LineStyle;
}

export interface Drawing extends Size {
  /** Says in words what the chart shows, for people who do not see it. */
  readonly title: string;
  readonly body: string;
  readonly keys: readonly Key[];
  /** Where values are, so that the script of a page can read them back from the marks. */
  readonly frame?: PlotFrame;
}

/** Edges of the space for marks, and the values that are there. */
export interface PlotFrame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** At the left and the right edge. */
  readonly places: readonly [number, number];
  /** At the bottom and the top edge. */
  readonly values: readonly [number, number];
  readonly kind: 'time' | 'number' | 'count';
  readonly isPercent: boolean;
}

/** A chart whose name says what its marks are. */
export function withoutKeys(drawing: Drawing | null): Drawing | null {
  return drawing === null ? null : { ...drawing, keys: [] };
}

/** As an element of a page. */
export function toSvg({ width, height, title, body, frame }: Drawing): string {
  const text = escapeHtml(title);
  return (
    `<svg class="chart"${frame === undefined ? '' : frameAttribute(frame)} viewBox="0 0 ${width} ${height}" role="img" aria-label="${text}">` +
    `<title>${text}</title>${body}</svg>`
  );
}

function frameAttribute({ left, right, top, bottom, places, values, kind, isPercent }: PlotFrame): string {
  const words = [
    at(left),
    at(right),
    at(top),
    at(bottom),
    ...places,
    ...values,
    kind,
    isPercent ? 'percent' : 'plain',
  ];
  return ` data-frame="${words.join(' ')}"`;
}

/** A coordinate, to a tenth of a pixel. */
export function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Text at a place; `anchor` says which part of it is there. */
export function label(
  text: string,
  x: number,
  y: number,
  {
    anchor = 'start',
    className,
  }: { readonly anchor?: 'start' | 'middle' | 'end'; readonly className?: string } = {},
): string {
  const side = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  const style = className === undefined ? '' : ` class="${className}"`;
  return `<text x="${at(x)}" y="${at(y)}"${side}${style}>${escapeHtml(text)}</text>`;
}

/** About the width of a text in a chart; fonts differ, so it is rather too large. */
export function widthOf(text: string): number {
  return 7.4 * text.length;
}

/** A text that is no wider than `width`, shortened in the middle, so that names that begin alike can be told apart. */
export function fitted(text: string, width: number): string {
  const most = Math.max(5, Math.floor(width / widthOf(' ')));
  if (text.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
}
