/** The registry of cells. A new cell is one file, its name, and one entry here. */

import type { Cell } from './cell.ts';
import { dense } from './dense.ts';
import { gru } from './gru.ts';
import { lstm } from './lstm.ts';
import type { CellName } from './names.ts';
import { rnn } from './rnn.ts';
import { tcn } from './tcn.ts';

export const cells: Readonly<Record<CellName, Cell>> = { dense, rnn, lstm, gru, tcn };
