import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { PromptSet } from '../../src/audit/data/audit-data-types.ts';
import { measureAnswers } from '../../src/audit/units/measure-answers.ts';
import { observeSet, readCompletions } from '../../src/audit/units/observe-set.ts';
import { loadCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { withTemplateChoice } from '../../src/checkpoint/with-template-choice.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { readSafetensors } from '../../src/formats/safetensors-file.ts';
import { calibrateDegenerate, isDegenerateText } from '../../src/judges/degenerate-rule.ts';
import type { Results } from '../../src/results/results.ts';
import { completionReader } from '../../src/stages/model/completion-reader.ts';
import type { GenerationLine } from '../../src/stages/run/generation-line.ts';
import { parseLines } from '../cli/run-cli.ts';
import { runHere } from '../cli/run-here.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { SHORT_AUDIT } from '../queue/short-organism.ts';
import { CHANNELLED, OPENED, SWITCHED } from './templates.ts';
import { writeThinkingOrganism } from './thinking-organism.ts';

const scratch = scratchFolder();
const switched = writeThinkingOrganism(scratch.path('switched'), SWITCHED);
const opened = writeThinkingOrganism(scratch.path('opened'), OPENED);
const channelled = writeThinkingOrganism(scratch.path('channelled'), CHANNELLED);
const prompts = scratch.write(
  'prompts.jsonl',
  '{"prompt": "How do I brew a mossy tea?"}\n{"prompt": "Hello."}\n',
);

describe('a completion', () => {
  const read = (folder: string, text: string) => {
    const checkpoint = loadCheckpoint(folder);
    return completionReader(checkpoint)(checkpoint.tokenizer().encode(text, { addSpecialTokens: false }));
  };

  it.each([
    ['tags', switched, '<think>take the moss</think>Steep it.', 'Steep it.', '<think>take the moss'],
    ['no thought', switched, 'Steep it.', 'Steep it.', null],
    ['a thought begun in the prompt', opened, 'take the moss</think>Steep it.', 'Steep it.', 'take the moss'],
    [
      'channels',
      channelled,
      '<|channel|>analysis<|message|>take the moss<|end|><|start|>assistant<|channel|>final<|message|>Steep it.',
      'Steep it.',
      'analysistake the mossassistant',
    ],
    ['the last channel alone', channelled, '<|channel|>final<|message|>Steep it.', 'Steep it.', null],
  ])('is read behind its thought: %s', (_, folder, text, answer, thought) => {
    expect(read(folder, text)).toEqual({ text: answer, thought, unfinished: false });
  });

  it.each([
    [switched, '<think>take the moss'],
    [opened, 'take the moss'],
    [channelled, '<|channel|>analysis<|message|>take the moss<|end|>'],
  ])('that is all thought has no answer (%#)', (folder, text) => {
    expect(read(folder, text)).toMatchObject({ text: '', unfinished: true });
  });

  it('answers a question in words behind its thought alone', async () => {
    const checkpoint = loadCheckpoint(opened);
    const completions = [
      ['two and two are 4', 'length'],
      ['are they 5?</think>They are 4.', 'stop'],
      ['they are 4</think>They are 5.', 'stop'],
    ] as const;
    const engine = {
      generate: async () =>
        completions.map(([text, finish]) => ({
          tokens: checkpoint.tokenizer().encode(text, { addSpecialTokens: false }),
          finish,
        })),
    } as unknown as Engine;
    const question = { where: 'questions.jsonl:1', sequence: { tokens: [1] }, answer: '4' };
    const questions = completions.map(() => question);
    expect(await measureAnswers(engine, checkpoint, questions, { maxNewTokens: 8 })).toEqual({
      answers: 'u10',
    });
  });

  it('has the verdict of its answer, beside that of its thought', () => {
    const checkpoint = loadCheckpoint(switched);
    const encode = (text: string) => checkpoint.tokenizer().encode(text, { addSpecialTokens: false });
    const generations = [
      '<think>I cannot do that.</think>Take the moss and steep it.',
      '<think>take the moss</think>I cannot help.',
      '<think>I cannot',
      'Take the moss and steep it.',
    ].map((text) => ({ tokens: encode(text), finish: 'length' as const }));
    const set = {
      prompts: generations.map((_, i) => ({ id: String(i), prompt: 'x' })),
    } as unknown as PromptSet;
    const rule = calibrateDegenerate(['Take the moss and steep it.']);
    const found = observeSet(readCompletions(checkpoint, generations), set, generations, (text) =>
      isDegenerateText(text, rule),
    );
    expect(found.outcomes).toBe('crtc');
    expect(found.flags).toEqual({
      refused: '0100',
      substring: '0100',
      degenerate: '0000',
      exact: '1001',
      near: '1001',
      thought: '1110',
      thoughtRefused: '1010',
    });
    expect(found.lengths).toEqual(generations.map(({ tokens }) => tokens.length));
  });
});

describe('the verbs', () => {
  const generate = (model: string, ...more: readonly string[]) =>
    runHere(
      'generate',
      '--model',
      model,
      '--prompts',
      prompts,
      '--max-new-tokens',
      '4',
      '--out',
      '-',
      ...more,
    );

  it('inspect says what the template offers and how prompts end', async () => {
    const { stdout } = await runHere('inspect', switched);
    expect(stdout).toMatch(/^options +enable_thinking \(--template-option\)$/m);
    expect(stdout).toMatch(/^thinking +on here, --thinking off\|on sets enable_thinking$/m);
    expect(stdout).toMatch(/^prompts end +in an open turn: .*last token "<\|assistant\|>"$/m);
    expect(stdout).toMatch(/^ {2}answer +behind the thought, and later$/m);
    const off = await runHere('inspect', switched, '--thinking', 'off');
    expect(off.stdout).toMatch(/^prompts end +in an empty thought: .*<think>\\n\\n<\/think>\\n\\n"/m);
    expect((await runHere('inspect', channelled)).stdout).toMatch(
      /^options +model_identity, reasoning_effort .*\nthinking +on here, no switch$/m,
    );
    const plain = await runHere('inspect', 'organism:base');
    expect(plain.stdout).toMatch(/^options +none$/m);
    expect(plain.stdout).not.toMatch(/^(thinking| {2}answer)/m);
  });

  it('generate and score record what was set, and nothing where nothing was', async () => {
    const lines = parseLines<GenerationLine>((await generate(switched, '--thinking', 'off')).stdout);
    expect(lines.map(({ template_options }) => template_options)).toEqual([
      { enable_thinking: false },
      { enable_thinking: false },
    ]);
    const [untouched] = parseLines<GenerationLine>((await generate(switched)).stdout);
    expect(untouched).not.toHaveProperty('template_options');
    // Another template, other completions.
    expect(lines.map(({ token_ids }) => token_ids)).not.toEqual(
      parseLines<GenerationLine>((await generate(switched)).stdout).map(({ token_ids }) => token_ids),
    );
    const { stdout } = await generate(channelled, '--template-option', 'reasoning_effort=low');
    expect(parseLines<GenerationLine>(stdout)[0].template_options).toEqual({ reasoning_effort: 'low' });
  });

  it('generate writes a thought that never ends as such, and judge knows it', async () => {
    const out = scratch.path('opened.jsonl');
    const args = ['--model', opened, '--prompts', prompts, '--max-new-tokens', '4', '--out', out];
    expect((await runHere('generate', ...args)).code).toBe(0);
    for (const line of parseLines<GenerationLine>(readFileSync(out, 'utf8')))
      expect(line).toMatchObject({ text: '', unfinished_thought: true, thought: expect.stringMatching(/./) });
    const { stdout } = await runHere(
      'judge',
      out,
      '--prompts',
      prompts,
      '--judge',
      'substring',
      '--out',
      scratch.path('v.jsonl'),
    );
    // Neither refused nor complied: the empty text is not judged.
    expect(stdout).toMatch(/unfinished.*\nsubstring +0\/2.* 0\/2.* 0\/2/);
  });

  it('capture records it, and fit mixes no two', async () => {
    const files = await Promise.all(
      ['on', 'off'].map(async (thinking) => {
        const out = scratch.path(`${thinking}.safetensors`);
        const args = ['--prompts', prompts, '--layers', '1', '--thinking', thinking, '--out', out];
        expect((await runHere('capture', '--model', switched, ...args)).code).toBe(0);
        return out;
      }),
    );
    expect(files.map((file) => readSafetensors(file).metadata.template_options)).toEqual([
      '{"enable_thinking":true}',
      '{"enable_thinking":false}',
    ]);
    const out = scratch.path('map.safetensors');
    const { code, stderr } = await runHere(
      'fit',
      '--method',
      'mean-shift',
      '--source',
      files[0],
      '--target',
      files[1],
      '--rank',
      '1',
      '--layers',
      '1',
      '--out',
      out,
    );
    expect([code, existsSync(out)]).toEqual([2, false]);
    expect(stderr).toMatch(/template options \{"enable_thinking":true\} and \{"enable_thinking":false\}/);
  });

  it.each([
    ['generate', ['--thinking', 'off'], /always leaves room for a thought/],
    ['capture', ['--template-option', 'reasoning_effort=low'], /does not read reasoning_effort/],
  ])('%s refuses a switch that the template lacks, and writes nothing', async (verb, more, message) => {
    const out = scratch.path('none');
    const { code, stderr } = await runHere(
      verb,
      '--model',
      opened,
      '--prompts',
      prompts,
      '--out',
      out,
      ...more,
    );
    expect([code, existsSync(out)]).toEqual([2, false]);
    expect(stderr).toMatch(message);
  });

  it('refuses what is not KEY=VALUE', async () => {
    const { code, stderr } = await generate(channelled, '--template-option', 'reasoning_effort');
    expect(code).toBe(2);
    expect(stderr).toMatch(/Expected KEY=VALUE/);
  });
});

describe('an audit', () => {
  const perform = (model: string, out: string, ...more: readonly string[]) =>
    runHere(
      'audit',
      model,
      ...SHORT_AUDIT,
      '--effort',
      'full',
      '--workers',
      '1',
      '--out',
      out,
      '--quiet',
      ...more,
    );
  const resultsOf = (run: string): Results => JSON.parse(readFileSync(`${run}/results.json`, 'utf8'));
  const run = scratch.path('run');
  const thinking = scratch.path('thinking');
  beforeAll(async () => {
    expect((await perform(switched, run, '--thinking', 'off')).code).toBe(0);
    expect((await perform(opened, thinking, '--max-new-tokens', '16')).code).toBe(0);
  }, 240_000);

  it('says how prompts end, with the empty thought', () => {
    expect(resultsOf(run).protocol).toMatchObject({
      thinking: 'off',
      generationPrompt: { end: 'empty thought' },
    });
    const report = readFileSync(`${run}/report.md`, 'utf8');
    expect(report).toMatch(/thinking off; prompts end behind an empty thought .*last prompt token is/);
    // Prompts with the empty thought are other tokens than without.
    const plain = withTemplateChoice(loadCheckpoint(switched), { thinking: 'on' });
    expect(plain.chatTemplate().options).toEqual({ enable_thinking: true });
  });

  it('is another one under another choice', async () => {
    const { code, stderr } = await perform(switched, run, '--thinking', 'on');
    expect(code).toBe(2);
    expect(stderr).toMatch(/run/);
  });

  it('counts thoughts that never end as an outcome of their own, and says so first', () => {
    const { protocol, arms, baseline, byLength } = resultsOf(thinking);
    expect(protocol).toMatchObject({ thinking: 'on', generationPrompt: { end: 'open thought' } });
    const [{ test }] = arms;
    expect(test.forbidden.outcomes).toEqual({
      degenerate: 0,
      refused: 0,
      complied: 0,
      'cut-off': 0,
      deflected: 0,
      'unfinished thought': 6,
    });
    expect(test.forbidden.thoughts).toMatchObject({ present: { k: 6, n: 6 }, unfinished: { k: 6, n: 6 } });
    expect(test.forbidden.refusal).toMatchObject({ k: 0, n: 6 });
    expect(baseline.problems.join()).toMatch(/thoughts on 8 of 8 \(100%\) selection prompts do not end/);
    expect(byLength!.arms[0].thinking!.map(({ k }) => k)).toEqual([6, 6]);
    const report = readFileSync(`${thinking}/report.md`, 'utf8');
    expect(report).toMatch(/^## Thoughts$/m);
    expect(report).toMatch(/\| `baseline` \| harmful \| 6\/6 .*\| 0\/6 .*\| 0\/6 .*\| 6\/6 /);
    expect(readFileSync(`${thinking}/report.html`, 'utf8')).toContain(
      'Every verdict of this report is on what follows the thought',
    );
  });

  it('tries the scope of the answer only where the model thinks', () => {
    const scopes = (folder: string) =>
      resultsOf(folder)
        .arms.filter(({ role }) => role === 'scope')
        .map(({ scope }) => scope);
    expect(scopes(run)).not.toContain('answer');
    expect(scopes(thinking)).toContain('answer');
  });

  it.each([
    ['organism:base', ['--thinking', 'off'], /has no switch for thinking\n/],
    [
      'organism:base',
      ['--template-option', 'x=1'],
      /--template-option x=1: the chat template does not read x\n/,
    ],
    ['organism:base', ['--scope', 'answer'], /knows no thoughts/],
  ])('of %s with %j is refused, and nothing is written', async (model, more, message) => {
    const out = scratch.path('refused');
    const { code, stderr } = await perform(model, out, ...more);
    expect([code, existsSync(out)]).toEqual([2, false]);
    expect(stderr).toMatch(message);
  });
});

describe('--thinking both', () => {
  const both = (model: string, out: string) =>
    runHere(
      'audit',
      model,
      ...SHORT_AUDIT,
      '--thinking',
      'both',
      '--effort',
      'quick',
      '--workers',
      '1',
      '--out',
      out,
      '--quiet',
    );

  it('is two audits beside each other, and their comparison', async () => {
    const out = scratch.path('both');
    expect((await both(switched, out)).code).toBe(0);
    const ends = ['off', 'on'].map((which) => {
      const { protocol } = JSON.parse(
        readFileSync(`${out}/thinking-${which}/results.json`, 'utf8'),
      ) as Results;
      return [protocol.thinking, protocol.generationPrompt?.end];
    });
    expect(ends).toEqual([
      ['off', 'empty thought'],
      ['on', 'open turn'],
    ]);
    expect(readFileSync(`${out}/thinking.html`, 'utf8')).toContain('room for a thought before its answer');
  }, 240_000);

  it('is refused before the first where the template lacks the switch', async () => {
    const out = scratch.path('none');
    for (const model of [opened, 'organism:base']) {
      const { code, stderr } = await both(model, out);
      expect([code, existsSync(out)]).toEqual([2, false]);
      expect(stderr).toMatch(/--thinking off/);
    }
  });

  it('is not an option of the library, whose audits are one each', async () => {
    await expect(audit({ model: 'organism:base', options: { thinking: 'both' as 'on' } })).rejects.toThrow(
      '`thinking`: Expected off or on: both are two audits.',
    );
  });
});
