/** Worker threads for a test. */
import { Threads } from '../../src/backtest/threads.ts';

/** What `work` gives, done with threads that end with it. */
export async function onThreads<T>(workers: number, work: (threads: Threads) => Promise<T>): Promise<T> {
  const threads = new Threads(workers);
  try {
    return await work(threads);
  } finally {
    await threads.close();
  }
}
