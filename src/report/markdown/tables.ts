/** Tables in GitHub's Markdown: https://github.github.com/gfm/#tables-extension- */

import type { ResultCell, ResultTable } from '../format/result-table.ts';
import { escapeMarkdown } from './escape.ts';

/** The tables under headings, with a final newline. */
export function markdownTables(tables: readonly ResultTable[]): string {
  return `${tables.map(markdownTable).join('\n\n')}\n`;
}

function markdownTable({ title, columns, rows, notes }: ResultTable): string {
  const lines = [
    columns.map(({ title: head, unit }) => escapeMarkdown(unit === undefined ? head : `${head} (${unit})`)),
    columns.map(({ isNumber }) => (isNumber ? '---:' : '---')),
    ...rows.map((row) => row.map(cellText)),
  ];
  return [
    `### ${escapeMarkdown(title)}`,
    lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
    notes.map((note) => `- ${escapeMarkdown(note)}`).join('\n'),
  ].join('\n\n');
}

function cellText({ text, isBest, isSignificant }: ResultCell): string {
  const escaped = escapeMarkdown(text);
  return isBest === true || isSignificant === true ? `**${escaped}**` : escaped;
}
