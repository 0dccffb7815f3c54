/** Charts in a page: drawn for its width on screens and paper, and again for that of a phone. */

import type { Drawing, Size } from '../charts/drawing.ts';
import { smallMultiples } from '../charts/document.ts';
import { NARROW, WIDE, toSvg } from '../charts/drawing.ts';
import { legendHtml } from '../charts/legend.ts';
import { escapeHtml } from './escape.ts';

/** Charts beside each other in a picture by itself. */
const COLUMNS = 3;

/** Figures that are being collected, in the order they are drawn. */
let collected: Drawing[] | undefined;

/** The figures that `work` draws, each as one drawing. */
export function drawingsOf(work: () => unknown): readonly Drawing[] {
  const drawn: Drawing[] = [];
  collected = drawn;
  try {
    work();
  } finally {
    collected = undefined;
  }
  return drawn;
}

/** A figure over the whole width; empty if there is nothing to draw. */
export function figure(draw: (size: Size) => Drawing | null, caption = ''): string {
  const [wide, narrow] = [draw(WIDE), draw(NARROW)];
  if (wide === null || narrow === null) return '';
  collected?.push(wide);
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
  collect(drawn, caption);
  const cells = drawn.map(
    ({ name, drawings }) => `<div><h4>${escapeHtml(name)}</h4>${drawings.map(toSvg).join('')}</div>`,
  );
  const keys = drawn.flatMap(({ drawings }) => drawings.flatMap((each) => each.keys));
  return `<figure><div class="panels">${cells.join('')}</div>${legendHtml(keys)}${captionOf(caption)}</figure>`;
}

function collect(
  drawn: readonly { readonly name: string; readonly drawings: readonly Drawing[] }[],
  caption: string,
): void {
  if (collected === undefined) return;
  const charts = drawn.flatMap(({ name, drawings }) => drawings.map((drawing) => ({ name, drawing })));
  // What the charts have in common is the first sentence of their caption.
  if (charts.length === 1) {
    collected.push(charts[0].drawing);
    return;
  }
  const [sentence] = caption.split(/(?<=[.:]) /);
  const title = sentence === '' ? charts[0].drawing.title : sentence.replace(/[.:]$/, '');
  const all = smallMultiples(charts, { title, columns: COLUMNS });
  if (all !== null) collected.push(all);
}

function captionOf(caption: string): string {
  return caption === '' ? '' : `<figcaption>${escapeHtml(caption)}</figcaption>`;
}
