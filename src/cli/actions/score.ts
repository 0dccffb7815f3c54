/** What `hindcast score` does, step by step. */

import type { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import { scoreForecastFile } from '../../evaluation/forecast-file.ts';
import { liveAnswer } from '../../live/live-answer.ts';
import { evaluateLive } from '../../live/live-evaluation.ts';
import { liveTables } from '../../report/format/live-tables.ts';
import { resultTables } from '../../report/format/result-tables.ts';
import { subjectOfFile } from '../../report/format/table-subject.ts';
import { toText } from '../../report/json/document.ts';
import { scoreJson } from '../../report/json/forecast-file.ts';
import { liveJson } from '../../report/json/live-forecasts.ts';
import { recordsJson } from '../../report/json/records.ts';
import { shortScore } from '../../report/format/short-report.ts';
import { renderAnswer } from '../../report/text/answer.ts';
import { plotBacktest } from '../../report/plot/backtest-plot.ts';
import { plotLive } from '../../report/plot/live-plot.ts';
import { plottedRows } from '../../report/plot/plotted-backtest.ts';
import { renderScore } from '../../report/text/forecast-file.ts';
import { renderShortLive } from '../../report/text/live-answer.ts';
import { renderLive } from '../../report/text/live-forecasts.ts';
import { nothingRecorded, renderRecords } from '../../report/text/records.ts';
import { forecastFileWarnings } from '../../report/text/score-warnings.ts';
import type { GateFlags } from '../gate.ts';
import { gateOf, holdGate } from '../gate.ts';
import type { Host } from '../host.ts';
import { loadForecasts } from '../load-forecasts.ts';
import { name, seed as seedOf } from '../../options/parse.ts';
import type { DetailsFlags } from '../next-steps.ts';
import { ADD_DETAILS, isShort, printNext } from '../next-steps.ts';
import { errorOf, errorOfKeeping, throwWorse } from '../not-kept.ts';
import type { PlotFlags } from '../plot.ts';
import { askedArea, withDrawing } from '../plot.ts';
import type { LiveFlags, LiveLedger } from '../recorded-forecasts.ts';
import { gateOfLive, holdLive, isOf, readLive, selectionOf } from '../recorded-forecasts.ts';
import { storeOf, withExistingStore, withStore } from '../store.ts';
import type { TableFlags } from '../table-form.ts';
import { checkForm, isTabled, printTables } from '../table-form.ts';
import { print, printWarnings } from '../terminal/print.ts';
import type { WorthFlags } from '../worth-options.ts';
import { worthKeys, worthOptionsOf } from '../worth-options.ts';
import { worthOfFile } from '../worth.ts';
import { worthTables } from '../../report/format/worth.ts';
import { withWorth } from '../../report/text/worth.ts';
import { version } from '../../text/version.ts';

export interface ScoreFlags extends TableFlags, GateFlags, LiveFlags, DetailsFlags, PlotFlags, WorthFlags {
  readonly naive?: string;
  readonly seed?: string;
  readonly all?: true;
  readonly list?: true;
  readonly includeOpen?: true;
}

/** Options of one form that the other does not have. */
const OF_FILE = ['naive', 'seed', 'includeOpen', ...worthKeys] as const;
const OF_LEDGER = ['model', 'source', 'since', 'actuals', 'all', 'list'] as const;

/** Scores a file, or lists or scores the recorded forecasts. */
export async function scoreForecasts(
  host: Host,
  file: string | undefined,
  flags: ScoreFlags,
  command: Command,
): Promise<void> {
  checkForm(flags);
  const others = file === undefined ? OF_FILE : OF_LEDGER;
  const wrong = others.find((flag) => command.getOptionValueSource(flag) === 'cli');
  if (wrong !== undefined) {
    const long = command.options.find((option) => option.attributeName() === wrong)?.long ?? wrong;
    throw new UsageError(
      `\`${long}\` is for ${file === undefined ? 'a file of forecasts, and none is named' : 'recorded forecasts, and a file is named'}`,
      {
        hint:
          file === undefined ? 'name the file, or leave out the option' : 'leave out the file, or the option',
      },
    );
  }
  if (flags.list === true && isTabled(flags))
    throw new UsageError(
      `\`--list\` prints records, and \`--${flags.latex === true ? 'latex' : 'markdown'}\` tables of scores`,
      {
        hint: 'leave out one of them',
      },
    );
  if (file !== undefined) return scoreFile(host, file, flags);
  return flags.list === true ? listRecords(host, flags) : scoreLedger(host, flags);
}

async function listRecords(host: Host, flags: ScoreFlags): Promise<void> {
  const selection = selectionOf(flags);
  const { models, since } = selection;
  const all = (await withExistingStore(host, flags, (store) => store.forecasts.list({ since }))) ?? [];
  const records = all.filter(
    (record) =>
      isOf(record, selection) &&
      (models === undefined || record.models.some((model) => models.includes(model))),
  );
  print(
    host,
    flags.json === true
      ? toText(recordsJson(records, version()))
      : renderRecords(records, storeOf(host, flags)),
  );
}

async function scoreLedger(host: Host, flags: ScoreFlags): Promise<void> {
  const selection = selectionOf(flags);
  const gate = gateOfLive(flags);
  const now = host.now();
  const show = async (read: Pick<LiveLedger, 'live' | 'evaluated' | 'warnings'>): Promise<void> => {
    host.noteFacts({ ...read.live.counts, filled: read.live.fills.length });
    printWarnings(host, read.warnings, flags);
    if (isTabled(flags)) {
      const tables = liveTables(read.evaluated, { isAll: flags.all === true });
      return printTables(host, tables, flags, nothingRecorded(storeOf(host, flags)).replaceAll('\n', ' '));
    }
    const reported = {
      ...read,
      answer: liveAnswer(read.evaluated, read.live),
      now,
      store: storeOf(host, flags),
      isAll: flags.all === true,
    };
    if (flags.json === true) return print(host, JSON.stringify(liveJson(reported, version(), read.warnings)));
    // Forecasts made after the fact are in the long form only.
    const isLong = !isShort(flags) || reported.isAll;
    const area = askedArea(host, flags);
    const text = isLong ? renderLive(reported) : renderShortLive(reported);
    print(host, withDrawing(text, area && plotLive(read.evaluated, area)));
    if (!isLong && read.live.records > 0) printNext(host, [ADD_DETAILS], flags);
  };
  const ledger = await withExistingStore(host, flags, async (store) => {
    const read = await readLive(host, store, selection, flags, now);
    await show(read);
    return read;
  });
  if (ledger === undefined)
    await show({ live: evaluateLive([], [], () => undefined, now), evaluated: [], warnings: [] });
  else {
    const { fills } = ledger.live;
    const unkept = await errorOfKeeping('the scores are printed, but new actual values are not kept', () =>
      fills.length === 0 ? undefined : withStore(host, flags, (store) => store.forecasts.fill(fills)),
    );
    const failure = errorOf(() => {
      if (ledger.unreadable !== undefined) throw ledger.unreadable;
      holdLive(gate, flags, ledger.evaluated);
    });
    throwWorse(host, unkept, failure);
  }
}

async function scoreFile(host: Host, source: string, flags: ScoreFlags): Promise<void> {
  const naive = flags.naive === undefined ? undefined : name(flags.naive, '--naive');
  const seed = flags.seed === undefined ? 1 : seedOf(flags.seed, '--seed');
  worthOptionsOf(flags);
  const { rows, name: shown, warnings: left } = await loadForecasts(host, source, flags);
  const scored = scoreForecastFile(rows, naive, seed);
  const { quantity } = scored.trial;
  const gate = await gateOf(flags, {
    models: scored.models.map(({ model }) => model).filter((model) => model !== quantity.benchmarks[0]),
    quantity,
    horizon: scored.trial.horizon,
    levels: [...new Set(scored.models.flatMap(({ intervals }) => intervals.map(({ level }) => level)))],
  });
  const { models, trial } = scored;
  const worth = worthOfFile(flags, scored);
  const warnings = [...left, ...forecastFileWarnings(scored)];
  printWarnings(host, warnings, flags, { sumsUp: isShort(flags) });
  const subject = subjectOfFile(scored, shown);
  if (isTabled(flags))
    await printTables(
      host,
      [...resultTables({ models, quantity, column: 'y' }, subject), ...worthTables(worth, subject)],
      flags,
      'no table: no model was scored',
    );
  else if (flags.json === true) print(host, toText(scoreJson(scored, shown, version(), warnings, worth)));
  else {
    const area = askedArea(host, flags);
    const drawing = area && plotBacktest(plottedRows(rows, models, { quantity, column: trial.column }), area);
    const report = isShort(flags) ? renderAnswer(shortScore(scored)) : renderScore(scored, shown);
    print(host, withDrawing(withWorth(report, worth, { isShort: isShort(flags) }), drawing));
  }
  if (isShort(flags)) printNext(host, [ADD_DETAILS], flags);
  holdGate(gate, flags, scored.models);
}
