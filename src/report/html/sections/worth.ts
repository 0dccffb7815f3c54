/** What following the forecasts was worth after costs: accounts over time, and their figures. */

import { basisPoints, modelWorthText, settingSentences } from '../../../evaluation/worth/words.ts';
import { lineChart } from '../../charts/line-chart.ts';
import { WORTH_LEGEND, worthGrid } from '../../format/worth.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import { escapeHtml } from '../escape.ts';
import { figure } from '../figures.ts';
import { resultTable } from '../table.ts';
import type { KeptWorth } from '../worth-json.ts';
import { readWorth } from '../worth-json.ts';

export const worthSection: ReportSection = {
  name: 'worth',
  title: 'Worth after costs',
  body(context: ReportContext): string {
    const worth = readWorth(context.worth === undefined ? context.json : { worth: context.worth });
    if (worth === undefined) return '';
    const { options, models } = worth;
    const lines = models.map((model) => `<li>${escapeHtml(modelWorthText(model, options.cost))}</li>`);
    const notes = [...settingSentences(worth), WORTH_LEGEND].map(escapeHtml).join(' ');
    return [
      `<p><strong>${escapeHtml(worth.answer)}</strong></p>`,
      `<ul>${lines.join('')}</ul>`,
      curvesFigure(worth, context),
      resultTable(worthGrid(worth)),
      `<p class="note">${notes}</p>`,
    ].join('\n');
  },
};

function curvesFigure({ curves, options }: KeptWorth, { styles }: ReportContext): string {
  const { time, buyAndHold, models } = curves;
  return figure(
    (size) =>
      lineChart(
        {
          title: `Accounts after costs of ${basisPoints(options.cost)}`,
          x: { kind: 'time', values: time },
          y: { label: 'what 1 has become' },
          lines: [
            { name: 'buy and hold', style: 'actual', places: time, values: buyAndHold },
            ...models.map(({ model, equity }) => ({
              name: model,
              style: styles.get(model)!,
              places: time,
              values: equity,
            })),
          ],
          marks: [1],
        },
        size,
      ),
    'Each account follows a model, after costs. The line at 1 is cash.',
  );
}
