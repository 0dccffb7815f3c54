import { expect, test } from 'vitest';
import type { HalvingJob } from '../../src/tuning/halving.ts';
import { Halving, rungsOf } from '../../src/tuning/halving.ts';

test('rungs double up to all blocks', () => {
  expect([1, 2, 3, 4, 8].map(rungsOf)).toEqual([[1], [1, 2], [1, 2, 3], [1, 2, 4], [1, 2, 4, 8]]);
});

/** Runs jobs one after the other; the loss of a candidate is the same on every block. */
function run(losses: readonly number[], steps: number): HalvingJob[] {
  const halving = new Halving(4);
  let started = 0;
  const jobs: HalvingJob[] = [];
  for (let i = 0; i < steps; i++) {
    const job = halving.next(() => started < losses.length && ++started > 0);
    if (job === undefined) break;
    jobs.push(job);
    halving.report(
      job,
      Array.from({ length: job.rung + 1 }, () => losses[job.candidate]),
    );
  }
  return jobs;
}

test('the default has all blocks at once, others start with the newest', () => {
  const jobs = run([1, 2, 3], 3);
  expect(jobs[0]).toEqual({ candidate: 0, rung: 2, blocks: [3, 2, 1, 0] });
  expect(jobs[1]).toEqual({ candidate: 1, rung: 0, blocks: [3] });
});

test('a candidate of the better half goes on, and is fitted only for blocks that it lacks', () => {
  const jobs = run([2, 1], 9);
  expect(jobs.slice(1)).toEqual([
    { candidate: 1, rung: 0, blocks: [3] },
    { candidate: 1, rung: 1, blocks: [2] },
    { candidate: 1, rung: 2, blocks: [1, 0] },
  ]);
});

test('one that is worse waits until the half is large enough to hold it', () => {
  // 3 is worse than the default and than 1; with four on the first rung, the better half is 1 and 0.
  const jobs = run([2, 1, 4, 3], 20);
  expect(jobs.filter(({ candidate }) => candidate >= 2).map(({ rung }) => rung)).toEqual([0, 0]);
  const more = run([4, 1, 2, 5, 6, 7], 30);
  expect(more.filter(({ candidate }) => candidate === 2).map(({ rung }) => rung)).toEqual([0, 1]);
});

test('a failed candidate never goes on', () => {
  const jobs = run([Infinity, Infinity, Infinity, Infinity], 20);
  expect(jobs.map(({ rung }) => rung)).toEqual([2, 0, 0, 0]);
});
