import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { AUDIT_OPTION_GROUPS, AUDIT_OPTION_NAMES } from '../../audit/subject/audit-option-table.ts';
import { auditConfigText, readAuditConfig } from '../commands/audit/audit-config.ts';
import { addTableOptions, givenOptions } from './table-options.ts';

function parsed(...words: string[]) {
  const command = new Command('any').exitOverride();
  for (const [heading, options] of Object.entries(AUDIT_OPTION_GROUPS))
    addTableOptions(command, heading, options);
  command.parse(words, { from: 'user' });
  return { command, given: givenOptions(command, AUDIT_OPTION_NAMES) };
}

it('takes the number of harmful test prompts under its flag and under the older one, and shows only the first', () => {
  expect(parsed('--test-harmful', '6').given).toEqual({ testForbidden: 6 });
  const { command, given } = parsed('--test-forbidden', '7');
  expect(given).toEqual({ testForbidden: 7 });
  expect(parsed().given).toEqual({});
  expect(command.helpInformation()).toContain('--test-harmful <n>');
  expect(command.helpInformation()).not.toContain('--test-forbidden');
});

it('reads both keys from a file, and writes the first', () => {
  const folder = mkdtempSync(join(tmpdir(), 'refusal-lab-keys-'));
  try {
    for (const key of ['test-harmful', 'test-forbidden']) {
      const file = join(folder, `${key}.toml`);
      writeFileSync(file, `${key} = 9\n`);
      expect(readAuditConfig(file)).toEqual({ testForbidden: 9 });
    }
    const text = auditConfigText({ testForbidden: 9 });
    expect(text).toContain('test-harmful = 9\n');
    expect(text).not.toContain('test-forbidden');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('takes several words between commas where each is one of a few, and refuses others by name', () => {
  for (const [name, { written, choices }] of Object.values(AUDIT_OPTION_GROUPS).flatMap(Object.entries)) {
    if (written !== 'commas' || !choices) continue;
    const flag = `--${name.replace(/[A-Z]/g, (letter: string) => `-${letter.toLowerCase()}`)}`;
    expect(parsed(flag, choices.join(',')).given, flag).toEqual({ [name]: choices });
    expect(parsed(flag, choices[0]).given, flag).toEqual({ [name]: [choices[0]] });
    expect(() => parsed(flag, `${choices[0]},nothing`)).toThrow(/Allowed choices are/);
    expect(parsed().command.options.find(({ long }) => long === flag)?.argChoices).toEqual([...choices]);
  }
  expect(parsed('--without', 'pairs,controls').given).toEqual({ without: ['pairs', 'controls'] });
});
