/** Text inside GitHub's Markdown. */

import { escapeControl } from '../../text/escape.ts';

/** Text that is no markup, in a paragraph and in the cell of a table; in one line, with control characters visible. */
export function escapeMarkdown(text: string): string {
  return escapeControl(text).replaceAll(/[\\`*_{}[\]<>#|~$&]/g, String.raw`\$&`);
}
