/** What `hindcast report` does, step by step. */

import path from 'node:path';
import { readForecasts } from '../../data/csv/read-forecasts.ts';
import { parseMarket } from '../../data/market.ts';
import { UsageError } from '../../errors.ts';
import { readLastCandles } from '../../report/csv/last-candles.ts';
import { digitsOf } from '../../report/format/runs.ts';
import { plural } from '../../report/format/units.ts';
import { reportHtml } from '../../report/html/page.ts';
import { picturesOf } from '../../report/html/pictures.ts';
import { withoutFolder } from '../../report/html/without-folders.ts';
import type { ReportedRun } from '../../report/inputs.ts';
import { SCHEMA, toText } from '../../report/json/document.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import { liveOfRun } from '../live-of-run.ts';
import type { PictureFlags } from '../picture-files.ts';
import { pictureWriter, wantsPictures } from '../picture-files.ts';
import { place } from '../../options/parse.ts';
import { commandLineOf } from '../run-command-line.ts';
import { withRun } from '../stored-runs.ts';
import type { WorthFlags } from '../worth-options.ts';
import { worthOptionsOf } from '../worth-options.ts';
import { worthJson } from '../../report/json/worth.ts';
import type { ForecastRows } from '../../data/csv/forecast-rows.ts';
import type { StoreFlags } from '../store.ts';
import type { StoreReader } from '../../store/store.ts';
import type { RunRecord } from '../../evaluation/run-record.ts';
import { writeFileWhole } from '../terminal/output-files.ts';
import { note, print, printChunks } from '../terminal/print.ts';

interface ReportFlags extends CommonFlags, StoreFlags, PictureFlags, WorthFlags {
  readonly output?: string;
}

/** Writes the runs that `texts` name; without any, the newest. */
export async function writeReport(host: Host, texts: readonly string[], flags: ReportFlags): Promise<void> {
  const output = flags.output === undefined ? undefined : place(flags.output, '--output');
  worthOptionsOf(flags);
  const writePictures = await pictureWriter(host, flags);
  const runs: ReportedRun[] = [];
  for (const text of texts.length === 0 ? ['last'] : texts) {
    const kept = await withRun(host, text, flags, async (store, record) => {
      const forecasts = readForecasts(store.runs.text(record.run, 'forecasts.csv'), `run ${record.run}`);
      const live = await liveOfRun(host, store, { record, forecasts }, flags);
      return {
        record,
        json: store.runs.json(record.run),
        forecasts,
        history: store.runs.list(record.configuration),
        ...revisionsOf(store, record),
        ...tuningOf(store, record),
        ...candlesOf(store.runs.textIfAny(record.run, 'candles.csv')),
        ...(live !== undefined && { live }),
        ...(await worthIn(host, record, forecasts, flags)),
      };
    });
    if (runs.some(({ record }) => record.run === kept.record.run))
      throw new UsageError(`run \`${text}\` is named twice`, { hint: 'name each run once' });
    const { asked } = kept.record;
    const command = await commandLineOf({
      ...kept.record,
      asked: { ...asked, sources: asked.sources.map(withoutFolder) },
    });
    runs.push({ ...kept, command });
  }
  await writeFiles(host, runs, { flags, output, writePictures });
}

/** With `--cost`, what following the run was worth. */
async function worthIn(
  host: Host,
  record: RunRecord,
  forecasts: ForecastRows,
  flags: ReportFlags,
): Promise<Pick<ReportedRun, 'worth'>> {
  if (flags.cost === undefined) return {};
  const { worthOfRun } = await import('../worth.ts');
  const worth = await worthOfRun(host, record, forecasts, flags);
  return worth === undefined ? {} : { worth: worthJson(worth) };
}

interface Writing {
  readonly flags: ReportFlags;
  readonly output: string | undefined;
  readonly writePictures: Awaited<ReturnType<typeof pictureWriter>>;
}

/** The page goes to a file, or to standard output unless only pictures are asked for. */
async function writeFiles(
  host: Host,
  runs: readonly ReportedRun[],
  { flags, output, writePictures }: Writing,
): Promise<void> {
  const isPictured = wantsPictures(flags);
  const isPrinted = output === undefined && !isPictured;
  const html = reportHtml(runs);
  if (output !== undefined) await writeFileWhole(host, path.resolve(output), html);
  const pictures = isPictured ? await writePictures(picturesOf(runs)) : undefined;
  if (flags.json === true)
    return print(
      host,
      toText({
        schema: SCHEMA,
        type: 'report',
        runs: runs.map(({ record }) => record.run),
        output: output ?? null,
        ...(isPrinted && { html: [...html].join('') }),
        ...pictures,
      }),
    );
  if (isPrinted) return printChunks(host, html);
  if (flags.quiet === true) return;
  const of = `${runs.length === 1 ? 'run' : 'runs'} ${runs.map(({ record }) => digitsOf(record)).join(', ')}`;
  if (output !== undefined) note(host, `${output}: ${of}`);
  for (const form of ['svg', 'png'] as const)
    if (pictures !== undefined && flags[form] !== undefined)
      note(host, `${flags[form]}: ${plural(pictures[form].length, 'chart')} of ${of}`);
}

function tuningOf({ runs }: StoreReader, { run }: RunRecord): Pick<ReportedRun, 'tuning'> {
  const text = runs.textIfAny(run, 'tuning.json');
  return text === undefined ? {} : { tuning: JSON.parse(text) };
}

const candlesOf = (csv: string | undefined): Pick<ReportedRun, 'candles'> =>
  csv === undefined ? {} : { candles: readLastCandles(csv) };

/** How many of the candles that a run read have changed since, by series; nothing if it read no stored market. */
function revisionsOf(store: StoreReader, { run, data }: RunRecord): Pick<ReportedRun, 'revisions'> {
  const stored = store.list();
  const counts = data.flatMap(({ id }) => {
    const market = parseMarket(id);
    if (market === undefined) return [];
    // Candles may have been built from shorter ones, which were revised.
    const changed = stored
      .filter(({ exchange, symbol }) => exchange === market.exchange && symbol === market.symbol)
      .flatMap((series) => store.revisions(series))
      .filter(({ usedBy }) => usedBy.includes(run));
    return [[id, changed.length] as const];
  });
  return counts.length === 0 ? {} : { revisions: new Map(counts) };
}
