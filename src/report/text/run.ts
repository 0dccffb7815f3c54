/** A run of the store: its identity and command, followed by the report that it printed. */

import { escapeControl } from '../../text/escape.ts';
import { formatDuration, formatTime, plural } from '../format/units.ts';
import type { RunReport } from '../inputs.ts';
import type { RunRecord } from '../../evaluation/run-record.ts';
import { digitsOf, timeOf } from '../format/runs.ts';
import type { ShortReport } from '../format/short-report.ts';
import { renderAnswer } from './answer.ts';
import { proseWidth } from './layout.ts';
import { wrap } from './table.ts';

/** Most series that are named; the others are counted. */
const SERIES_SHOWN = 5;

/** The answer of a run, when it ran and its command, without a final newline. */
export function renderShortRun(
  report: ShortReport,
  { record, command }: Pick<RunReport, 'record' | 'command'>,
): string {
  const lines = [
    `run      ${digitsOf(record)}, ended ${endText(record)}`,
    `command  ${escapeControl(command)}`,
  ];
  return `${renderAnswer(report)}\n\n${lines.map((line) => wrap(line, proseWidth(), '         ')).join('\n')}`;
}

function endText({ at, seconds, exit, failed }: RunRecord): string {
  const partial = failed > 0 ? `; partial, ${plural(failed, 'fit')} missing` : '';
  return `${timeOf({ at })} after ${formatDuration(seconds)}, exit ${exit}${partial}`;
}

/** The whole, without a final newline. */
export function renderRun({ record, command, runs, report }: RunReport): string {
  const { run, configuration, version, numbers, node, data } = record;
  const more = data.length - SERIES_SHOWN;
  const lines = [
    `run      ${run}`,
    `ended    ${endText(record)}`,
    `version  hindcast ${escapeControl(version)}, numbers ${numbers}, Node.js ${escapeControl(node)}`,
    `config   ${plural(runs, 'run')} of ${configuration}`,
    `command  ${escapeControl(command)}`,
    ...data
      .slice(0, SERIES_SHOWN)
      .map(
        ({ id, rows, first, last, digest }) =>
          `data     ${escapeControl(id)}: ${plural(rows, 'row')}, ${formatTime(first)} to ${formatTime(last)}, ${digest}`,
      ),
    ...(more > 0 ? [`         and ${more} more series`] : []),
  ];
  return `${lines.map((line) => wrap(line, proseWidth(), '         ')).join('\n')}\n\n${report}`;
}
