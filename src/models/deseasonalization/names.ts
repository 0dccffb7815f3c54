/** The names of ways to take a season out of values, by which `--deseasonalize` chooses them. */

export const deseasonalizationNames = ['none', 'indices', 'difference'] as const;

export type DeseasonalizationName = (typeof deseasonalizationNames)[number];
