/**
 * What has to be equal between who asks for a fit and who computes it, so that both get the same bits: the version of hindcast, that of its
 * numbers, and that of the jobs. It is part of the name of the queue: a worker never sees jobs of another version.
 */

import { NUMBERS_VERSION } from '../backtest/numbers-version.ts';
import { escapeControl } from '../text/escape.ts';
import { isNumber, isObject, isText } from '../text/shape.ts';
import { version } from '../text/version.ts';

/** The version of jobs and results. */
export const PROTOCOL = 1;

export interface Service {
  readonly version: string;
  readonly numbers: number;
  readonly protocol: number;
}

/** What a service computes: models that are built in, or programs of a person who allows them. */
export const kinds = ['fits', 'programs'] as const;
export type Kind = (typeof kinds)[number];

const TEXT = 100;

export const isService = isObject<Service>({
  version: (value): value is string => isText(value) && value.length <= TEXT,
  numbers: isNumber,
  protocol: isNumber,
});

export const ownService = (): Service => ({
  version: version(),
  numbers: NUMBERS_VERSION,
  protocol: PROTOCOL,
});

/** The name of the queue of bullmq. */
export const queueName = ({ version: hindcast, numbers, protocol }: Service, kind: Kind): string =>
  `${kind}-${hindcast}-n${numbers}-p${protocol}`;

export const isSameService = (one: Service, other: Service): boolean =>
  queueName(one, 'fits') === queueName(other, 'fits');

/** For people: the version, and what else differs if that is equal. */
export function serviceName(service: Service, beside: Service): string {
  const { version: hindcast, numbers, protocol } = service;
  const isVersionEqual = hindcast === beside.version && !isSameService(service, beside);
  return escapeControl(
    `hindcast ${hindcast}${isVersionEqual ? ` (numbers ${numbers}, jobs ${protocol})` : ''}`,
  );
}
