/** Members of ensembles in the terminal. */

import chalk from 'chalk';
import { escapeControl } from '../../text/escape.ts';
import type { ShownEnsemble } from '../format/ensembles.ts';
import { ENSEMBLE_LEGEND, ensembleGrid, ensembleTitle } from '../format/ensembles.ts';
import { dim, renderResultTable } from './table.ts';

export function renderEnsemble(ensemble: ShownEnsemble): string {
  const table = renderResultTable(ensembleGrid(ensemble));
  return `${chalk.bold(escapeControl(ensembleTitle(ensemble)))}\n${table}\n${dim([ENSEMBLE_LEGEND])}`;
}
