/** Parts of a page that are closed at first, and open in print. */

import { escapeHtml } from './escape.ts';

/** Empty if there is nothing in it. */
export function details(title: string, html: string): string {
  return html === '' ? '' : `<details><summary>${escapeHtml(title)}</summary>\n${html}\n</details>`;
}
