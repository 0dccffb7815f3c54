/** Tables of forecasts from the command line: a file, the folder of `--output`, or standard input. */

import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ForecastRows } from '../data/forecasts-csv.ts';
import { readForecasts } from '../data/forecasts-csv.ts';
import { decodeText, readBytes } from '../data/csv-text.ts';

export async function loadForecasts(source: string): Promise<ForecastRows> {
  const isFolder = source !== '-' && (await stat(source).catch(() => undefined))?.isDirectory() === true;
  const file = isFolder ? path.join(source, 'forecasts.csv') : source;
  const name = file === '-' ? 'stdin' : file;
  return readForecasts(decodeText(await readBytes(file), name), name);
}
