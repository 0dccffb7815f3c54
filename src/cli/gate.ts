/** `--fail-on`: read before any long work, and held against the results once they are out. */

import type { Evaluation } from '../evaluation/evaluation.ts';
import type { Command } from 'commander';
import type { Gate } from '../evaluation/gate.ts';
import type { GateResult, GateScope } from '../evaluation/gate-vocabulary.ts';
import { GateError } from '../errors.ts';

export interface GateFlags {
  readonly failOn?: string;
}

export function addGateOption(command: Command): Command {
  return command.option(
    '--fail-on <expr>',
    "exit with 4 where this is true, 'u2 > 1.05' say; see docs/verdict.md",
  );
}

/** The gate of the flags; `undefined` where none is set. */
export async function gateOf({ failOn }: GateFlags, scope: GateScope): Promise<Gate | undefined> {
  if (failOn === undefined) return undefined;
  const { parseGate } = await import('../evaluation/gate.ts');
  return parseGate(failOn, scope);
}

/** @throws GateError where the gate is true, or cannot be told: a gate that sees nothing must not open */
export function holdGate<R extends GateResult = Evaluation>(
  gate: Gate<R> | undefined,
  { failOn }: GateFlags,
  results: readonly R[],
): void {
  if (gate === undefined) return;
  const { isTrue, because } = gate(results);
  if (isTrue === false) return;
  const outcome = isTrue === true ? 'is true' : 'cannot be told, which counts as true';
  throw new GateError(`\`--fail-on\` ${outcome} for \`${failOn}\`: ${because}`, {
    hint: isTrue === true ? undefined : 'a warning or a `note` in the JSON says why a value is undefined',
  });
}
