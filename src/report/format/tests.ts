/** Tests against the benchmark as tables show them: the most significant step of each. */

import { pText } from '../../evaluation/phrases.ts';
import type { StepTest } from '../../evaluation/evaluation.ts';
import { isSignificant, mostSignificant } from '../../significance/significant.ts';

export const TESTS = [
  { name: 'dm', title: 'Diebold-Mariano' },
  { name: 'cw', title: 'Clark-West' },
  { name: 'gw', title: 'Giacomini-White' },
  { name: 'pt', title: 'Pesaran-Timm.' },
] as const;

export type TestName = (typeof TESTS)[number]['name'];

/** The adjusted p that is shown, and its step if there are several; `undefined` if no step can be tested. */
export function shownTest(
  tests: readonly Pick<StepTest, 'step' | 'p' | 'adjusted'>[],
): { readonly text: string; readonly isSignificant: boolean } | undefined {
  const shown = mostSignificant(tests);
  if (shown === undefined) return undefined;
  const step = tests.length === 1 ? '' : ` (step ${shown.step})`;
  return { text: `${pText(shown.adjusted)}${step}`, isSignificant: isSignificant(shown) };
}
