/** What the members of ensembles weigh and add. */

import { ENSEMBLE_LEGEND, ensembleGrid, ensembleTitle } from '../../format/ensembles.ts';
import type { ShownEnsemble } from '../../format/ensembles.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import { escapeHtml } from '../escape.ts';
import { listIn, numbersOf, objectOf } from '../json-values.ts';
import { resultTable } from '../table.ts';

export const ensemblesSection: ReportSection = {
  name: 'ensemble',
  title: 'Ensemble',
  body({ json }: ReportContext): string {
    const ensembles = listIn(objectOf(json).ensembles).map(ensembleIn);
    if (ensembles.length === 0) return '';
    return [
      ...ensembles.map(
        (one) => `<h4>${escapeHtml(ensembleTitle(one))}</h4>${resultTable(ensembleGrid(one))}`,
      ),
      `<p class="note">${escapeHtml(ENSEMBLE_LEGEND)}</p>`,
    ].join('\n');
  },
};

function ensembleIn(value: unknown): ShownEnsemble {
  const { model, method, members, benchmark } = objectOf(value);
  const shareIn = (one: unknown) => {
    const { weight = NaN, worseWithout = NaN } = numbersOf(one);
    return { model: String(objectOf(one).model), weight, worseWithout };
  };
  return {
    model: String(model),
    method: String(method),
    members: listIn(members).map(shareIn),
    benchmark: shareIn(benchmark),
  };
}
