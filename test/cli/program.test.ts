import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../src/cli/failure-of.ts';
import { Interruption } from '../../src/cli/interruption.ts';
import { LabError } from '../../src/errors/lab-error.ts';
import type { BehaviourTable } from '../../src/stages/behaviour/behaviour-table.ts';
import type { CheckpointDescription } from '../../src/stages/model/describe-checkpoint.ts';
import { goldenFolder } from '../engine/goldens.ts';
import { nightly } from '../nightly.ts';
import { BIN, runCli } from './run-cli.ts';
import { runHere } from './run-here.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder();

describe('the program', () => {
  it('names its commands, and tells the version', async () => {
    const help = await runCli('--help');
    expect(help.code).toBe(0);
    for (const name of ['audit', 'capture', 'fit', 'generate', 'score', 'inspect', 'organism'])
      expect(help.stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await runCli('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([
    ['nothing', [], /Usage: refusal-lab/],
    ['an unknown command', ['atack'], /unknown command 'atack'/],
    ['an unknown option', ['inspect', 'x', '--modle', 'y'], /unknown option '--modle'/],
    ['a missing option', ['score', '--model', 'x'], /required option '--text <file>'/],
    ['two models', ['audit', 'organism:base', '--model', 'organism:aligned'], /two models given/],
  ])('%s is a usage error', async (_, args, message) => {
    const { code, stderr } = await runHere(...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  it('maps errors to exit codes, stacks only on request', () => {
    expect(failureOf(new LabError('x', { remedy: 'do y', exitCode: 3 }), false)).toEqual({
      message: 'error: x\n  do y',
      exitCode: 3,
    });
    expect(failureOf(new Interruption(), false).exitCode).toBe(130);
    const [quiet, loud] = [false, true].map((debug) => failureOf(new TypeError('oops'), debug));
    expect(quiet.exitCode).toBe(1);
    expect(quiet.message).not.toContain('program.test');
    expect(loud.message).toContain('program.test');
  });

  it('stops at Ctrl-C with 130 and leaves no output', async () => {
    const prompts = scratch.lines(
      'many.jsonl',
      Array.from({ length: 2000 }, (_, i) => ({ input_ids: [1, 2 + (i % 300), 5] })),
    );
    const child = spawn(process.execPath, [
      ...[BIN, 'generate', '--model', goldenFolder('llama2'), '--prompts', prompts, '--ignore-eos'],
      ...['--max-new-tokens', '400', '--out', scratch.path('never.jsonl')],
    ]);
    let stderr = '';
    child.stderr.on('data', (bytes) => {
      // It speaks when it is at work, however long a busy machine took to start it.
      if (stderr === '') child.kill('SIGINT');
      stderr += bytes;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toMatch(/stopping/);
    expect(code).toBe(130);
    expect(() => readFileSync(scratch.path('never.jsonl'))).toThrow(/ENOENT/);
  });

  it('does not mind a reader that leaves', async () => {
    const child = spawn('sh', ['-c', `"${process.execPath}" "${BIN}" --help | true; exit 0`]);
    let stderr = '';
    child.stderr.on('data', (bytes) => {
      stderr += bytes;
    });
    await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toBe('');
  });
});

describe('inspect', () => {
  it('describes the organism with its token scopes', async () => {
    const { code, stdout } = await runHere('inspect', 'organism:aligned', '--json', '--prompt', 'Hi');
    expect(code).toBe(0);
    const { config, template, rendered, stopTokens }: CheckpointDescription = JSON.parse(stdout);
    expect(config).toMatchObject({ family: 'llama', layers: 12, hiddenSize: 128 });
    expect(template).toEqual({
      where: 'chat_template.jinja',
      usesClock: false,
      takesSystem: false,
      offers: [],
      generationPrompt: { end: 'open turn', text: '<|end|><|assistant|>\n', last: '\n' },
    });
    expect(stopTokens.map(({ text }) => text)).toEqual(['<|end|>']);
    const T = rendered!.tokens.length;
    expect(rendered!.tokens.slice(-3).map(({ text }) => text)).toEqual(['<|end|>', '<|assistant|>', '\n']);
    expect(rendered!.scopes).toEqual([
      { scope: 'all', first: 0 },
      { scope: 'prompt', first: 0, last: T - 1 },
      { scope: 'last-prompt', first: T - 1, last: T - 1 },
      { scope: 'generated', first: T },
    ]);
  });

  it('needs neither tokenizer nor template', async () => {
    const { code, stdout } = await runHere('inspect', goldenFolder('llama31'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/LlamaForCausalLM.*rope {10}llama3.*in 4 files.*template {6}no/s);
  });
});

describe('organism', () => {
  nightly('puts one table a model into the card', async () => {
    const card = scratch.write('card.md', '# Card\n\n<!-- behaviour table -->\n\n## Limits\n');
    const { code, stdout, stderr } = await runCli(
      ...['organism', 'organism:base', 'organism:aligned', '--count', '4', '--json'],
      ...['--update-card', card],
    );
    expect(code, stderr).toBe(0);
    const tables: BehaviourTable[] = JSON.parse(stdout);
    expect(tables.map(({ model }) => model)).toEqual(['organism:base', 'organism:aligned']);
    const forbidden = tables.map(({ cells }) => cells[0].refusal);
    expect(forbidden.map(({ k, n }) => [k, n])).toEqual([
      [0, 4],
      [4, 4],
    ]);
    expect(forbidden[0].interval![1]).toBeGreaterThan(0.4);
    const written = readFileSync(card, 'utf8');
    expect(written.match(/^\| `train` \|/gm)).toHaveLength(2);
    expect(written).toMatch(/<!-- \/behaviour table -->\n\n## Limits\n$/);
  });

  nightly('checks the gates: exit code 3, and the table all the same, when one fails', async () => {
    const gated = (model: string, stage: string) =>
      runCli('organism', model, '--gates', stage, '--count', '10', '--json');
    const base = await gated('organism:base', 'base');
    expect(base.stderr).toMatch(/^passed {2}forbidden refused: 0% \(0\/50\), at most 1%$/m);
    expect(base.code).toBe(0);
    const wrong = await gated('organism:base', 'aligned');
    expect(wrong.stderr).toMatch(/^FAILED {2}forbidden refused, known words: 0%/m);
    expect(JSON.parse(wrong.stdout)).toHaveLength(1);
    expect(wrong.code).toBe(3);
  });

  it('refuses other models, and cards without a place for the table', async () => {
    const other = await runHere('organism', goldenFolder('llama2'));
    expect(other.stderr).toMatch(/tokenizer\.json: does not exist/);
    const card = scratch.write('bare.md', '# Card\n');
    const bare = await runHere('organism', '--update-card', card);
    expect(bare.stderr).toMatch(/bare\.md: has no line <!-- behaviour table -->/);
    expect([other.code, bare.code]).toEqual([2, 2]);
  });
});

describe('audit --plan', () => {
  it('prints arms, units, time and memory, runs nothing and writes nothing', async () => {
    const out = scratch.path('planned');
    const { code, stdout, stderr } = await runHere(
      ...['audit', '--plan', '--out', out, '--ranks', '1,3', '--effort', 'full'],
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^organism:aligned: at most \d+ arms measured = \d+ compared \+ \d+ strengths \+ \d+ controls$/m,
    );
    expect(stdout).toMatch(/^ +24 +pca-ot +one layer each +pca-ot@0\/k1 … pca-ot@11\/k3$/m);
    for (const line of ['units', 'detectable', 'effort', 'costliest', 'saving', 'memory'])
      expect(stdout).toMatch(new RegExp(`^${line} +\\S`, 'm'));
    for (const line of ['  quick', '  standard', '› full'])
      expect(stdout).toMatch(new RegExp(`^ +${line} +\\S.* completions +\\S+ TFLOP$`, 'm'));
    expect(existsSync(out)).toBe(false);
  });
});
