/** Every command, in the order of the help. A new command is a new file and a new line here. */

import type { Command } from 'commander';
import { addBacktest } from './backtest.ts';
import { addData } from './data.ts';
import { addDoctor } from './doctor.ts';
import { addExchanges } from './exchanges.ts';
import { addExport } from './export.ts';
import { addFetch } from './fetch.ts';
import { addCompare } from './compare.ts';
import { addForecast } from './forecast.ts';
import { addImport } from './import.ts';
import { addMetrics } from './metrics.ts';
import { addModels } from './models.ts';
import { addPlan } from './plan.ts';
import { addRecipes } from './recipes.ts';
import { addScore } from './score.ts';
import { addSimulate } from './simulate.ts';

export function addCommands(program: Command): void {
  addBacktest(program);
  addForecast(program);
  addScore(program);
  addCompare(program);
  addPlan(program);
  addFetch(program);
  addImport(program);
  addExport(program);
  addData(program);
  addSimulate(program);
  addModels(program);
  addMetrics(program);
  addExchanges(program);
  addRecipes(program);
  addDoctor(program);
}
