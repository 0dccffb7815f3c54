/** A table whose texts are markup wherever they are not escaped. */
import type { ResultTable } from '../../src/report/format/result-table.ts';

export const hostileTable: ResultTable = {
  name: 'scores',
  title: 'Scores: a_b | `c`',
  columns: [
    { title: 'model', isNumber: false },
    { title: 'MAE', unit: '$', isNumber: true },
    { title: 'p|q', isNumber: true },
  ],
  rows: [
    [{ text: '[x](y)' }, { text: '-1.5', isBest: true }, { text: '<0.001' }],
    [{ text: '*z\\' }, { text: '2.0*' }, { text: '0.01', isSignificant: true }],
  ],
  notes: ['5 % & more #1'],
};
