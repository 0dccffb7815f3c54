/** The library: what `import … from 'hindcast'` gives. `docs/library.md` explains it, and `tests/library/exports.test.ts` lists it. */

export { backtest } from './library/backtest.ts';
export { checkModel } from './library/check-model.ts';
export { forecast } from './library/forecast.ts';
export { score } from './library/score.ts';
export { readCsv } from './library/series.ts';
export { targets } from './library/own-target.ts';
export { DataError, HindcastError, NotFoundError, TrainingError, UsageError } from './errors.ts';
export { metrics } from './metrics/index.ts';
export { models } from './models/index.ts';

export type { ForecastColumns, IntervalColumns } from './library/columns.ts';
export type {
  BacktestReport,
  EnsembleReport,
  ExplanationReport,
  DirectionScores,
  FailedFit,
  ForecastsReport,
  MetricValues,
  ModelReport,
  NextValue,
  PartScores,
  ScoreReport,
  SeriesReport,
  StepTestResult,
} from './library/results.ts';
export type { GivenForecast, ScoreSettings } from './library/score.ts';
export type { CsvData, CsvSettings, Moment, PanelData, SeriesData } from './library/series.ts';
export type { BacktestSettings, ForecastSettings, RunSettings, CommonSettings } from './library/settings.ts';
export type { FitProgressEvent } from './backtest/fits.ts';
export type { Panel, Series } from './data/panel.ts';
export type { Target } from './data/targets.ts';
export type { Metric, OwnMetric, Points } from './metrics/metric.ts';
export type { FitContext, Model, ModelOptions, ModelSource, Origins, TrainingRows } from './models/model.ts';
export type { OwnForecaster, OwnModel } from './models/own-model.ts';
