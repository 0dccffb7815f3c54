/** Actions of commands, loaded when the command runs, so that help and completion load none of them. */

/**
 * The action that `load` imports, called with `first` and then with what commander gives: the arguments, the flags and
 * the command.
 */
export function lazyAction<First extends readonly unknown[], Rest extends readonly unknown[]>(
  load: () => Promise<(...args: [...First, ...Rest]) => void | Promise<void>>,
  ...first: First
): (...rest: Rest) => Promise<void> {
  return async (...rest) => {
    const action = await load();
    await action(...first, ...rest);
  };
}
