import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import * as library from '../../src/index.ts';
import { ROOT } from '../helpers/run.ts';

test('the library exports these values', () => {
  expect(Object.keys(library).toSorted()).toEqual([
    'DataError',
    'HindcastError',
    'NotFoundError',
    'TrainingError',
    'UsageError',
    'backtest',
    'checkModel',
    'forecast',
    'metrics',
    'models',
    'readCsv',
    'score',
    'targets',
  ]);
});

test('the library exports these types', () => {
  const code = readFileSync(path.join(ROOT, 'src/index.ts'), 'utf8');
  const names = Array.from(
    code.matchAll(/^export type \{([^}]*)\}/gm),
    ([, list]) => list.match(/\w+/g) ?? [],
  );
  expect(names.flat().toSorted()).toEqual([
    'BacktestReport',
    'BacktestSettings',
    'CommonSettings',
    'CsvData',
    'CsvSettings',
    'DirectionScores',
    'EnsembleReport',
    'ExplanationReport',
    'FailedFit',
    'FitContext',
    'FitProgressEvent',
    'ForecastColumns',
    'ForecastSettings',
    'ForecastsReport',
    'GivenForecast',
    'IntervalColumns',
    'Metric',
    'MetricValues',
    'Model',
    'ModelOptions',
    'ModelReport',
    'ModelSource',
    'Moment',
    'NextValue',
    'Origins',
    'OwnForecaster',
    'OwnMetric',
    'OwnModel',
    'Panel',
    'PanelData',
    'PartScores',
    'Points',
    'RunSettings',
    'ScoreReport',
    'ScoreSettings',
    'Series',
    'SeriesData',
    'SeriesReport',
    'StepTestResult',
    'Target',
    'TrainingRows',
  ]);
});
