/** Failures of a run, one line per kind; its warnings, which need a person, and its notes, which only explain. */

import { formatCount } from '../../format/units.ts';
import type { ReportSection } from '../context.ts';
import { escapeHtml } from '../escape.ts';
import type { ReportedFailure } from '../run-json.ts';

/** Folds that are named; more are counted. */
const FOLDS_NAMED = 8;

export const warningsSection: ReportSection = {
  name: 'warnings',
  title: 'Failures, warnings and notes',
  body: ({ result }) =>
    [
      listOf('Failures', foldedFailures(result.failures)),
      listOf(
        'Warnings',
        result.warnings.filter((text) => !result.notes.includes(text)),
      ),
      listOf('Notes', result.notes),
    ]
      .filter((part) => part !== '')
      .join('\n'),
};

/** One line for each model and kind of failure. Numbers in a message do not make a kind. */
export function foldedFailures(failures: readonly ReportedFailure[]): readonly string[] {
  const kinds = new Map<string, ReportedFailure[]>();
  for (const failure of failures) {
    const kind = JSON.stringify([failure.model, failure.message.replaceAll(/\d+(?:\.\d+)?/g, '#')]);
    kinds.set(kind, [...(kinds.get(kind) ?? []), failure]);
  }
  return [...kinds.values()].map((same) => {
    const [{ model, message }] = same;
    const folds = [...new Set(same.map(({ fold }) => fold))];
    const named =
      folds.length <= FOLDS_NAMED ? folds.join(', ') : `${folds[0]} to ${folds[folds.length - 1]}`;
    return folds.length === 1
      ? `${model}, fold ${named}: ${message}`
      : `${model}, ${formatCount(folds.length)} folds (${named}): ${message}`;
  });
}

function listOf(title: string, lines: readonly string[]): string {
  return lines.length === 0
    ? ''
    : `<h4>${title}</h4><ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`;
}
