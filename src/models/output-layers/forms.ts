/** The names of the forms of output layers, by which `--head` chooses one. */

export const headForms = ['direct', 'steps'] as const;

export type HeadForm = (typeof headForms)[number];
