/** How long something may be missing before waiting for it makes no sense. */

export class WaitLimit {
  readonly #ms: number;
  readonly #onOver: (waitedMs: number) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number, onOver: (waitedMs: number) => void) {
    this.#ms = ms;
    this.#onOver = onOver;
  }

  /** It is missing. */
  begin(): void {
    this.#timer ??= setTimeout(() => this.#onOver(this.#ms), this.#ms);
  }

  /** It is there. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
