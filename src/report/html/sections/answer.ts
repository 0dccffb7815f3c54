/** The answer: what came out, in a sentence, a table and what it means. */

import { plural } from '../../format/units.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import { escapeHtml } from '../escape.ts';
import { scoresTable } from '../score-tables.ts';

export const answerSection: ReportSection = {
  name: 'answer',
  title: 'Answer',
  body({ record, result }: ReportContext): string {
    return [
      result.summary === '' ? '' : `<p class="summary">${escapeHtml(result.summary)}</p>`,
      record.failed > 0
        ? `<p class="warn">Partial: ${plural(record.failed, 'fit')} failed or were not reached.</p>`
        : '',
      scoresTable(result),
      `<h4>Findings</h4><ul>${result.models
        .filter(({ model }) => model !== result.benchmark)
        .map(({ verdict }) => `<li>${escapeHtml(verdict)}</li>`)
        .join('')}</ul>`,
    ]
      .filter((part) => part !== '')
      .join('\n');
  },
};
