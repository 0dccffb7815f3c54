/** The command of a run, its data, failures and warnings. */

import type { RunRecord } from '../../evaluation/run-record.ts';
import { timeOf } from '../format/runs.ts';
import { unscoredText } from '../format/time-spans.ts';
import type { UnscoredSpan } from '../format/time-spans.ts';
import { formatCount, formatDuration, formatTime } from '../format/units.ts';
import { escapeHtml } from './escape.ts';
import { table } from './table.ts';

export function runTable(record: RunRecord, command: string, unscored: UnscoredSpan | null): string {
  const { run, configuration, seconds, exit, version, numbers, node, origins, options } = record;
  const facts: readonly (readonly [string, string])[] = [
    ['command', command],
    ['run', run],
    ['configuration', configuration],
    ['ended', `${timeOf(record)} after ${formatDuration(seconds)}, exit ${exit}`],
    ['origins', formatCount(origins)],
    ...(unscored === null ? [] : ([['unscored', unscoredText(unscored, options.stepSize)]] as const)),
    ['version', `hindcast ${version}, numbers ${numbers}, Node.js ${node}`],
  ];
  return `<dl>${facts
    .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`)
    .join('')}</dl>`;
}

export function dataTable({ data }: RunRecord): string {
  const rows = data.map(({ id, rows: count, first, last, digest }) => [
    id,
    formatCount(count),
    formatTime(first),
    formatTime(last),
    digest,
  ]);
  return table(['series', 'rows#', 'from', 'to', 'digest'], rows);
}

export function listOf(title: string, lines: readonly string[]): string {
  return lines.length === 0
    ? ''
    : `<h4>${title}</h4><ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`;
}
