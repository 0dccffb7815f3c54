/** A run of the store: its identity and command, followed by the report that it printed. */

import { escapeControl } from '../../text/escape.ts';
import { formatDuration, formatTime, plural } from '../format/units.ts';
import type { RunReport } from '../inputs.ts';
import { timeOf } from '../format/runs.ts';
import { WIDTH, wrap } from './table.ts';

/** Most series that are named; the others are counted. */
const SERIES_SHOWN = 5;

/** The whole, without a final newline. */
export function renderRun({ record, command, runs, report }: RunReport): string {
  const { run, configuration, failed, exit, version, numbers, node, seconds, data } = record;
  const more = data.length - SERIES_SHOWN;
  const lines = [
    `run      ${run}`,
    `ended    ${timeOf(record)} after ${formatDuration(seconds)}, exit ${exit}${failed > 0 ? `; partial, ${plural(failed, 'fit')} missing` : ''}`,
    `version  hindcast ${escapeControl(version)}, numbers ${numbers}, Node.js ${escapeControl(node)}`,
    `config   ${configuration}, ${plural(runs, 'run')}`,
    `command  ${escapeControl(command)}`,
    ...data
      .slice(0, SERIES_SHOWN)
      .map(
        ({ id, rows, first, last, digest }) =>
          `data     ${escapeControl(id)}: ${plural(rows, 'row')}, ${formatTime(first)} to ${formatTime(last)}, ${digest}`,
      ),
    ...(more > 0 ? [`         and ${more} more series`] : []),
  ];
  return `${lines.map((line) => wrap(line, WIDTH, '         ')).join('\n')}\n\n${report}`;
}
