/** What `hindcast exchanges` does, step by step. */

import type { Venue } from '../../exchange/venues.ts';
import { findVenue, listVenues } from '../../exchange/venues.ts';
import { renderTable } from '../../report/text/table.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import { print } from '../terminal/print.ts';

export async function listExchanges(host: Host, name: string | undefined, flags: CommonFlags): Promise<void> {
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
