/** What inputs of models are worth: with their intervals, as a chart and as a table. */

import { forestChart } from '../../charts/forest-chart.ts';
import type { Explanation } from '../../../evaluation/importance.ts';
import {
  importanceGrid,
  importanceLegend,
  importanceTitle,
  lagsText,
  withoutText,
} from '../../format/importance.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import { escapeHtml } from '../escape.ts';
import { figure } from '../figures.ts';
import { listIn, numbersOf, objectOf } from '../json-values.ts';
import { resultTable } from '../table.ts';

/** Inputs that a chart shows. */
const CHARTED = 16;

export const importanceSection: ReportSection = {
  name: 'importance',
  title: 'What inputs are worth',
  body({ json, styles }: ReportContext): string {
    const explanation = explanationIn(objectOf(json).explanation);
    if (explanation === undefined) return '';
    const without = withoutText(explanation);
    return [
      ...explanation.models.map(({ model, inputs }) => {
        const shown = inputs.slice(0, CHARTED);
        const column = (name: 'increase' | 'lo' | 'hi'): number[] => shown.map((one) => 100 * one[name]);
        const chart = figure((size) =>
          forestChart(
            {
              title: importanceTitle(model),
              names: shown.map((one) => `${one.input} ${lagsText(one)}`),
              value: { label: 'rise of the mean squared error, %' },
              groups: [
                {
                  name: model,
                  style: styles.get(model) ?? 'actual',
                  values: column('increase'),
                  lo: column('lo'),
                  hi: column('hi'),
                },
              ],
              marks: [0],
            },
            size,
          ),
        );
        return `<h4>${escapeHtml(importanceTitle(model))}</h4>${chart}${resultTable(importanceGrid(inputs))}`;
      }),
      `<p class="note">${escapeHtml(importanceLegend(explanation))}</p>`,
      ...(without === '' ? [] : [`<p class="note">${escapeHtml(without)}</p>`]),
    ].join('\n');
  },
};

function explanationIn(value: unknown): Explanation | undefined {
  const { models, without } = objectOf(value);
  if (models === undefined) return undefined;
  return {
    permutations: numbersOf(value).permutations ?? NaN,
    models: listIn(models).map((one) => ({
      model: String(objectOf(one).model),
      inputs: listIn(objectOf(one).inputs).map((each) => {
        const { from = NaN, to = NaN, increase = NaN, lo = NaN, hi = NaN } = numbersOf(each);
        return { input: String(objectOf(each).input), from, to, increase, lo, hi };
      }),
    })),
    without: listIn(without).map(String),
  };
}
