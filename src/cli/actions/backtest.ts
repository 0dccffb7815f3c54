/** What `hindcast backtest` does, step by step. */

import { targetOf } from '../../data/targets.ts';
import { tunedBacktest } from '../../tuning/nested.ts';
import type { BacktestFlags, Wording } from './backtest-request.ts';
import { WORTH_FILE } from './backtest-request.ts';
import type { GateFlags } from '../gate.ts';
import { gateOf } from '../gate.ts';
import type { Host } from '../host.ts';
import { place } from '../../options/parse.ts';
import { fitSettingsOf, loadPanelWithOptions } from '../panel-options.ts';
import { isShort } from '../next-steps.ts';
import type { Loaded } from '../sources.ts';
import { withJournal } from '../store.ts';
import { checkForm } from '../table-form.ts';
import { prepareFolder } from '../terminal/output-files.ts';
import { printNotes } from '../terminal/print.ts';
import { watchFits } from '../watch-fits.ts';
import { plannedWorthOrNote } from '../worth.ts';

const OUTPUT_FILES = ['forecasts.csv', 'scores.csv', 'run.json'];

/** Backtests the sources; prints, writes and keeps the results; then throws what failed. */
export async function backtestSources(
  host: Host,
  sources: readonly string[],
  flags: BacktestFlags,
  { next, isCostSetting = false }: Wording = {},
): Promise<void> {
  checkForm(flags);
  const output = flags.output === undefined ? undefined : place(flags.output, '--output');
  const settings = fitSettingsOf(flags);
  const loaded = await loadPanelWithOptions(host, sources, flags, {
    defersNotes: isShort(flags),
    workers: settings.workers,
  });
  const gate = await gateFor(loaded, flags);
  const { planned, note } = plannedWorthOrNote(flags, loaded, isCostSetting);
  if (note !== undefined) printNotes(host, [note], flags);
  const written = planned === undefined ? OUTPUT_FILES : [...OUTPUT_FILES, WORTH_FILE];
  if (output !== undefined) await prepareFolder(host, output, written, sources);
  const started = host.monotonicMs();
  const { value: fitted, ...journal } = await withJournal(host, flags, (kept) =>
    watchFits(host, settings, async (context) => {
      const [made] = await Promise.all([
        tunedBacktest(loaded.panel, loaded.options, {
          ...context,
          journal: kept,
          ...evaluationOf(loaded, flags),
        }),
        // Loaded while threads fit.
        import('./present-backtest.ts'),
      ]);
      return made;
    }),
  );
  const seconds = (host.monotonicMs() - started) / 1000;
  const { presentBacktest } = await import('./present-backtest.ts');
  await presentBacktest(host, { ...fitted, ...journal, loaded, seconds, planned, gate, output, next }, flags);
}

/** How the forecasts are made and evaluated. */
const evaluationOf = (
  { registry }: Awaited<ReturnType<typeof loadPanelWithOptions>>,
  { explain: explains }: BacktestFlags,
) => ({ registry, explains });

function gateFor({ options }: Loaded, flags: GateFlags): ReturnType<typeof gateOf> {
  const { models, horizon, level: levels, target } = options;
  const { quantity } = targetOf(target);
  const others = models.filter((model) => model !== quantity.benchmarks[0]);
  return gateOf(flags, { models: others, quantity, horizon, levels });
}
