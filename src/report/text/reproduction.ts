/** Whether a run was reproduced, and the first differences. */

import { escapeControl } from '../../text/escape.ts';
import { formatCount, formatDuration, plural } from '../format/units.ts';
import type { ReproductionReport } from '../inputs.ts';
import { digitsOf } from '../format/runs.ts';
import { renderTable } from './table.ts';

/** Differences shown; `--json` has all. */
const SHOWN = 5;

export function renderReproduction(verified: ReproductionReport): string {
  const {
    record,
    forecasts,
    bounds,
    probabilities,
    scores,
    models,
    fits,
    differences,
    seconds,
    version,
    node,
  } = verified;
  const intervals = bounds === 0 ? '' : `, ${plural(bounds, 'bound')} of intervals`;
  const classes = probabilities === 0 ? '' : `, ${formatCount(probabilities)} probabilities`;
  const count = `${plural(forecasts, 'forecast')} of ${plural(models, 'model')}, ${plural(fits, 'fit')}${intervals}${classes}`;
  const compared =
    record.failed > 0
      ? `${count}; scores not compared, the run is partial`
      : `${count}, ${plural(scores, 'score')}`;
  const maker = `by hindcast ${escapeControl(version)} on Node.js ${escapeControl(node)} in ${formatDuration(seconds)}`;
  if (differences.length === 0)
    return `run ${digitsOf(record)} is identical: ${compared}\nrecomputed ${maker}`;
  const columns = ['file', 'line', 'column', 'stored', 'now'].map((title, i) => ({
    title,
    align: i === 1 ? 'right' : 'left',
  })) as { title: string; align: 'left' | 'right' }[];
  const rows = differences
    .slice(0, SHOWN)
    .map(({ file, line, column, kept, again }) => [
      file,
      formatCount(line),
      escapeControl(column),
      escapeControl(kept),
      escapeControl(again),
    ]);
  const more = differences.length - rows.length;
  return [
    `run ${digitsOf(record)} differs: ${plural(differences.length, 'value')} of ${compared}`,
    `stored by hindcast ${escapeControl(record.version)} on Node.js ${escapeControl(record.node)}, recomputed ${maker}`,
    '',
    renderTable(columns, rows) + (more > 0 ? `\nand ${formatCount(more)} more; \`--json\` shows all` : ''),
  ].join('\n');
}
