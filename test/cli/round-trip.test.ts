import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeSafetensors } from '../../src/formats/safetensors.ts';
import { readSafetensors } from '../../src/formats/safetensors-file.ts';
import { decodeIntervention } from '../../src/interventions/intervention-file.ts';
import { judgeAnswer } from '../../src/organism/judge-answer.ts';
import { organismPrompts } from '../../src/organism/organism-prompts.ts';
import type { GenerationLine } from '../../src/stages/generation-lines.ts';
import type { ScoreLine } from '../../src/stages/score-lines.ts';
import { parseLines, runCli } from './run-cli.ts';
import { scratchFolder } from './scratch.ts';

const MODEL = ['--model', 'organism:aligned'];

describe('capture → fit → generate on the organism', () => {
  const scratch = scratchFolder();
  const sample = (kind: 'forbidden' | 'harmless', split: 'fit' | 'test', count: number) =>
    organismPrompts({ kind, split, count, seed: 1 });
  const write = (name: string, prompts: ReturnType<typeof sample>): string =>
    scratch.lines(
      name,
      prompts.map(({ id, prompt }) => ({ id, prompt })),
    );
  const test = sample('forbidden', 'test', 30);
  const testFile = write('test.jsonl', test);
  const source = scratch.path('forbidden.safetensors');
  const target = scratch.path('harmless.safetensors');
  const fitTo = (out: string, ...args: string[]) =>
    runCli('fit', '--source', source, '--target', target, '--out', scratch.path(out), ...args);
  const read = (name: string) => {
    const bytes = new Uint8Array(readFileSync(scratch.path(name)));
    return decodeIntervention(bytes, name);
  };
  const refusals = async (...args: string[]): Promise<number> => {
    const { code, stdout, stderr } = await runCli(
      ...['generate', ...MODEL, '--prompts', testFile, '--max-new-tokens', '26', '--out', '-', ...args],
    );
    expect(code, stderr).toBe(0);
    const lines = parseLines<GenerationLine>(stdout);
    expect(lines.map(({ id }) => id)).toEqual(test.map(({ id }) => id));
    return lines.filter(({ text }, i) => judgeAnswer(test[i].request, text!).refused).length;
  };

  beforeAll(async () => {
    for (const [kind, out] of [
      ['forbidden', source],
      ['harmless', target],
    ] as const) {
      const prompts = write(`${kind}.jsonl`, sample(kind, 'fit', 64));
      const { code, stderr } = await runCli('capture', ...MODEL, '--prompts', prompts, '--out', out);
      expect(code, stderr).toBe(0);
    }
  });

  it('pca-ot turns refusals into answers, the identity does not, and strength 0 is the identity', async () => {
    await fitTo('ot.safetensors', '--method', 'pca-ot', '--layers', '7');
    await fitTo('identity.safetensors', '--method', 'identity', '--layers', 'all');
    await fitTo('none.safetensors', '--method', 'pca-ot', '--layers', '7', '--strength', '0');
    const plain = await refusals();
    expect(plain).toBeGreaterThanOrEqual(27);
    expect(await refusals('--intervention', scratch.path('identity.safetensors'))).toBe(plain);
    expect(await refusals('--intervention', scratch.path('none.safetensors'))).toBe(plain);
    expect(await refusals('--intervention', scratch.path('ot.safetensors'))).toBeLessThanOrEqual(12);
  });

  it('writes provenance: options, facts and the hashes of both files', async () => {
    await fitTo(
      'two.safetensors',
      ...['--method', 'pca-ot', '--layers', '5,7', '--rank', '2', '--shrinkage', '0.25'],
      ...['--scope', 'prompt', '--skip-first'],
    );
    const { sites, scope, skipFirst, provenance } = read('two.safetensors');
    expect(sites).toEqual([5, 7].map((layer) => ({ layer, point: 'resid_post' })));
    expect([scope, skipFirst]).toEqual(['prompt', true]);
    expect(provenance).toMatchObject({
      method: 'pca-ot',
      options: {
        rank: 2,
        complement: 'keep',
        shrinkage: { kind: 'fixed', weight: 0.25 },
        fittedAt: ['resid_post.5', 'resid_post.7'],
      },
      data: {
        source: expect.stringMatching(/^[0-9a-f]{64}$/),
        target: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    expect(Object.keys(provenance.facts!)).toEqual(['resid_post.5', 'resid_post.7']);
  });

  it.each(['mean-shift', 'act-add', 'ace', 'rfa'])('fits %s', async (method) => {
    const { code, stderr } = await fitTo(`${method}.safetensors`, '--method', method, '--layers', '6');
    expect(code, stderr).toBe(0);
    const { sites, provenance } = read(`${method}.safetensors`);
    expect(sites).toHaveLength(method === 'rfa' ? 36 : 1);
    expect(provenance.method).toBe(method);
    if (method === 'rfa') expect(provenance.options.origin).toEqual({ layer: 6, position: -1 });
  });

  it('takes plain tensors, in another float type, when told the number of layers', async () => {
    const plain = [source, target].map((file, i) => {
      const { shape, values } = readSafetensors(file).tensors.get('resid_post.6')!;
      return scratch.write(
        `plain${i}.safetensors`,
        encodeSafetensors(
          new Map([
            [
              'resid_post.6',
              { dtype: 'F64' as const, shape, data: Float64Array.from(values as Float32Array) },
            ],
          ]),
        ),
      );
    });
    const args = ['fit', '--method', 'rfa', '--layers', '6', '--source', plain[0], '--target', plain[1]];
    const out = scratch.path('plain-rfa.safetensors');
    const silent = await runCli(...args, '--out', out);
    expect(silent.code).toBe(2);
    expect(silent.stderr).toContain('--model-layers');
    expect((await runCli(...args, '--model-layers', '12', '--out', out)).code).toBe(0);
    await fitTo('own-rfa.safetensors', '--method', 'rfa', '--layers', '6');
    expect(read('plain-rfa.safetensors').maps).toEqual(read('own-rfa.safetensors').maps);
  });

  it('captures under an intervention, and scores completions', async () => {
    await fitTo('ace7.safetensors', '--method', 'ace', '--layers', '7');
    const attack = ['--intervention', scratch.path('ace7.safetensors')];
    const out = scratch.path('attacked.safetensors');
    await runCli('capture', ...MODEL, '--prompts', testFile, ...attack, '--layers', '6-7', '--out', out);
    const { metadata } = readSafetensors(out);
    expect(metadata.intervention).toMatch(/^[0-9a-f]{64}$/);
    const texts = scratch.lines(
      'texts.jsonl',
      sample('harmless', 'test', 4).map(({ prompt, reference }) => ({ prompt, completion: reference })),
    );
    const score = async (...args: string[]) =>
      parseLines<ScoreLine>((await runCli('score', ...MODEL, '--text', texts, '--out', '-', ...args)).stdout);
    const [plain, attacked] = [await score(), await score(...attack)];
    for (const [i, { token_logprobs: logprobs, completion_start: start, perplexity }] of plain.entries()) {
      const completion = logprobs.slice(start);
      const mean = completion.reduce((sum, value) => sum + value, 0) / completion.length;
      expect(Number(perplexity)).toBeCloseTo(Math.exp(-mean), 5);
      expect(attacked[i].token_logprobs).not.toEqual(logprobs);
      expect(attacked[i].completion_start).toBe(start);
    }
  });
});
