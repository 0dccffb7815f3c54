/** What `hindcast compare` does, step by step. */

import { compare } from '../../evaluation/compare.ts';
import { compareJson } from '../../report/json/compare.ts';
import { compareTables } from '../../report/format/compare-tables.ts';
import { toText } from '../../report/json/document.ts';
import { renderCompare, renderShortCompare } from '../../report/text/compare.ts';
import type { Host } from '../host.ts';
import type { ForecastFileFlags } from '../load-forecasts.ts';
import { loadForecasts } from '../load-forecasts.ts';
import type { DetailsFlags } from '../next-steps.ts';
import { ADD_DETAILS, isShort, printNext } from '../next-steps.ts';
import type { TableFlags } from '../table-form.ts';
import { checkForm, isTabled, printTables } from '../table-form.ts';
import { print, printWarnings } from '../terminal/print.ts';
import { version } from '../../text/version.ts';

export async function compareForecasts(
  host: Host,
  first: string,
  second: string,
  flags: TableFlags & ForecastFileFlags & DetailsFlags,
): Promise<void> {
  checkForm(flags);
  const loaded = [await loadForecasts(host, first, flags), await loadForecasts(host, second, flags)] as const;
  printWarnings(
    host,
    loaded.flatMap(({ warnings }) => warnings),
    flags,
  );
  const compared = compare(loaded[0].rows, loaded[1].rows);
  const sumsUp = isShort(flags);
  printWarnings(host, compared.warnings, flags, { sumsUp, ...(sumsUp && { only: 'warning' as const }) });
  const sources = [loaded[0].name, loaded[1].name] as const;
  if (isTabled(flags))
    return printTables(host, compareTables(compared, sources), flags, 'no table: no pair of models');
  if (flags.json === true) return print(host, toText(compareJson(compared, sources, version())));
  if (flags.details === true) return print(host, renderCompare(compared, sources));
  print(host, renderShortCompare(compared, sources));
  printWarnings(host, compared.warnings, flags, { sumsUp, only: 'note' });
  printNext(host, [ADD_DETAILS], flags);
}
