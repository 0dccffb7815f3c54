import { expect, test, vi } from 'vitest';
import { loadPackages } from '../../src/queue/connection.ts';

test('without the packages behind it, a queue says how to install them', async () => {
  vi.doMock('bullmq', () => {
    throw new Error("Cannot find package 'bullmq'");
  });
  try {
    await expect(loadPackages()).rejects.toMatchObject({
      exit: 2,
      message: 'a queue needs the packages bullmq and ioredis, which are not installed',
      hint: expect.stringContaining('npm install --ignore-scripts bullmq ioredis') as string,
    });
  } finally {
    vi.doUnmock('bullmq');
  }
});
