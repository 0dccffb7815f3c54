/** Tables in LaTeX with the rules of booktabs: https://ctan.org/pkg/booktabs */

import type { ResultCell, ResultColumn, ResultTable } from '../format/result-table.ts';
import { escapeLatex } from './escape.ts';

/** The tables as floats, with a comment on what they need, and a final newline. */
export function latexTables(tables: readonly ResultTable[]): string {
  return `% needs \\usepackage{booktabs}\n${tables.map(latexTable).join('\n\n')}\n`;
}

function latexTable({ name, title, columns, rows, notes }: ResultTable): string {
  const line = (cells: readonly string[]): string => `${cells.join(' & ')} \\\\`;
  return [
    '\\begin{table}[htbp]',
    '\\centering',
    '\\footnotesize',
    `\\caption{${escapeLatex(title)}}`,
    `\\label{tab:${name}}`,
    '\\smallskip',
    '\\setlength{\\tabcolsep}{3.5pt}',
    `\\begin{tabular}{@{}${columns.map(({ isNumber }) => (isNumber ? 'r' : 'l')).join('')}@{}}`,
    '\\toprule',
    line(columns.map((column) => escapeLatex(column.title))),
    ...(columns.some(({ unit }) => unit !== undefined)
      ? [line(columns.map(({ unit }) => (unit === undefined ? '' : `(${escapeLatex(unit)})`)))]
      : []),
    '\\midrule',
    ...rows.map((row) => line(row.map((cell, i) => cellText(cell, columns[i])))),
    '\\bottomrule',
    '\\end{tabular}',
    ...(notes.length === 0
      ? []
      : ['', '\\smallskip', `\\parbox{\\linewidth}{${notes.map(escapeLatex).join(' ')}}`]),
    '\\end{table}',
  ].join('\n');
}

function cellText({ text, isBest, isSignificant }: ResultCell, { isNumber }: ResultColumn): string {
  const escaped = isNumber ? numberText(escapeLatex(text)) : escapeLatex(text);
  return isBest === true || isSignificant === true ? `\\textbf{${escaped}}` : escaped;
}

/** With a minus sign, and a dash between the ends of a range. */
function numberText(text: string): string {
  return text.replace(/^-(?=[\d$])/, '$-$').replaceAll(/(?<=\d)-(?=\d)/g, '--');
}
