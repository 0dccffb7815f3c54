/** `hindcast exchanges [NAME]`: what can be fetched from where. */

import type { Command } from 'commander';
import type { Venue } from '../../exchange/venues.ts';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import { print } from '../terminal/print.ts';

export function addExchanges(command: Command): void {
  command
    .description(
      'Prints the exchanges that `fetch` takes, their timeframes and their limits; nothing is asked of them.',
    )
    .argument('[name]', 'only this one')
    .action(run);
  addCommon(command);
  addHelp(command, ['hindcast exchanges', 'hindcast exchanges kraken'], [0, 1, 2]);
}

async function run(name: string | undefined, flags: CommonFlags): Promise<void> {
  const [{ findVenue, listVenues }, { renderTable }] = await Promise.all([
    import('../../exchange/venues.ts'),
    import('../../report/text/table.ts'),
  ]);
  const venues = name === undefined ? await listVenues() : [await findVenue(name)];
  if (flags.json === true) {
    print(JSON.stringify({ schema: 1, type: 'exchanges', exchanges: venues }, null, 2));
    return;
  }
  const columns = [
    { title: 'exchange', align: 'left' },
    { title: 'at once', align: 'right' },
    { title: 'history', align: 'left' },
    { title: 'timeframes', align: 'left' },
  ] as const;
  print(
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
