/** `hindcast compare FIRST SECOND`: two runs on the targets that both have. */

import type { Command } from 'commander';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import type { StoreFlags } from '../store.ts';
import { addStoreOption } from '../store.ts';
import { print, warn } from '../terminal/print.ts';
import { version } from '../version.ts';
import type { Host } from '../host.ts';

export function addCompare(command: Command, host: Host): void {
  command
    .description(
      'Compares models of two runs on the targets that both have, with the Diebold-Mariano test: models of the same name, ' +
        'or all pairs if no name is in both.',
    )
    .argument(
      '<first>',
      'a stored run, a folder written by `backtest --output`, or a table of forecasts as `score` reads it',
    )
    .argument('<second>', 'another one')
    .action((first: string, second: string, flags: CommonFlags & StoreFlags) =>
      compareForecasts(host, first, second, flags),
    );
  addStoreOption(command);
  addCommon(command);
  addHelp(
    command,
    ['hindcast compare run-1 run-2', 'hindcast compare forecasts.csv last'],
    [0, 1, 2, 10, 12],
  );
}

async function compareForecasts(
  host: Host,
  first: string,
  second: string,
  flags: CommonFlags & StoreFlags,
): Promise<void> {
  const [{ loadForecasts }, { compare }, { compareJson }, { renderCompare }, { toText }] = await Promise.all([
    import('../load-forecasts.ts'),
    import('../../evaluation/compare.ts'),
    import('../../report/json/compare.ts'),
    import('../../report/text/compare.ts'),
    import('../../report/json/document.ts'),
  ]);
  const loaded = [await loadForecasts(host, first, flags), await loadForecasts(host, second, flags)] as const;
  const compared = compare(loaded[0].rows, loaded[1].rows);
  for (const warning of compared.warnings) warn(host, warning);
  const sources = [loaded[0].name, loaded[1].name] as const;
  print(
    host,
    flags.json === true
      ? toText(compareJson(compared, sources, version()))
      : renderCompare(compared, sources),
  );
}
