/** What `hindcast score` does, step by step. */

import type { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import { scoreForecastFile } from '../../evaluation/forecast-file.ts';
import { evaluateLive } from '../../live/live-evaluation.ts';
import { toText } from '../../report/json/document.ts';
import { scoreJson } from '../../report/json/forecast-file.ts';
import { liveJson } from '../../report/json/live-forecasts.ts';
import { recordsJson } from '../../report/json/records.ts';
import { renderScore } from '../../report/text/forecast-file.ts';
import { renderLive } from '../../report/text/live-forecasts.ts';
import { renderRecords } from '../../report/text/records.ts';
import { scoreWarnings } from '../../report/text/score-warnings.ts';
import type { GateFlags } from '../gate.ts';
import { gateOf, holdGate } from '../gate.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import { loadForecasts } from '../load-forecasts.ts';
import { name, seed as seedOf } from '../options/parse.ts';
import { errorOf, errorOfKeeping, throwWorse } from '../not-kept.ts';
import type { LiveFlags, LiveLedger } from '../recorded-forecasts.ts';
import { gateOfLive, holdLive, isOf, readLive, selectionOf } from '../recorded-forecasts.ts';
import { storeOf, withExistingStore, withStore } from '../store.ts';
import { print, warn } from '../terminal/print.ts';
import { version } from '../version.ts';

export interface ScoreFlags extends CommonFlags, GateFlags, LiveFlags {
  readonly naive?: string;
  readonly seed?: string;
  readonly all?: true;
  readonly list?: true;
  readonly includeOpen?: true;
}

/** Options of one form that the other does not have. */
const OF_FILE = ['naive', 'seed', 'includeOpen'] as const;
const OF_LEDGER = ['model', 'source', 'since', 'actuals', 'all', 'list'] as const;

/** Scores a file, or lists or scores the recorded forecasts. */
export async function scoreForecasts(
  host: Host,
  file: string | undefined,
  flags: ScoreFlags,
  command: Command,
): Promise<void> {
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
  const show = (read: Pick<LiveLedger, 'live' | 'evaluated' | 'warnings'>): void => {
    host.noteFacts({ ...read.live.counts, filled: read.live.fills.length });
    for (const warning of read.warnings) warn(host, warning);
    const reported = { ...read, now, store: storeOf(host, flags), isAll: flags.all === true };
    print(
      host,
      flags.json === true
        ? JSON.stringify(liveJson(reported, version(), read.warnings))
        : renderLive(reported),
    );
  };
  const ledger = await withExistingStore(host, flags, async (store) => {
    const read = await readLive(host, store, selection, flags, now);
    show(read);
    return read;
  });
  if (ledger === undefined)
    show({ live: evaluateLive([], [], () => undefined, now), evaluated: [], warnings: [] });
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
  const undefinedMetrics = ['mase', 'rmsse', ...(scored.isBenchmarkKnown ? [] : ['u2', 'skill', 'rmae'])];
  const warnings = [
    ...left,
    ...scored.warnings,
    ...scoreWarnings({ models, forecasts: trial.table }, undefined, undefinedMetrics),
  ];
  for (const warning of warnings) warn(host, warning);
  print(
    host,
    flags.json === true ? toText(scoreJson(scored, shown, version(), warnings)) : renderScore(scored, shown),
  );
  holdGate(gate, flags, scored.models);
}
