/**
 * The processes that models have started. The thread that starts one notes it where the thread above can read it, so that the process ends
 * with its thread, however that ends. Processes lead a group of their own: what they have started ends with them.
 */

/** Memory that two threads share: the id of the process of the one below, 0 for none. A thread has one at a time. */
export type ProcessSlot = Int32Array;

/** Those of this thread. */
const running = new Set<number>();
/** Those of the threads below that have not ended. */
const below = new Set<ProcessSlot>();
/** That of this thread, if there is one above. */
let shared: ProcessSlot | undefined;

/** A slot for a thread that is about to start. */
export function createProcessSlot(): ProcessSlot {
  const slot = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  below.add(slot);
  endWithThread();
  return slot;
}

/** Makes it the slot of this thread, which the one above has created. */
export function useProcessSlot(slot: ProcessSlot): void {
  shared = slot;
}

/** Ends the process of a thread that has ended. */
export function endProcessIn(slot: ProcessSlot): void {
  endGroup(Atomics.exchange(slot, 0, 0));
  below.delete(slot);
  endWithThread();
}

/** Notes a process that has started. */
export function noteProcess(pid: number): void {
  running.add(pid);
  if (shared !== undefined) Atomics.store(shared, 0, pid);
  endWithThread();
}

/** Ends a process that was noted, and all that it has started, at once. */
export function endProcess(pid: number): void {
  if (!running.delete(pid)) return;
  endWithThread();
  endGroup(pid);
  if (shared !== undefined) Atomics.compareExchange(shared, 0, pid, 0);
}

/** Ends with this thread what has not ended before; listens only as long as there is something. */
function endWithThread(): void {
  process.off('exit', endAll);
  if (running.size + below.size > 0) process.on('exit', endAll);
}

function endAll(): void {
  for (const pid of running) endProcess(pid);
  for (const slot of below) endProcessIn(slot);
}

function endGroup(pid: number): void {
  if (pid <= 0) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
