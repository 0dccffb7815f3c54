/** How specifications of models begin, and what that means before anything else of them is read. `specs.ts` has the models. */

import { own } from '../text/own.ts';

const traits = {
  'exec:': { startsProgram: true },
  'onnx:': { startsProgram: false },
} as const;

export type ForeignPrefix = keyof typeof traits;

/** What a specification begins with; `undefined` for anything that is none. */
export function prefixOf(text: string): ForeignPrefix | undefined {
  const prefix = text.slice(0, text.indexOf(':') + 1);
  return own<unknown>(traits, prefix) === undefined ? undefined : (prefix as ForeignPrefix);
}

/** Whether a name in a list of models is a specification. */
export const isSpec = (text: string): boolean => prefixOf(text) !== undefined;

/** Whether it starts a program, which a person has to ask for. */
export function startsProgram(text: string): boolean {
  const prefix = prefixOf(text);
  return prefix !== undefined && traits[prefix].startsProgram;
}
