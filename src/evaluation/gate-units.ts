/** Whether the two sides of a comparison in `--fail-on` have the same unit: a percentage is no price, and 75 is no share. */

import { percentOf } from '../text/literals.ts';
import { gateSyntaxError, numberOf } from './gate-tokens.ts';
import type { GateToken } from './gate-tokens.ts';
import type { GateUnit } from './gate-vocabulary.ts';

interface Side {
  readonly token: GateToken;
  /** Of a name; `undefined` for a number. */
  readonly unit: GateUnit | undefined;
}

const UNITS: Readonly<Record<GateUnit['name'], string>> = {
  price: 'in the unit of the series',
  'price²': 'in the squared unit of the series',
  ratio: 'a ratio',
  count: 'a number without a unit',
  statistic: 'a statistic',
};

/** @throws UsageError with the position of the side that does not fit */
export function checkUnits(text: string, left: Side, right: Side): void {
  if (left.unit !== undefined && right.unit !== undefined) {
    if (left.unit.name !== right.unit.name)
      throw gateSyntaxError(
        text,
        right.token,
        `a value in the unit of \`${left.token.text}\``,
        `\`${left.token.text}\` is ${UNITS[left.unit.name]}, \`${right.token.text}\` is ${UNITS[right.unit.name]}`,
      );
  } else if (left.unit !== undefined) checkNumber(text, right.token, left.token.text, left.unit);
  else if (right.unit !== undefined) checkNumber(text, left.token, right.token.text, right.unit);
}

function checkNumber(text: string, number: GateToken, name: string, unit: GateUnit): void {
  const plain = number.text.replace('%', '').trim();
  if (number.text.endsWith('%')) {
    if (unit.name === 'ratio') return;
    throw gateSyntaxError(
      text,
      number,
      `a number without \`%\` for \`${name}\``,
      `\`${name}\` is ${UNITS[unit.name]}: write \`${plain}\` without \`%\`, or compare a ratio such as U2`,
    );
  }
  if (unit.isPlain(numberOf(number))) return;
  throw gateSyntaxError(
    text,
    number,
    `a percentage for \`${name}\``,
    `did you mean \`${plain}%\`? ${plain} without \`%\` is ${percentOf(numberOf(number))} %`,
  );
}
