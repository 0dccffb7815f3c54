/**
 * Every command, in the order of the help. A new command is a new file and a new entry here. Only the command that runs is
 * loaded, so that help is quick.
 */

import type { CommandEntry } from './entry.ts';

export const commands: readonly CommandEntry[] = [
  {
    name: 'backtest',
    summary: 'forecast the past, score every model and compare it with naive',
    arguments: ['market', 'csv'],
    load: async () => (await import('./backtest.ts')).addBacktest,
  },
  {
    name: 'forecast',
    summary: 'fit on all rows and forecast the next ones',
    arguments: ['market', 'csv'],
    load: async () => (await import('./forecast.ts')).addForecast,
  },
  {
    name: 'tune',
    summary: 'search settings on training rows, then score the best once on the last rows',
    arguments: ['market', 'csv'],
    load: async () => (await import('./tune.ts')).addTune,
  },
  {
    name: 'export-model',
    summary: 'write a saved network as an ONNX graph',
    arguments: ['model-file'],
    load: async () => (await import('./export-model.ts')).addExportModel,
  },
  {
    name: 'model-check',
    summary: 'try a program as a model, for its author',
    load: async () => (await import('./model-check.ts')).addModelCheck,
  },
  {
    name: 'score',
    summary: 'score recorded forecasts, or those in a file',
    arguments: ['run', 'csv'],
    load: async () => (await import('./score.ts')).addScore,
  },
  {
    name: 'compare',
    summary: 'compare two runs on the targets that both have',
    arguments: ['run', 'csv'],
    load: async () => (await import('./compare.ts')).addCompare,
  },
  {
    name: 'run',
    summary: 'run the steps of a job of hindcast.json',
    arguments: ['job'],
    load: async () => (await import('./run.ts')).addRun,
  },
  {
    name: 'runs',
    summary: 'list the backtests in the store',
    load: async () => (await import('./runs.ts')).addRuns,
  },
  {
    name: 'show',
    summary: 'show the answer of a stored backtest and its command line',
    arguments: ['run'],
    load: async () => (await import('./show.ts')).addShow,
  },
  {
    name: 'report',
    summary: 'write stored backtests as one HTML file',
    arguments: ['run'],
    load: async () => (await import('./report.ts')).addReport,
  },
  {
    name: 'verify',
    summary: 'compute a stored backtest again and compare every bit',
    arguments: ['run'],
    load: async () => (await import('./verify.ts')).addVerify,
  },
  {
    name: 'prune',
    summary: 'delete old fits and runs from the store',
    load: async () => (await import('./prune.ts')).addPrune,
  },
  {
    name: 'plan',
    summary: 'show the folds and the running time of a backtest without running it',
    arguments: ['market', 'csv'],
    load: async () => (await import('./plan.ts')).addPlan,
  },
  {
    name: 'worker',
    summary: 'compute the fits of other commands that use --queue',
    load: async () => (await import('./worker.ts')).addWorker,
  },
  {
    name: 'fetch',
    summary: 'fetch candles from exchanges into the store',
    arguments: ['exchange', 'market'],
    load: async () => (await import('./fetch.ts')).addFetch,
  },
  {
    name: 'import',
    summary: 'import candles or trades from a file into the store',
    arguments: ['csv'],
    load: async () => (await import('./import.ts')).addImport,
  },
  {
    name: 'export',
    summary: 'write candles or a stored backtest to files',
    arguments: ['market', 'run', 'csv'],
    load: async () => (await import('./export.ts')).addExport,
  },
  {
    name: 'data',
    summary: 'show what is stored, or how a file is read',
    arguments: ['market', 'csv'],
    load: async () => (await import('./data.ts')).addData,
  },
  {
    name: 'simulate',
    summary: 'write a simulated series as CSV',
    arguments: ['process'],
    load: async () => (await import('./simulate.ts')).addSimulate,
  },
  {
    name: 'models',
    summary: 'list the models',
    load: async () => (await import('./models.ts')).addModels,
  },
  {
    name: 'metrics',
    summary: 'list the metrics: formula, unit, range, source',
    load: async () => (await import('./metrics.ts')).addMetrics,
  },
  {
    name: 'exchanges',
    summary: 'list the exchanges that candles can be fetched from',
    arguments: ['exchange'],
    load: async () => (await import('./exchanges.ts')).addExchanges,
  },
  {
    name: 'recipes',
    summary: 'list the recipes, which are named sets of options',
    load: async () => (await import('./recipes.ts')).addRecipes,
  },
  {
    name: 'demo',
    summary: 'backtest simulated prices that come with hindcast, and write a report',
    load: async () => (await import('./demo.ts')).addDemo,
  },
  {
    name: 'doctor',
    summary: 'check Node, the store, the disk, the clock and the network',
    load: async () => (await import('./doctor.ts')).addDoctor,
  },
  {
    name: 'complete',
    summary: 'complete command lines in bash, zsh, fish and powershell',
    load: async () => (await import('./complete.ts')).addComplete,
  },
];
