/** Tables in HTML. */

import type { ResultGrid } from '../format/result-table.ts';
import { escapeHtml } from './escape.ts';

/** Text, or markup made here. */
export type HtmlCell = string | { readonly html: string };

export const markup = (html: string): HtmlCell => ({ html });

/** A title that ends in `#` is the title of a column of numbers. */
export function table(titles: readonly string[], rows: readonly (readonly HtmlCell[])[]): string {
  const isNumber = titles.map((title) => title.endsWith('#'));
  const head = titles.map((title, i) => {
    const text = escapeHtml(isNumber[i] ? title.slice(0, -1) : title);
    return `<th scope="col"${isNumber[i] ? ' class="number"' : ''}>${text}</th>`;
  });
  const body = rows.map((row) => {
    const cells = row.map(
      (cell, i) =>
        `<td${isNumber[i] ? ' class="number"' : ''}>${typeof cell === 'string' ? escapeHtml(cell) : cell.html}</td>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div class="wide"><table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

/** A table of results without its title and notes. */
export function resultTable({ columns, rows }: ResultGrid): string {
  return table(
    columns.map(({ title, isNumber }) => (isNumber ? `${title}#` : title)),
    rows.map((row) => row.map(({ text }) => text)),
  );
}
