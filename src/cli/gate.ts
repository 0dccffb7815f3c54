/** `--fail-on`: parsed before any long work, and checked after the results are printed. */

import type { Evaluation } from '../evaluation/evaluation.ts';
import type { Command } from 'commander';
import type { Gate } from '../evaluation/gate.ts';
import type { GateResult, GateScope } from '../evaluation/gate-vocabulary.ts';
import { GateError } from '../errors.ts';

export interface GateFlags {
  readonly failOn?: string;
}

export function addGateOption(command: Command): Command {
  return command.option('--fail-on <expr>', "exit with 4 if this is true: 'u2 > 1.05' (docs/verdict.md)");
}

/** The gate of the flags; `undefined` if there is none. */
export async function gateOf({ failOn }: GateFlags, scope: GateScope): Promise<Gate | undefined> {
  if (failOn === undefined) return undefined;
  const { parseGate } = await import('../evaluation/gate.ts');
  return parseGate(failOn, scope);
}

/** @throws GateError if the gate is true or undefined: a gate without values must not pass */
export function holdGate<R extends GateResult = Evaluation>(
  gate: Gate<R> | undefined,
  { failOn }: GateFlags,
  results: readonly R[],
): void {
  if (gate === undefined) return;
  const { isTrue, because } = gate(results);
  if (isTrue === false) return;
  const outcome = isTrue === true ? 'is true' : 'is undefined here, which counts as true';
  throw new GateError(`\`--fail-on\` ${outcome} for \`${failOn}\`: ${because}`, {
    hint: isTrue === true ? undefined : 'a warning or a `note` in the JSON says why a value is undefined',
  });
}
