/** Packages that only some files need, and that an installation may be without. */

import { UsageError } from '../../errors.ts';

export interface NeededPackage {
  readonly name: string;
  /** What needs it: `a ZIP archive`. */
  readonly for: string;
  /** What to do without it: `unpack it`. */
  readonly otherwise: string;
}

/**
 * The module that `load` imports.
 * @throws UsageError if its package is not installed
 */
export function loadPackage<Module>(
  load: () => Promise<Module>,
  { name, for: what, otherwise }: NeededPackage,
): Promise<Module> {
  return load().catch((error: unknown) => {
    throw new UsageError(`${what} needs the package \`${name}\`, which is not installed here`, {
      cause: error,
      hint: `${otherwise}, or install the package beside hindcast: \`npm install --ignore-scripts ${name}\``,
    });
  });
}
