/** What the marks of a chart mean: as a list of a page, and as rows of a picture by itself. */

import { escapeHtml } from '../html/escape.ts';
import type { Key } from './drawing.ts';
import { fitted, label, widthOf } from './drawing.ts';
import { classOf } from './styles.ts';

const KEY_WIDTH = 28;
const ROW_HEIGHT = 20;
const SPACE = 18;

/** As a list of a page, each name and mark once. */
export function legendHtml(keys: readonly Key[]): string {
  const entries = distinct(keys).map(
    (key) =>
      `<li><svg viewBox="0 0 ${KEY_WIDTH} 10" class="key" aria-hidden="true">${markOf(key)}</svg>${escapeHtml(key.name)}</li>`,
  );
  return entries.length === 0 ? '' : `<ul class="legend">${entries.join('')}</ul>`;
}

/** As marks of an SVG picture, in as many rows as the width needs. */
export function legendRows(
  keys: readonly Key[],
  { left, top, width }: { readonly left: number; readonly top: number; readonly width: number },
): { readonly body: string; readonly height: number } {
  let [x, row] = [0, 0];
  const entries = distinct(keys).map((key) => {
    const name = fitted(key.name, width - KEY_WIDTH - 6);
    const size = KEY_WIDTH + 6 + widthOf(name);
    if (x > 0 && x + size > width) [x, row] = [0, row + 1];
    const [atX, atY] = [left + x, top + row * ROW_HEIGHT];
    x += size + SPACE;
    return `<g transform="translate(${atX} ${atY + 3})">${markOf(key)}</g>${label(name, atX + KEY_WIDTH + 6, atY + 12)}`;
  });
  return { body: entries.join(''), height: entries.length === 0 ? 0 : (row + 1) * ROW_HEIGHT };
}

function markOf({ shape, style }: Key): string {
  const name = classOf(style);
  switch (shape) {
    case 'line':
      return `<path class="line ${name}" d="M0,5H${KEY_WIDTH}"/>`;
    case 'band':
      return `<path class="area ${name}" d="M0,0H${KEY_WIDTH}V10H0Z"/>`;
    case 'dot':
      return `<path class="whisker ${name}" d="M4,5H24"/><circle class="dot ${name}" cx="14" cy="5" r="3"/>`;
    case 'bar':
      return `<rect class="bar ${name}" x="9" y="0" width="10" height="10"/>`;
  }
}

function distinct(keys: readonly Key[]): readonly Key[] {
  return keys.filter(
    (key, i) =>
      keys.findIndex(
        ({ name, shape, style }) => name === key.name && shape === key.shape && style === key.style,
      ) === i,
  );
}
