/**
 * What is worth saying about data and results, at one of two levels: a warning needs a person, a note only explains. The level is
 * chosen where the text is written, so that `--quiet` and cron mail never depend on its wording.
 */

export interface Warning {
  /** `warning`: somebody should look; always printed. `note`: normal, and kept in reports; not printed with `--quiet`. */
  readonly level: 'warning' | 'note';
  readonly text: string;
  /** A note on what the person asked for: printed even where other notes are only counted. */
  readonly isAsked?: true;
}

/** One that needs a person. */
export const warningOf = (text: string): Warning => ({ level: 'warning', text });

/** One that only explains. */
export const noteOf = (text: string): Warning => ({ level: 'note', text });

/** A note on what the person asked for. */
export const askedNoteOf = (text: string): Warning => ({ level: 'note', text, isAsked: true });

/** All texts, in order. */
export const textsOf = (warnings: readonly Warning[]): string[] => warnings.map(({ text }) => text);

/** Those of one level. */
export const ofLevel = (warnings: readonly Warning[], level: Warning['level']): string[] =>
  textsOf(warnings.filter((warning) => warning.level === level));

/** With `change` applied to the text. */
export const withText = (warning: Warning, change: (text: string) => string): Warning => ({
  ...warning,
  text: change(warning.text),
});
