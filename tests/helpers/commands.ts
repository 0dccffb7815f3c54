/** Every command that help and pages have to tell of, in the order of the help. */

export const COMMANDS = [
  'backtest',
  'forecast',
  'export-model',
  'score',
  'compare',
  'run',
  'runs',
  'show',
  'plan',
  'fetch',
  'import',
  'export',
  'data',
  'simulate',
  'models',
  'metrics',
  'exchanges',
  'recipes',
  'doctor',
  'complete',
];
