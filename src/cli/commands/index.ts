/**
 * Every command, in the order of the help. A new command is a new file and a new entry here: what the list of commands
 * says of it, and where its options are. Only the command that runs is loaded, so that help is quick.
 */

import type { Command } from 'commander';
import type { Host } from '../host.ts';

export interface CommandEntry {
  readonly name: string;
  /** A line in the list of commands. */
  readonly summary: string;
  /** What gives the command its options, help and action. */
  readonly load: () => Promise<(command: Command, host: Host) => void>;
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'backtest',
    summary: 'rolling pseudo-forecasts, scores, verdict',
    load: async () => (await import('./backtest.ts')).addBacktest,
  },
  {
    name: 'forecast',
    summary: 'fit on everything known, forecast the next rows',
    load: async () => (await import('./forecast.ts')).addForecast,
  },
  {
    name: 'export-model',
    summary: 'a saved network as an ONNX graph',
    load: async () => (await import('./export-model.ts')).addExportModel,
  },
  {
    name: 'score',
    summary: 'scores, tests and verdicts of forecasts in a file',
    load: async () => (await import('./score.ts')).addScore,
  },
  {
    name: 'compare',
    summary: 'two runs on the targets that both have',
    load: async () => (await import('./compare.ts')).addCompare,
  },
  {
    name: 'run',
    summary: 'the steps of a job of hindcast.json',
    load: async () => (await import('./run.ts')).addRun,
  },
  {
    name: 'runs',
    summary: 'the backtests that the store keeps',
    load: async () => (await import('./runs.ts')).addRuns,
  },
  {
    name: 'show',
    summary: 'a kept backtest: what was asked, and its report',
    load: async () => (await import('./show.ts')).addShow,
  },
  {
    name: 'report',
    summary: 'kept backtests as one HTML file',
    load: async () => (await import('./report.ts')).addReport,
  },
  {
    name: 'verify',
    summary: 'computes a kept backtest again, compares every bit',
    load: async () => (await import('./verify.ts')).addVerify,
  },
  {
    name: 'prune',
    summary: 'deletes old fits and runs from the store',
    load: async () => (await import('./prune.ts')).addPrune,
  },
  {
    name: 'plan',
    summary: 'the folds and the cost of a backtest, without running it',
    load: async () => (await import('./plan.ts')).addPlan,
  },
  {
    name: 'fetch',
    summary: 'candles of an exchange into the store, or what is new',
    load: async () => (await import('./fetch.ts')).addFetch,
  },
  {
    name: 'import',
    summary: 'candles of a CSV file into the store',
    load: async () => (await import('./import.ts')).addImport,
  },
  {
    name: 'export',
    summary: 'candles of a market or file as CSV',
    load: async () => (await import('./export.ts')).addExport,
  },
  {
    name: 'data',
    summary: 'what is stored: span, gaps, revisions, digest',
    load: async () => (await import('./data.ts')).addData,
  },
  {
    name: 'simulate',
    summary: 'series with a known truth, to CSV',
    load: async () => (await import('./simulate.ts')).addSimulate,
  },
  {
    name: 'models',
    summary: 'every model',
    load: async () => (await import('./models.ts')).addModels,
  },
  {
    name: 'metrics',
    summary: 'every metric: formula, unit, range, source',
    load: async () => (await import('./metrics.ts')).addMetrics,
  },
  {
    name: 'exchanges',
    summary: 'every exchange that has candles',
    load: async () => (await import('./exchanges.ts')).addExchanges,
  },
  {
    name: 'recipes',
    summary: 'named sets of options',
    load: async () => (await import('./recipes.ts')).addRecipes,
  },
  {
    name: 'doctor',
    summary: 'is this machine, store, clock, network in order',
    load: async () => (await import('./doctor.ts')).addDoctor,
  },
  {
    name: 'complete',
    summary: 'completion of command lines for bash, zsh, fish and powershell',
    load: async () => (await import('./complete.ts')).addComplete,
  },
];
