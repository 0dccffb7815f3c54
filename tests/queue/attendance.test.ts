import { describe, expect, test } from 'vitest';
import { attendanceOf, checkVersions } from '../../src/queue/attendance.ts';
import type { WorkerEntry } from '../../src/queue/roster.ts';
import type { Kind } from '../../src/queue/service.ts';
import { queueName } from '../../src/queue/service.ts';
import { QueueAddress } from '../../src/queue/url.ts';

const service = { version: '0.1.0', numbers: 6, protocol: 1 };
const address = QueueAddress.parse('redis://u:secret@host', '--queue');
const worker = (other: Partial<WorkerEntry> = {}): WorkerEntry => ({
  ...service,
  host: 'a',
  pid: 1,
  jobs: 4,
  programs: false,
  since: 0,
  ...other,
});
const textOf = (workers: readonly WorkerEntry[], ...kinds: readonly Kind[]) =>
  attendanceOf(workers, service, new Set(kinds), address).text;

describe('who serves a queue', () => {
  test('is counted', () => {
    expect(textOf([worker()], 'fits')).toBe('1 worker at redis://host:6379, 4 fits at a time');
    expect(textOf([worker(), worker({ pid: 2, jobs: 2 }), worker({ version: '0.0.9' })], 'fits')).toBe(
      '2 workers at redis://host:6379, 6 fits at a time',
    );
  });

  test('may be nobody, nobody who starts programs, or only others', () => {
    expect(textOf([], 'fits')).toBe(
      'no worker serves redis://host:6379; waiting for one: `hindcast worker --queue redis://host:6379`',
    );
    expect(textOf([worker()], 'fits', 'programs')).toBe(
      'no worker at redis://host:6379 starts programs, which a model needs; waiting for one: `hindcast worker --queue redis://host:6379 --allow-exec`',
    );
    expect(textOf([worker({ version: '0.0.9' })], 'fits')).toMatch(
      /^1 worker serves hindcast 0\.0\.9; this is hindcast 0\.1\.0; waiting for one/,
    );
  });
});

describe('workers of other versions', () => {
  test('are an error that names them, if there are no others', () => {
    const others = [worker({ version: '0.0.9' }), worker({ version: '0.0.9' }), worker({ version: '0.0.8' })];
    expect(() => checkVersions(others, service)).toThrow(
      '2 workers serve hindcast 0.0.9, 1 worker serves hindcast 0.0.8; this is hindcast 0.1.0',
    );
    expect(() => checkVersions([...others, worker()], service)).not.toThrow();
    expect(() => checkVersions([], service)).not.toThrow();
  });

  test('may differ in their numbers only', () => {
    expect(() => checkVersions([worker({ numbers: 5 })], service)).toThrow(
      '1 worker serves hindcast 0.1.0 (numbers 5, jobs 1); this is hindcast 0.1.0 (numbers 6, jobs 1)',
    );
  });

  test('have queues of their own', () => {
    const names = [
      service,
      { ...service, version: '0.0.9' },
      { ...service, numbers: 5 },
      { ...service, protocol: 2 },
    ];
    expect(new Set(names.map((one) => queueName(one, 'fits'))).size).toBe(4);
  });
});
