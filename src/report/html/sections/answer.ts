/** The answer: what came out, in a sentence, a table and what it means. */

import { plural } from '../../format/units.ts';
import { answerTable } from '../answer-table.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import { details } from '../details.ts';
import { escapeHtml } from '../escape.ts';
import { scoresTable } from '../score-tables.ts';

export const answerSection: ReportSection = {
  name: 'answer',
  title: 'Answer',
  body({ record, result }: ReportContext): string {
    const { answer, benchmark, models, summary } = result;
    const verdicts = models
      .filter(({ model }) => model !== benchmark)
      .map(({ verdict }) => `<li>${escapeHtml(verdict)}</li>`);
    return [
      `<p class="answer${answer.isAlarm ? ' bad' : ''}">${escapeHtml(answer.sentence)}</p>`,
      partialText(record.failed, record.exit),
      answerTable(result),
      details(
        'Every model in words',
        verdicts.length === 0 ? '' : `<p>${escapeHtml(summary)}</p><ul>${verdicts.join('')}</ul>`,
      ),
      details('All scores', scoresTable(result)),
    ]
      .filter((part) => part !== '')
      .join('\n');
  },
};

function partialText(failed: number, exit: number): string {
  if (failed === 0) return '';
  const code = exit === 3 ? 'Exit code 3 means that the run is partial' : 'The run is partial';
  return `<p class="warn">${code}: ${plural(failed, 'fit')} failed or ${failed === 1 ? 'was' : 'were'} not reached. Only forecasts that every model has are scored. The same command makes the missing fits and keeps the others.</p>`;
}
