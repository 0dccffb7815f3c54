/**
 * Successive halving, asynchronous (Li and others 2020, A system for massively parallel hyperparameter tuning). Every
 * candidate starts with one validation block. The better half of those that finished a rung goes on to the next, which
 * doubles their blocks. A new candidate starts when none can go on. What is next depends only on the order of
 * the reports, never on time, and candidate 0, the default, has all blocks from the start.
 */

/** What to fit next: more blocks for a candidate. */
export interface HalvingJob {
  readonly candidate: number;
  /** The rung that it reaches with these blocks. */
  readonly rung: number;
  /** Numbers of blocks that it has not been fitted for. */
  readonly blocks: readonly number[];
}

interface Progress {
  /** Loss by rung, as far as it came; `Infinity` if it failed. */
  readonly losses: number[];
  isWaiting: boolean;
}

/** Numbers of blocks by rung: 1, 2, 4, … and all. */
export function rungsOf(blocks: number): readonly number[] {
  const rungs: number[] = [];
  for (let size = 1; size < blocks; size *= 2) rungs.push(size);
  return [...rungs, blocks];
}

export class Halving {
  readonly #rungs: readonly number[];
  readonly #progress: Progress[] = [];

  constructor(blocks: number) {
    this.#rungs = rungsOf(blocks);
  }

  /** The blocks of a rung: the newest first, since they are most like what comes. */
  blocksUpTo(rung: number): readonly number[] {
    const all = this.#rungs[this.#rungs.length - 1];
    return Array.from({ length: this.#rungs[rung] }, (_, i) => all - 1 - i);
  }

  /**
   * The next job, whose candidate then waits for its report.
   * @param start - called for a new candidate; false if there is none
   */
  next(start: () => boolean): HalvingJob | undefined {
    const last = this.#rungs.length - 1;
    for (let rung = last - 1; rung >= 0; rung--) {
      const candidate = this.#promotable(rung);
      if (candidate === undefined) continue;
      this.#progress[candidate].isWaiting = true;
      const done = this.#rungs[rung];
      return { candidate, rung: rung + 1, blocks: this.blocksUpTo(rung + 1).slice(done) };
    }
    if (!start()) return undefined;
    const candidate = this.#progress.length;
    this.#progress.push({ losses: [], isWaiting: true });
    const rung = candidate === 0 ? last : 0;
    return { candidate, rung, blocks: this.blocksUpTo(rung) };
  }

  /**
   * The losses of a job.
   * @param losses - by rung, of all rungs that the candidate has reached; `Infinity` if it failed
   */
  report({ candidate }: HalvingJob, losses: readonly number[]): void {
    const progress = this.#progress[candidate];
    progress.isWaiting = false;
    progress.losses.splice(0, Infinity, ...losses);
  }

  /** The best candidate of the better half of a rung that has not gone on. */
  #promotable(rung: number): number | undefined {
    const finished = Array.from(this.#progress.keys())
      .filter((candidate) => this.#progress[candidate].losses.length > rung)
      .toSorted((a, b) => this.#progress[a].losses[rung] - this.#progress[b].losses[rung] || a - b);
    return finished.slice(0, Math.floor(finished.length / 2)).find((candidate) => {
      const { losses, isWaiting } = this.#progress[candidate];
      return !isWaiting && losses.length === rung + 1 && Number.isFinite(losses[rung]);
    });
  }
}
