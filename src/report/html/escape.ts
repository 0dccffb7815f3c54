/** Text inside HTML. */

import { escapeControl } from '../../text/escape.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** As text and in attributes: nothing in it is markup, and control characters are visible. */
export function escapeHtml(text: string): string {
  return escapeControl(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character]);
}
