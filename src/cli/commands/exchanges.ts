/** `hindcast exchanges [NAME]`: where candles can be fetched. */

import type { Command } from 'commander';
import type { Venue } from '../../exchange/venues.ts';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import { print } from '../terminal/print.ts';
import type { Host } from '../host.ts';

export function addExchanges(command: Command, host: Host): void {
  command
    .description('Lists the exchanges for `fetch`, with timeframes and limits. Sends no request.')
    .argument('[name]', 'only this exchange')
    .action((name: string | undefined, flags: CommonFlags) => listExchanges(host, name, flags));
  addCommon(command);
  addHelp(command, ['hindcast exchanges', 'hindcast exchanges kraken'], [0, 1, 2]);
}

async function listExchanges(host: Host, name: string | undefined, flags: CommonFlags): Promise<void> {
  const [{ findVenue, listVenues }, { renderTable }] = await Promise.all([
    import('../../exchange/venues.ts'),
    import('../../report/text/table.ts'),
  ]);
  const venues = name === undefined ? await listVenues() : [await findVenue(name)];
  if (flags.json === true) {
    print(host, JSON.stringify({ schema: 1, type: 'exchanges', exchanges: venues }, null, 2));
    return;
  }
  const columns = [
    { title: 'exchange', align: 'left' },
    { title: 'per request', align: 'right' },
    { title: 'history', align: 'left' },
    { title: 'timeframes', align: 'left' },
  ] as const;
  print(
    host,
    renderTable(
      columns,
      venues.map((venue) => [
        venue.name,
        String(venue.pageSize),
        historyOf(venue),
        venue.timeframes.join(' '),
      ]),
    ),
  );
}

function historyOf({ history }: Venue): string {
  return typeof history === 'number' ? `last ${history}` : history;
}
