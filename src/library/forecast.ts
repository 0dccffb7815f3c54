/** The next values, by the library. */

import { forecastNext } from '../backtest/forecast-next.ts';
import { forecastJson } from '../report/json/forecast.ts';
import { version } from '../text/version.ts';
import { prepare, watched } from './prepare.ts';
import { resultOf } from './results.ts';
import type { ForecastsReport } from './results.ts';
import type { PanelData } from './series.ts';
import type { ForecastSettings } from './settings.ts';

/**
 * Forecasts of the rows after the last one, by models fitted on all rows: what `hindcast forecast` computes, to the bit.
 * @throws UsageError and DataError for options and data that allow no forecast. A fit that fails is in `failures`.
 */
export async function forecast(data: PanelData, settings: ForecastSettings = {}): Promise<ForecastsReport> {
  const { panel, options, registry, warnings } = await prepare(data, settings, { hasTestSpan: false });
  const next = await watched(settings, panel, (context) =>
    forecastNext(panel, options, { ...context, registry }),
  );
  const reported = { panel, options, next, recorded: undefined };
  const said = [...warnings, ...next.warnings];
  const {
    data: read,
    seed,
    forecasts,
    calibration,
    failures,
    ...rest
  } = resultOf<ForecastsReport>(forecastJson(reported, version(), said));
  return {
    version: rest.version,
    seed,
    data: read,
    options: rest.options,
    forecasts,
    calibration,
    failures,
    warnings: rest.warnings,
    notes: rest.notes,
  };
}
