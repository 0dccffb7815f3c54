/** The hosts that were refused since the last call. */
export function takeLeaks(): readonly string[];
