/** What a command has to say to the job that it is a step of, beside what it prints: key figures, by name. */

export type Facts = Record<string, unknown>;

/** Of the step that runs now; steps run one after the other. */
let current: Facts | undefined;

/** Notes key figures. Outside of a job nobody asks for them. */
export function noteFacts(facts: Facts): void {
  if (current !== undefined) Object.assign(current, facts);
}

/** The facts of a step, also where it throws. */
export async function gatherFacts(facts: Facts, work: () => Promise<void>): Promise<void> {
  current = facts;
  try {
    await work();
  } finally {
    current = undefined;
  }
}
