/** What inputs of models are worth, in the terminal. */

import chalk from 'chalk';
import { escapeControl } from '../../text/escape.ts';
import type { ShownExplanation } from '../format/importance.ts';
import {
  IMPORTANCE_TITLES,
  importanceBars,
  importanceCells,
  importanceLegend,
  importanceTitle,
  withoutText,
} from '../format/importance.ts';
import { proseWidth } from './layout.ts';
import { dim, left, renderTable, right, wrap } from './table.ts';

/** Inputs that a table shows of each model; the JSON and the HTML report have all. */
const SHOWN = 12;

export function renderImportance(explanation: ShownExplanation): string {
  const tables = explanation.models.map(({ model, inputs }) => {
    const shown = inputs.slice(0, SHOWN);
    const bars = importanceBars(shown);
    const cells = importanceCells(shown).map((row, i) => [...row.map(escapeControl), bars[i]]);
    const [input, ...numbers] = IMPORTANCE_TITLES;
    const table = renderTable([left(input), ...numbers.map(right), left('')], cells);
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
