/** The text of `docs/api.md`. */
export function apiPage(): string;
