/** What inputs of models are worth, in the terminal. */

import chalk from 'chalk';
import { escapeControl } from '../../text/escape.ts';
import type { Explanation } from '../../evaluation/importance.ts';
import {
  importanceBars,
  importanceGrid,
  importanceLegend,
  importanceTitle,
  withoutText,
} from '../format/importance.ts';
import { plainCell, words } from '../format/result-table.ts';
import { proseWidth } from './layout.ts';
import { dim, renderResultTable, wrap } from './table.ts';

/** Inputs that a table shows of each model; the JSON and the HTML report have all. */
const SHOWN = 12;

export function renderImportance(explanation: Explanation): string {
  const tables = explanation.models.map(({ model, inputs }) => {
    const shown = inputs.slice(0, SHOWN);
    const bars = importanceBars(shown);
    const { columns, rows } = importanceGrid(shown);
    const table = renderResultTable({
      columns: [...columns, words('')],
      rows: rows.map((row, i) => [...row, plainCell(bars[i])]),
    });
    const hidden = inputs.length - shown.length;
    const more =
      hidden === 0
        ? ''
        : `\n${dim([`${hidden} less important inputs are in \`--json\` and in the report.`])}`;
    return `${chalk.bold(escapeControl(importanceTitle(model)))}\n${table}${more}`;
  });
  const legend = explanation.models.length === 0 ? [] : [dim([importanceLegend(explanation)])];
  const without = withoutText(explanation);
  return [...tables, ...legend, ...(without === '' ? [] : [wrap(escapeControl(without), proseWidth())])].join(
    '\n\n',
  );
}
