/** Whether workers serve what a producer asks for. It says so when that changes. */

import { UsageError } from '../errors.ts';
import type { WorkerEntry } from './roster.ts';
import type { Kind, Service } from './service.ts';
import { isSameService, serviceName } from './service.ts';
import type { QueueAddress } from './url.ts';

export interface Attendance {
  /** Workers of this version that compute every kind. */
  readonly serving: readonly WorkerEntry[];
  /** What is said of it, in one line. */
  readonly text: string;
}

/** Who of these workers serves the service. */
export function attendanceOf(
  workers: readonly WorkerEntry[],
  service: Service,
  needed: ReadonlySet<Kind>,
  address: QueueAddress,
): Attendance {
  const same = workers.filter((worker) => isSameService(worker, service));
  const serving = needed.has('programs') ? same.filter(({ programs }) => programs) : same;
  if (serving.length > 0) {
    const fits = serving.reduce((sum, { jobs }) => sum + jobs, 0);
    return { serving, text: `${countOf(serving.length)} at ${address.text}, ${fitsAtOnce(fits)}` };
  }
  const others = same.length === 0 ? otherVersions(workers, service) : undefined;
  const start = `\`hindcast worker --queue ${address.text}${needed.has('programs') ? ' --allow-exec' : ''}\``;
  const reason =
    others ??
    (same.length === 0
      ? `no worker serves ${address.text}`
      : `no worker at ${address.text} starts programs, which a model needs`);
  return { serving, text: `${reason}; waiting for one: ${start}` };
}

/** @throws UsageError if there are workers, but all of other versions */
export function checkVersions(workers: readonly WorkerEntry[], service: Service): void {
  if (workers.some((worker) => isSameService(worker, service))) return;
  const others = otherVersions(workers, service);
  if (others === undefined) return;
  throw new UsageError(others, {
    hint: 'install the same version on both ends: another version can give other numbers',
  });
}

/** `3 workers serve hindcast 0.0.9, this is hindcast 0.1.0`; `undefined` if there are no workers. */
function otherVersions(workers: readonly WorkerEntry[], service: Service): string | undefined {
  if (workers.length === 0) return undefined;
  const names = workers.map((worker) => serviceName(worker, service));
  const counts = [...new Set(names)].map((name) => {
    const count = names.filter((one) => one === name).length;
    return `${countOf(count)} ${count === 1 ? 'serves' : 'serve'} ${name}`;
  });
  const same = workers.some(({ version }) => version === service.version);
  return `${counts.join(', ')}; this is ${same ? ownName(service) : `hindcast ${service.version}`}`;
}

const ownName = ({ version, numbers, protocol }: Service): string =>
  `hindcast ${version} (numbers ${numbers}, jobs ${protocol})`;

/** `8 fits at a time` */
export const fitsAtOnce = (count: number): string => `${count === 1 ? '1 fit' : `${count} fits`} at a time`;

const countOf = (count: number): string => (count === 1 ? '1 worker' : `${count} workers`);
