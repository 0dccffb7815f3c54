/** What `hindcast exchanges` does, step by step. */

import type { Venue } from '../../exchange/venues.ts';
import { findVenue, listVenues } from '../../exchange/venues.ts';
import { renderTable } from '../../report/text/table.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import { print } from '../terminal/print.ts';

export async function listExchanges(host: Host, name: string | undefined, flags: CommonFlags): Promise<void> {
  const { usable, unusable } =
    name === undefined ? await listVenues() : { usable: [await findVenue(name)], unusable: [] };
  if (flags.json === true) {
    print(host, JSON.stringify({ schema: 1, type: 'exchanges', exchanges: usable, unusable }, null, 2));
    return;
  }
  const columns = [
    { title: 'exchange', align: 'left' },
    { title: 'markets', align: 'left' },
    { title: 'per request', align: 'right' },
    { title: 'history', align: 'left' },
    { title: 'timeframes', align: 'left' },
  ] as const;
  print(
    host,
    renderTable(
      columns,
      usable.map((venue) => [
        venue.name,
        venue.markets.join(' '),
        String(venue.pageSize),
        historyOf(venue),
        venue.timeframes.join(' '),
      ]),
    ),
  );
  if (name !== undefined) print(host, `\n${columnsLine(usable[0])}`);
  if (unusable.length === 0) return;
  print(host, '');
  print(
    host,
    renderTable(
      [
        { title: 'cannot be fetched', align: 'left' },
        { title: 'reason', align: 'left' },
      ],
      unusable.map((venue) => [venue.name, venue.reason]),
    ),
  );
}

/** What `fetch --with` can store of its contracts. */
function columnsLine({ columns, columnHistoryMs }: Venue): string {
  if (columns.length === 0) return 'further columns (`fetch --with`): none';
  const listed = columns.map((column) => {
    const ms = columnHistoryMs[column];
    return ms === undefined ? column : `${column} (last ${ms / DAY} days)`;
  });
  return `further columns of contracts (\`fetch --with\`): ${listed.join(', ')}`;
}

const DAY = 86_400_000;

function historyOf({ history }: Venue): string {
  return typeof history === 'number' ? `last ${history}` : history;
}
