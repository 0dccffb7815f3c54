/** `data FILE` and `--show-source`: how CSV files are read. */

import type { Candles } from '../data/candles.ts';
import type { Noted } from '../data/csv/reading.ts';
import { countCandles, holesBetween } from '../data/holes.ts';
import { parseMarket } from '../data/market.ts';
import type { Panel } from '../data/panel.ts';
import { buildPanel } from '../data/panel.ts';
import type { Timeframe } from '../data/timeframe.ts';
import { DataError, UsageError } from '../errors.ts';
import type { FileRow, FileSeries, SourceFile } from '../report/inputs.ts';
import { toText } from '../report/json/document.ts';
import { sourceFilesJson } from '../report/json/source-file.ts';
import { renderSourceFile, renderSourceFileDetails } from '../report/text/source-file.ts';
import { plotData } from '../report/plot/data-plot.ts';
import type { CommonFlags } from './help.ts';
import type { Host } from './host.ts';
import type { PlotFlags } from './plot.ts';
import { askedArea, withDrawing } from './plot.ts';
import type { SourceFlags } from './sources.ts';
import { loadSource } from './sources.ts';
import { print } from './terminal/print.ts';

/** Remarks about rows that are left out; all others are about rows that are kept. */
const LEFT_OUT: ReadonlySet<string> = new Set(['duplicate row', 'open candle', 'row in the future']);

interface ReadFile {
  readonly file: SourceFile;
  readonly candles: readonly Candles[];
  /** The error of a backtest if the rows are not evenly spaced. */
  readonly uneven: DataError | undefined;
}

/**
 * Prints how each file is read.
 * @throws UsageError if no source is a file
 * @throws DataError after printing, if the rows of a file are not evenly spaced
 */
export async function showSources(
  host: Host,
  sources: readonly string[],
  column: string,
  flags: CommonFlags & SourceFlags & PlotFlags & { readonly details?: true },
): Promise<void> {
  const files = sources.filter((source) => parseMarket(source) === undefined);
  if (files.length === 0)
    throw new UsageError('`--show-source` is for CSV files, and no source is one', {
      hint: '`hindcast data binance:BTC/USDT:1d` shows a stored market',
    });
  const read: ReadFile[] = [];
  for (const source of files) read.push(await sourceFileOf(host, source, column, flags));
  const area = askedArea(host, flags);
  const shown = read.map(({ file }) => file);
  const render = flags.details === true ? renderSourceFileDetails : renderSourceFile;
  print(
    host,
    flags.json === true
      ? toText(sourceFilesJson(shown))
      : read
          .map(({ file, candles }) => withDrawing(render(file), area && plotData(candles, file.column, area)))
          .join('\n\n'),
  );
  const uneven = read.find((one) => one.uneven !== undefined)?.uneven;
  if (uneven !== undefined) throw uneven;
}

/** The file as it is read, and the error of a backtest if its rows are not evenly spaced. */
async function sourceFileOf(
  host: Host,
  source: string,
  column: string,
  flags: SourceFlags,
): Promise<ReadFile> {
  const { candles, file, column: key } = await loadSource(host, source, column, flags);
  if (file === undefined) throw new Error(`${source} is no file`);
  const { panel, uneven } = panelOf(candles, key);
  const isLeftOut = ({ kind }: Noted<string>): boolean => LEFT_OUT.has(kind);
  const read: SourceFile = {
    source,
    column: key,
    reading: file,
    series: panel.series.map(({ id, rows, digest, observed, first, last }): FileSeries => {
      const time = panel.time.slice(first, last + 1).filter((_, i) => !Number.isNaN(observed[first + i]));
      const step = panel.timeframe;
      return {
        id,
        rows,
        from: panel.time[first],
        to: panel.time[last],
        step: step?.name ?? null,
        ...gapsOf(time, step),
        digest,
      };
    }),
    leftOut: [...file.skipped, ...file.remarks.filter(isLeftOut)],
    remarks: file.remarks.filter((noted) => !isLeftOut(noted)),
    first: rowOf(candles[0], 0),
    last: rowOf(candles[candles.length - 1], candles[candles.length - 1].time.length - 1),
  };
  return { file: read, candles, uneven };
}

/** The rows on a grid; if they do not fit one, the rows as they are, with the error. */
function panelOf(
  candles: readonly Candles[],
  column: string,
): { readonly panel: Panel; readonly uneven: DataError | undefined } {
  try {
    return { panel: buildPanel(candles, column, 'drop-windows').panel, uneven: undefined };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { panel: buildPanel(candles, column, 'keep').panel, uneven: unevenError(error) };
  }
}

/** The error of a backtest, with a hint that also holds for commands without `--gaps`. */
function unevenError(error: DataError): DataError {
  return new DataError(error.message, {
    hint: 'correct or remove the row; or use `--gaps keep` with `backtest` or `forecast`, which treats the rows as consecutive',
    cause: error,
  });
}

function gapsOf(time: Float64Array, step: Timeframe | null): Pick<FileSeries, 'gaps' | 'missing'> {
  const holes = step === null ? [] : holesBetween(time, step);
  const gaps = holes.map((hole) => ({ ...hole, candles: countCandles(hole, step!) }));
  return { gaps, missing: gaps.reduce((sum, { candles }) => sum + candles, 0) };
}

function rowOf({ id, time, columns, lines }: Candles, row: number): FileRow {
  return {
    id,
    line: lines?.[row],
    time: time[row],
    values: Object.fromEntries(Object.entries(columns).map(([key, values]) => [key, values[row]])),
  };
}
