/** Members of ensembles in the terminal. */

import chalk from 'chalk';
import { escapeControl } from '../../text/escape.ts';
import type { ShownEnsemble } from '../format/ensembles.ts';
import { ENSEMBLE_LEGEND, ENSEMBLE_TITLES, ensembleCells, ensembleTitle } from '../format/ensembles.ts';
import { dim, left, renderTable, right } from './table.ts';

export function renderEnsemble(ensemble: ShownEnsemble): string {
  const [member, ...others] = ENSEMBLE_TITLES;
  const cells = ensembleCells(ensemble).map((row) => row.map(escapeControl));
  const table = renderTable([left(member), ...others.map(right)], cells);
  return `${chalk.bold(escapeControl(ensembleTitle(ensemble)))}\n${table}\n${dim([ENSEMBLE_LEGEND])}`;
}
