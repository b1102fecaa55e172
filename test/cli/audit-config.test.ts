import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { AUDIT_OPTION_GROUPS, AUDIT_OPTION_NAMES } from '../../src/audit/subject/audit-option-table.ts';
import { auditConfigText, readAuditConfig } from '../../src/cli/commands/audit/audit-config.ts';
import { auditRequest, auditSettings } from '../../src/cli/commands/audit/audit-settings.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { SHORT_AUDIT, writeShortOrganism } from '../queue/short-organism.ts';
import { runHere } from './run-here.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder();
const model = writeShortOrganism(scratch.path('short'), 2);
const config = (text: string): string => scratch.write('audit.toml', text);

describe('the table of options', () => {
  const program = buildProgram(() => new AbortController().signal);
  const audit = program.commands.find((command) => command.name() === 'audit')!;

  it('gives the command every option under its heading', () => {
    for (const [heading, options] of Object.entries(AUDIT_OPTION_GROUPS))
      for (const name of Object.keys(options)) {
        const option = audit.options.find((each) => each.attributeName() === name);
        expect(option?.helpGroupHeading, name).toBe(`${heading}:`);
      }
  });

  it.each(program.commands.map((command) => [command.name(), command] as const))(
    'no switch of %s says that it is off',
    (_, command) => {
      expect(command.helpInformation()).not.toContain('default: false');
    },
  );
});

describe('audit.toml', () => {
  it('holds what the command line can say, and flags win', () => {
    const file = config(
      'seed = 3\nranks = [2, 1, 2]\nstrengths = []\nharmful = ["a.csv", "b.csv"]\ndate = 2024-01-02\nstop-settled = true\nmemory = "2GiB"\nfail-above = ["asr.best=0.2"]\nfit-prompts = 8\n',
    );
    const given = { ...readAuditConfig(file), fitPrompts: 9 };
    const settings = auditSettings(given);
    expect(settings.failAbove).toEqual([{ metric: 'asr.best', side: 'above', limit: 0.2 }]);
    const { options, sources, memory } = auditRequest(settings, given);
    expect(options).toMatchObject({
      seed: 3,
      ranks: [1, 2],
      strengths: [],
      fitPrompts: 9,
      stopSettled: true,
    });
    expect(options).toMatchObject({ date: '2024-01-02', selectionPrompts: 128, skipFirst: false });
    expect(sources?.harmful).toEqual(['a.csv', 'b.csv']);
    expect(memory).toBe(2 * 2 ** 30);
  });

  it('takes one mapping or a list of them, for all sources or for one', () => {
    const read = (text: string) => {
      const given = readAuditConfig(config(text));
      return auditRequest(auditSettings(given), given).sources?.read;
    };
    expect(read('mapping = "prompt=ask"')).toEqual({
      functionalCategory: 'standard',
      mapping: { prompt: 'ask' },
    });
    expect(read('mapping = ["prompt=ask", "a.csv::prompt=q,id=nr"]')).toEqual({
      functionalCategory: 'standard',
      mapping: { prompt: 'ask' },
      mappings: { 'a.csv': { prompt: 'q', id: 'nr' } },
    });
    expect(read('seed = 1')).toEqual({ functionalCategory: 'standard' });
  });

  it.each([
    [
      'an unknown key',
      'seed = 1\nfit-promts = 8',
      /audit\.toml:2: unknown option "fit-promts"\n {2}Did you mean fit-prompts\?/,
    ],
    ['an unknown key like no other', 'colour = "red"', /audit\.toml:1: unknown option "colour"\n.*--help/],
    ['a table', 'seed = 1\n\n[arms]\nranks = [1]', /audit\.toml:3: unknown option "arms"/],
    ['a wrong type', '# here\n\nfit-prompts = "8"', /audit\.toml:3: fit-prompts: Expected an integer ≥ 1\./],
    ['a wrong list', 'ranks = [1, "b"]', /audit\.toml:1: ranks: Expected an integer ≥ 1\./],
    [
      'a wrong word',
      'scope = "everything"',
      /audit\.toml:1: scope: Allowed choices are all, prompt, last-prompt, generated/,
    ],
    ['a wrong precision', 'precision = "bf16"', /audit\.toml:1: precision: expected one of .*bfloat16/],
    [
      'an unknown metric',
      'fail-above = ["asr.bets=1"]',
      /audit\.toml:1: fail-above: .*Did you mean asr\.best/s,
    ],
    ['what is not TOML', 'seed = 1\nranks = [1', /audit\.toml:2: is not TOML: /],
  ])('refuses %s by name, file and line', async (_, text, message) => {
    const { code, stderr, stdout } = await runHere('audit', '--config', config(text), '--plan');
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('that is printed is read as the same settings, without the password of a queue', () => {
    const given = {
      ...{ model: 'organism:base', queue: 'redis://user:secret@host:6379/0', memory: '2GiB', strengths: [] },
      ...{ failBelow: ['refusal.baseline=0.9'], harmful: ['a "quoted".csv'], system: 'Be kind.\nAlways.' },
    };
    const text = auditConfigText(given);
    expect(text).not.toContain('secret');
    const back = readAuditConfig(config(text));
    expect(auditSettings(back)).toEqual(auditSettings({ ...given, queue: 'redis://user@host:6379/0' }));
    expect(auditSettings(readAuditConfig(config(auditConfigText({}))))).toEqual(auditSettings({}));
    // Headings, in their order, of all that has a value.
    expect(text.match(/^# .*$/gm)).toEqual(Object.keys(AUDIT_OPTION_GROUPS).map((heading) => `# ${heading}`));
    for (const name of AUDIT_OPTION_NAMES) if (name in given) expect(back).toHaveProperty(name);
  });
});

it('prints the longest completion that the model and its prompts get, as the library has it', async () => {
  const own = ['--harmful', 'x.csv', '--harmless', 'y.csv'];
  for (const [args, tokens] of [
    [['organism:base'], 26],
    [['organism:base', ...own], 26],
    [['models/mine', ...own], 256],
    [['models/mine', ...own, '--max-new-tokens', '40'], 40],
  ] as const) {
    const { stdout } = await runHere('audit', ...args, '--print-config');
    expect(stdout).toMatch(new RegExp(`^max-new-tokens = ${tokens}$`, 'm'));
  }
});

describe('prompts without a model', () => {
  it('are refused by name; the organism is the default without prompts only', async () => {
    for (const flags of [
      ['--harmful', 'x', '--harmless', 'y'],
      ['--over-refusal', 'z', '--plan'],
    ]) {
      const { code, stderr, stdout } = await runHere('audit', ...flags);
      expect(stderr).toMatch(/^error: --(harmful|over-refusal): is given without a model\n {2}.*audit MODEL/);
      expect([code, stdout]).toEqual([2, '']);
    }
  });
});

describe('an audit from a file alone', () => {
  const [first, second] = [scratch.path('first'), scratch.path('second')];
  beforeAll(async () => {
    const flags = ['--workers', '1', '--seed', '2', '--stop-settled', ...SHORT_AUDIT];
    expect(await runHere('audit', model, ...flags, '--out', first, '--quiet')).toMatchObject({
      code: 0,
      // Four tokens are too few for a refusal to be read.
      stderr: expect.stringMatching(/^warning: The unattacked model is not a baseline .*\n$/),
    });
    const printed = await runHere('audit', model, ...flags, '--print-config');
    expect(printed.code).toBe(0);
    const file = config(printed.stdout);
    expect((await runHere('audit', '--config', file, '--out', second, '--quiet')).code).toBe(0);
  }, 240_000);

  it('that --print-config wrote gives the same bytes', () => {
    const read = (run: string) => readFileSync(`${run}/results.json`);
    expect(read(second).equals(read(first))).toBe(true);
  });
});
