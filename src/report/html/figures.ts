/** Charts in a page: drawn for its width on screens and paper, and again for that of a phone. */

import type { Drawing, Size } from '../charts/drawing.ts';
import { NARROW, WIDE, toSvg } from '../charts/drawing.ts';
import { legendHtml } from '../charts/legend.ts';
import { escapeHtml } from './escape.ts';

/** A figure over the whole width; empty if there is nothing to draw. */
export function figure(draw: (size: Size) => Drawing | null, caption = ''): string {
  const [wide, narrow] = [draw(WIDE), draw(NARROW)];
  if (wide === null || narrow === null) return '';
  return (
    `<figure><div class="on-wide">${toSvg(wide)}</div><div class="on-narrow">${toSvg(narrow)}</div>` +
    `${legendHtml(wide.keys)}${captionOf(caption)}</figure>`
  );
}

export interface PanelFigure {
  /** Written above the chart. */
  readonly name: string;
  /** A chart of the size `PANEL`, or several below each other; `null` is left out. */
  readonly drawings: readonly (Drawing | null)[];
}

/** Charts side by side, as many as there is room for, with one legend; empty if there is nothing to draw. */
export function panels(all: readonly PanelFigure[], caption = ''): string {
  const drawn = all.flatMap(({ name, drawings }) => {
    const some = drawings.filter((each) => each !== null);
    return some.length === 0 ? [] : [{ name, drawings: some }];
  });
  if (drawn.length === 0) return '';
  const cells = drawn.map(
    ({ name, drawings }) => `<div><h4>${escapeHtml(name)}</h4>${drawings.map(toSvg).join('')}</div>`,
  );
  const keys = drawn.flatMap(({ drawings }) => drawings.flatMap((each) => each.keys));
  return `<figure><div class="panels">${cells.join('')}</div>${legendHtml(keys)}${captionOf(caption)}</figure>`;
}

function captionOf(caption: string): string {
  return caption === '' ? '' : `<figcaption>${escapeHtml(caption)}</figcaption>`;
}
