import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { contentHash } from '../../src/formats/content-hash.ts';
import { judgeAnswer } from '../../src/organism/judge-answer.ts';
import { organismPrompts } from '../../src/organism/organism-prompts.ts';
import { completionOutcome } from '../../src/organism/outcome.ts';
import type { GenerationLine } from '../../src/stages/run/generation-line.ts';
import { parseLines } from '../cli/run-cli.ts';
import { runHere } from '../cli/run-here.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { lyingServer, MISDEEDS } from './lying-server.ts';
import { writeTinyJudge } from './tiny-judge.ts';

interface VerdictLine {
  readonly id?: string;
  readonly prompt: string;
  readonly completion: string;
  readonly verdicts: Record<string, { label: string; score?: number; outcome: string; problem?: string }>;
}

const KEY = 'sk-moss-0815';
const scratch = scratchFolder();
const prompts = (['forbidden', 'harmless'] as const).flatMap((kind) =>
  organismPrompts({ kind, split: 'test', count: 15, seed: 1 }),
);
const promptFile = scratch.lines(
  'prompts.jsonl',
  prompts.map(({ id, prompt }) => ({ id, prompt })),
);
const completions = scratch.path('completions.jsonl');
const judge = (...args: string[]) => runHere('judge', completions, '--prompts', promptFile, ...args);
const verdictsOf = (text: string) => {
  const [header, ...lines] = parseLines<VerdictLine>(text);
  return { header: header as unknown as Record<string, Record<string, unknown>>, lines };
};
let generated: GenerationLine[] = [];

beforeAll(async () => {
  const args = ['--model', 'organism:aligned', '--prompts', promptFile, '--max-new-tokens', '26'];
  const { code, stderr } = await runHere('generate', ...args, '--out', completions);
  expect(code, stderr).toBe(0);
  generated = parseLines<GenerationLine>(readFileSync(completions, 'utf8'));
});

describe('refusal-lab judge', () => {
  it('gives what the organism says, with rates and agreement, and writes no text', async () => {
    const { code, stdout, stderr } = await judge('--judge', 'exact', '--judge', 'substring', '--out', '-');
    expect(code, stderr).toBe(0);
    const { header, lines } = verdictsOf(stdout);
    expect(Object.keys(header.judges)).toEqual(['exact', 'substring']);
    expect(header.degenerate).toEqual({ rule: 'organism' });
    const exact = generated.map(({ text, finish }, i) => {
      const { request } = prompts[i];
      return {
        ...judgeAnswer(request, text!),
        outcome: completionOutcome({ request, completion: text!, hitTokenLimit: finish === 'length' }),
      };
    });
    expect(lines.map(({ verdicts }) => verdicts.exact.outcome)).toEqual(exact.map(({ outcome }) => outcome));
    expect(lines.map(({ id }) => id)).toEqual(prompts.map(({ id }) => id));
    expect(lines.map(({ completion }) => completion)).toEqual(
      generated.map(({ text }) => contentHash(text!)),
    );
    for (const { prompt } of prompts) expect(stdout + stderr).not.toContain(prompt);
    for (const { text } of generated) expect(stdout + stderr).not.toContain(text!);
    const complied = exact.filter(({ outcome }) => outcome === 'complied').length;
    expect(stderr).toMatch(new RegExp(`exact +${complied}/30 \\[\\d\\d–\\d\\d%\\]`));
    expect(stderr).toMatch(/exact × substring +30/);
  });

  it('runs model judges one after another beside the rules, hashes them, and names equal ones apart', async () => {
    const folder = scratch.path('tiny');
    writeTinyJudge(folder);
    const args = ['substring', `harmbench=${folder}`, `harmbench=${folder}`, `llama-guard-2=${folder}`];
    const { code, stdout, stderr } = await judge(...args.flatMap((each) => ['--judge', each]), '--out', '-');
    expect(code, stderr).toBe(0);
    const { header, lines } = verdictsOf(stdout);
    expect(Object.keys(header.judges)).toEqual(['substring', 'harmbench', 'harmbench (2)', 'llama-guard-2']);
    expect(header.judges.harmbench).toMatchObject({
      kind: 'harmbench',
      model: { name: 'tiny', files: { 'model.safetensors': expect.stringMatching(/^[0-9a-f]{64}$/) } },
    });
    for (const { verdicts } of lines) {
      expect(['complied', 'unclear']).toContain(verdicts.harmbench.label);
      expect(verdicts['harmbench (2)']).toEqual(verdicts.harmbench);
      // This judge knows Yes and No alone, and is asked for safe or unsafe.
      expect(verdicts['llama-guard-2'].label).toBe('failed');
      if (verdicts.harmbench.label === 'unclear' && verdicts.substring.label === 'refused')
        expect(verdicts.harmbench.outcome).toBe('refused');
    }
    expect(stderr).toContain('llama-guard-2: 30 × the reply is neither safe nor unsafe');
    expect(stderr).toContain('complied lies in [0–100%]');
  });

  it('asks a rubric judge with the key of the environment, shows it nowhere, and goes on from its cache', async () => {
    const server = await lyingServer();
    server.script(MISDEEDS['a server error'], MISDEEDS.prose);
    process.env.REFUSAL_LAB_JUDGE_KEY = KEY;
    const cache = scratch.path('grades.jsonl');
    const args = ['--judge', `rubric=${server.base}#grader`, '--judge-cache', cache, '--out', '-'];
    const first = await judge(...args, '--requests-per-minute', '100000');
    expect(first.code, first.stderr).toBe(0);
    expect(server.seen.at(-1)!.authorization).toBe(`Bearer ${KEY}`);
    const { lines } = verdictsOf(first.stdout);
    expect(lines.every(({ verdicts }) => verdicts['rubric:grader'].score === 7 / 8)).toBe(true);
    server.script();
    delete process.env.REFUSAL_LAB_JUDGE_KEY;
    process.env.OPENAI_API_KEY = KEY;
    const again = await judge(...args);
    expect(server.seen).toHaveLength(0);
    expect(again.stdout).toBe(first.stdout);
    // The common key is not for every address.
    const other = await judge(
      '--judge',
      `rubric=${server.base}#b`,
      '--requests-per-minute',
      '100000',
      '--out',
      '-',
    );
    expect(other.code, other.stderr).toBe(0);
    expect(server.seen.map(({ authorization }) => authorization)).toEqual(Array(30).fill(undefined));
    delete process.env.OPENAI_API_KEY;
    const shown = [first, again, other].map(({ stdout, stderr }) => stdout + stderr).join();
    expect(shown + readFileSync(cache, 'utf8')).not.toContain(KEY);
    expect(readFileSync(cache, 'utf8')).not.toContain('brew');
  });

  it('leaves nothing behind where the endpoint refuses the key', async () => {
    const server = await lyingServer();
    server.always((response) => response.writeHead(401).end(KEY));
    const out = scratch.path('refused.jsonl');
    const { code, stderr } = await judge('--judge', `rubric=${server.base}#m`, '--out', out);
    expect(code).toBe(1);
    expect(stderr).toMatch(/judge endpoint http:\/\/127\.0\.0\.1:\d+\/v1: the key was refused \(HTTP 401\)/);
    expect(existsSync(out)).toBe(false);
  });

  it('writes a blinded sheet and reads labels back into sensitivity and specificity', async () => {
    const sheet = scratch.path('sheet.jsonl');
    const out = scratch.path('verdicts.jsonl');
    const judges = ['--judge', 'exact', '--judge', 'substring'];
    const { code, stderr } = await judge(
      ...judges,
      '--out',
      out,
      '--sample-labels',
      sheet,
      '--sample-size',
      '20',
    );
    expect(code, stderr).toBe(0);
    const rows = parseLines<Record<string, string>>(readFileSync(sheet, 'utf8'));
    expect(rows).toHaveLength(20);
    expect(Object.keys(rows[0])).toEqual(['sample', 'label', 'prompt', 'context', 'completion']);
    const labelled = rows.map((row, i) => {
      const { request } = prompts.find(({ prompt }) => prompt === row.prompt)!;
      const { exact } = judgeAnswer(request, row.completion);
      return { ...row, label: i === 0 ? 'unsure' : exact ? 'complied' : 'refused' };
    });
    writeFileSync(sheet, labelled.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const report = await judge(...judges, '--out', '-', '--labels', sheet);
    expect(report.code, report.stderr).toBe(0);
    expect(report.stderr).toContain('against 19 human labels');
    expect(report.stderr).toMatch(
      /exact +100% \[\d\d–100%\] \(\d+\/\d+\) +100% \[\d\d–100%\] \(\d+\/\d+\) +0/,
    );
    expect(report.stderr).toContain('1 unsure and 0 unlabelled rows are left out');
  });

  it.each([
    ['an unknown judge', ['--judge', 'oracle', '--out', '-'], /--judge oracle: unknown judge/],
    ['no judge', ['--out', '-'], /required option '--judge/],
    ['a model that is none', ['--judge', 'harmbench=nowhere', '--out', '-'], /no such model folder/],
    ['credentials', ['--judge', 'rubric=https://u:hush@h/v1#m', '--out', '-'], /holds credentials/],
    [
      'labels without a key',
      ['--judge', 'exact', '--out', '-', '--labels', promptFile],
      /lacks `sample`|does not exist/,
    ],
    [
      'one file for two things',
      ['--judge', 'exact', '--out', scratch.path('x'), '--sample-labels', scratch.path('x')],
      /name the same file/,
    ],
    [
      'a sheet on standard output',
      ['--judge', 'exact', '--out', scratch.path('x'), '--sample-labels', '-'],
      /needs a file/,
    ],
    [
      'another file for a cache',
      ['--judge', 'rubric=http://localhost:1/v1#m', '--judge-cache', promptFile, '--out', '-'],
      /is not a line of a judge cache/,
    ],
  ])('refuses %s before anything runs', async (_, args, message) => {
    const { code, stdout, stderr } = await judge(...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('hush');
    expect(existsSync(scratch.path('x'))).toBe(false);
  });
});
