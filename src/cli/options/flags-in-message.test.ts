import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { flagsInMessage } from './flags-in-message.ts';

const command = new Command('any')
  .option('--max-new-tokens <n>')
  .option('--som-grid <grid>')
  .option('--positions <which>')
  .option('--test-harmful <n>')
  .option('--test-harmful-from <sources...>')
  .option('--twins')
  .option('--no-cache');

describe('flagsInMessage', () => {
  it.each([
    ['Shorten it or lower `maxNewTokens`.', 'Shorten it or lower --max-new-tokens.'],
    ['`positions: mean`: is over the prompt', '--positions mean: is over the prompt'],
    ['`grid`: rfa does not take it', '--som-grid: rfa does not take it'],
    ['`testHarmful`: is missing', '--test-harmful-from: is missing'],
    ['ask for more (`testForbidden`)', 'ask for more (--test-harmful)'],
    ['use `positions: last` or `positions: all`', 'use --positions last or --positions all'],
    ['give `twins: true`', 'give --twins'],
  ])('%s', (message, expected) => {
    expect(flagsInMessage(message, command)).toBe(expected);
  });

  it('leaves what the command does not have, and all of it where no command runs', () => {
    expect(flagsInMessage('lower `workers: 1`, `positions`', command)).toBe(
      'lower `workers: 1`, --positions',
    );
    expect(flagsInMessage('lower `maxNewTokens`', undefined)).toBe('lower `maxNewTokens`');
  });
});
