/** JSON from Redis, which anybody may have written. */

/** `undefined` for what is no JSON. */
export function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}
