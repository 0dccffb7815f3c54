/** The names of cells, by which `--cells` chooses them. */

export const cellNames = ['dense', 'rnn', 'lstm', 'gru', 'tcn'] as const;

export type CellName = (typeof cellNames)[number];
