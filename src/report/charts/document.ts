/** A chart, or several side by side, as an SVG document by itself: light, with its style and legend inside. */

import { escapeHtml } from '../html/escape.ts';
import type { Drawing } from './drawing.ts';
import { at, fitted, label, widthOf } from './drawing.ts';
import { legendRows } from './legend.ts';
import { standaloneRules } from './styles.ts';

const MARGIN = 16;
const TITLE_HEIGHT = 24;
/** Between charts. */
const GAP = 16;

/** The document of one chart, with its title above and its legend below. */
export function svgDocument(drawing: Drawing): string {
  const inner = drawing.width;
  const titles = wrapped(drawing.title, inner);
  const top = MARGIN + titles.length * 18 + 8;
  const legend = legendRows(drawing.keys, { left: MARGIN, top: top + drawing.height + 8, width: inner });
  const [width, height] = [inner + 2 * MARGIN, top + drawing.height + 8 + legend.height + MARGIN];
  const title = escapeHtml(drawing.title);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" width="${at(width)}" height="${at(height)}" viewBox="0 0 ${at(width)} ${at(height)}" role="img" aria-label="${title}">` +
    `<title>${title}</title><style>${standaloneRules()}</style>` +
    `<rect width="${at(width)}" height="${at(height)}" fill="#fff"/>` +
    titles.map((line, i) => label(line, MARGIN, MARGIN + 12 + i * 18, { className: 'strong' })).join('') +
    `<g transform="translate(${MARGIN} ${top})">${drawing.body}</g>${legend.body}</svg>\n`
  );
}

/** Several charts as one, row by row, each with its name above. */
export function smallMultiples(
  charts: readonly { readonly name: string; readonly drawing: Drawing }[],
  { title, columns }: { readonly title: string; readonly columns: number },
): Drawing | null {
  if (charts.length === 0) return null;
  const across = Math.min(columns, charts.length);
  const width = Math.max(...charts.map(({ drawing }) => drawing.width));
  const height = Math.max(...charts.map(({ drawing }) => drawing.height)) + TITLE_HEIGHT;
  const body = charts.map(({ name, drawing }, i) => {
    const [x, y] = [(i % across) * (width + GAP), Math.floor(i / across) * (height + GAP)];
    return (
      label(fitted(name, width), x, y + 14, { className: 'strong' }) +
      `<g transform="translate(${at(x)} ${at(y + TITLE_HEIGHT)})">${drawing.body}</g>`
    );
  });
  const rows = Math.ceil(charts.length / across);
  return {
    title,
    width: across * width + (across - 1) * GAP,
    height: rows * height + (rows - 1) * GAP,
    body: body.join(''),
    keys: charts.flatMap(({ drawing }) => drawing.keys),
  };
}

/** Words in lines that are no wider than `width`. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines[lines.length - 1]} ${word}`;
    if (lines.length > 0 && widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(fitted(word, width));
  }
  return lines;
}
