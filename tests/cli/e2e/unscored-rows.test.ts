import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/files.ts';
import { hindcast } from '../../helpers/run.ts';

const FIXTURE = 'fixtures/garch-simulated-1d.csv'; // 2018-01-01 to 2020-09-26
const COMMANDS = ['plan', 'backtest'];

async function runs(command: string, span: string) {
  const args = [command, FIXTURE, '--model', 'drift', '--horizon', '7', '--test', span, '--quiet'];
  const text = await hindcast(command === 'backtest' ? [...args, '--details'] : args, {
    env: { COLUMNS: '120' },
  });
  const json = await hindcast([...args, '--json']);
  const { folds } = JSON.parse(json.stdout) as { folds: Readonly<Record<string, unknown>> };
  return { text: text.stdout, folds };
}

describe.each(COMMANDS)('%s', (command) => {
  test.each(['40', '0.0425'])(
    'scores the newest rows, and says which of %s it does not score',
    async (span) => {
      const { text, folds } = await runs(command, span);
      expect(folds).toMatchObject({
        origins: 5,
        firstTarget: '2020-08-23',
        lastTarget: '2020-09-26',
        unscored: { rows: 5, where: 'start', from: '2020-08-18', to: '2020-08-22' },
      });
      expect(text).toContain(
        'unscored the first 5 rows of the test span, 2020-08-18 to 2020-08-22: origins are counted from the end\n',
      );
    },
  );

  test('says which rows after a date wait for the next origin', async () => {
    const { text, folds } = await runs(command, '2020-08-18');
    expect(folds).toMatchObject({
      firstTarget: '2020-08-18',
      lastTarget: '2020-09-21',
      unscored: { rows: 5, where: 'end', from: '2020-09-22', to: '2020-09-26' },
    });
    expect(text).toContain('unscored the last 5 rows, 2020-09-22 to 2020-09-26: the next origin needs 7\n');
  });

  test('says nothing if every row is scored', async () => {
    const { text, folds } = await runs(command, '35');
    expect(folds.unscored).toBeNull();
    expect(text).not.toContain('unscored');
  });
});

test.each([
  ['40', 'the first 5 rows of the test span, 2020-08-18 to 2020-08-22: origins are counted from the end'],
  ['2020-08-18', 'the last 5 rows, 2020-09-22 to 2020-09-26: the next origin needs 7'],
  ['35', undefined],
])(
  'the report of a run with --test %s names the rows without a score as the text does',
  async (span, said) => {
    const env = { HINDCAST_STORE: path.join(await temporaryFolder(), 'store') };
    await hindcast(['backtest', FIXTURE, '--model', 'drift', '--horizon', '7', '--test', span], { env });
    const { stdout } = await hindcast(['report', 'last'], { env });
    const shown = /<dt>unscored<\/dt><dd>(.*?)<\/dd>/.exec(stdout)?.[1];
    expect(shown).toBe(said);
  },
);
