import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeSafetensors } from '../../src/formats/safetensors.ts';
import { readSafetensors } from '../../src/formats/safetensors-file.ts';
import { decodeIntervention } from '../../src/interventions/intervention-file.ts';
import { judgeAnswer } from '../../src/organism/judge-answer.ts';
import { organismPrompts } from '../../src/organism/organism-prompts.ts';
import { FIT_METHODS } from '../../src/stages/fit/fit-methods.ts';
import type { GenerationLine } from '../../src/stages/run/generation-line.ts';
import type { ScoreLine } from '../../src/stages/run/score-line.ts';
import { parseLines } from './run-cli.ts';
import { runHere } from './run-here.ts';
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
    runHere('fit', '--source', source, '--target', target, '--out', scratch.path(out), ...args);
  const read = (name: string) => {
    const bytes = new Uint8Array(readFileSync(scratch.path(name)));
    return decodeIntervention(bytes, name);
  };
  const refusals = async (...args: string[]): Promise<number> => {
    const { code, stdout, stderr } = await runHere(
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
      const { code, stderr } = await runHere('capture', ...MODEL, '--prompts', prompts, '--out', out);
      expect(code, stderr).toBe(0);
    }
  });

  it('pca-ot turns refusals into answers, the identity does not, and strength 0 is the identity', async () => {
    await fitTo('ot.safetensors', '--method', 'pca-ot', '--layers', '9');
    await fitTo('identity.safetensors', '--method', 'identity', '--layers', 'all');
    await fitTo('none.safetensors', '--method', 'pca-ot', '--layers', '9', '--strength', '0');
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
        refit: 'simultaneous',
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

  it.each(FIT_METHODS.filter((method) => !['pca-ot', 'identity'].includes(method)))(
    'fits %s',
    async (method) => {
      const { code, stderr } = await fitTo(`${method}.safetensors`, '--method', method, '--layers', '6');
      expect(code, stderr).toBe(0);
      const { sites, provenance } = read(`${method}.safetensors`);
      const everywhere = ['rfa', 'som'].includes(method);
      expect(sites).toHaveLength(everywhere ? 36 : 1);
      expect(provenance.method).toBe(method);
      if (everywhere) expect(provenance.options.origin).toEqual({ layer: 6, position: -1 });
      else expect(provenance.options.refit).toBe('simultaneous');
      expect(provenance.facts!['resid_post.6']).toMatchObject({
        displacementNorm: expect.any(Number),
        zeroPosition: expect.any(Number),
      });
    },
  );

  it.each([
    ['linear-act', ['--support', 'q0-100'], { support: 'q0-100' }],
    ['som', ['--som-grid', '3x1'], { grid: [3, 1] }],
    ['leace', ['--shrinkage', 'oas'], { shrinkage: { kind: 'oas' } }],
  ])('passes the options of %s on', async (method, args, options) => {
    const name = `${method}-option.safetensors`;
    const { code, stderr } = await fitTo(name, '--method', method, '--layers', '6', ...args);
    expect(code, stderr).toBe(0);
    const { maps, provenance } = read(name);
    expect(provenance.options).toMatchObject(options);
    for (const map of maps.values()) expect(map.range !== undefined).toBe(method === 'linear-act');
  });

  it('refits in sequence: the later map is fitted under the earlier one', async () => {
    const prompts = scratch.path('forbidden.jsonl');
    const args = ['--method', 'pca-ot', '--layers', '6,7', '--scope', 'prompt'];
    const how = ['--refit', 'sequential', ...MODEL, '--source-prompts', prompts];
    const { code, stderr } = await fitTo('sequential.safetensors', ...args, ...how);
    expect(code, stderr).toBe(0);
    expect(stderr).not.toContain('note:');
    await fitTo('simultaneous.safetensors', ...args);
    const [sequential, simultaneous] = ['sequential', 'simultaneous'].map((name) =>
      read(`${name}.safetensors`),
    );
    expect(sequential.provenance).toMatchObject({
      options: { refit: 'sequential', fittedAt: ['resid_post.6', 'resid_post.7'], scope: 'prompt' },
      data: { ...simultaneous.provenance.data, sourcePrompts: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(sequential.maps.get('resid_post.6')).toEqual(simultaneous.maps.get('resid_post.6'));
    // The first map has done most of the work: what is left for the second is less.
    const moved = [sequential, simultaneous].map(
      ({ provenance }) =>
        (provenance.facts!['resid_post.7'] as { displacementNorm: number }).displacementNorm,
    );
    expect(moved[0]).toBeLessThan(moved[1]);
    // The second map is the one that a capture under the first alone gives.
    const first = ['--method', 'pca-ot', '--layers', '6', '--scope', 'prompt'];
    await fitTo('first.safetensors', ...first);
    const under = scratch.path('under.safetensors');
    const attack = ['--intervention', scratch.path('first.safetensors'), '--layers', '7'];
    await runHere('capture', ...MODEL, '--prompts', prompts, ...attack, '--out', under);
    const out = scratch.path('second.safetensors');
    const second = ['--source', under, '--target', target, '--method', 'pca-ot', '--layers', '7'];
    expect((await runHere('fit', ...second, '--scope', 'prompt', '--out', out)).code).toBe(0);
    expect(read('second.safetensors').maps.get('resid_post.7')).toEqual(sequential.maps.get('resid_post.7'));
    const never = scratch.path('never.safetensors');
    const attacked = await runHere('fit', ...second, ...how, '--out', never);
    expect(attacked.code).toBe(2);
    expect(attacked.stderr).toMatch(/under\.safetensors: was captured under an intervention/);
    const other = await fitTo('never.safetensors', ...args, ...how.slice(0, -1), testFile);
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(
      /--source-prompts: are not those that .*forbidden\.safetensors was captured from/,
    );
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
    const silent = await runHere(...args, '--out', out);
    expect(silent.code).toBe(2);
    expect(silent.stderr).toContain('--model-layers');
    expect((await runHere(...args, '--model-layers', '12', '--out', out)).code).toBe(0);
    await fitTo('own-rfa.safetensors', '--method', 'rfa', '--layers', '6');
    expect(read('plain-rfa.safetensors').maps).toEqual(read('own-rfa.safetensors').maps);
  });

  it('records the date that chat templates saw, and fits no two of them', async () => {
    const out = scratch.path('dated.safetensors');
    const dated = ['--prompts', testFile, '--date', '2025-01-31', '--out'];
    expect((await runHere('capture', ...MODEL, ...dated, out, '--layers', '9')).code).toBe(0);
    expect(readSafetensors(out).metadata.date).toBe('2025-01-31');
    expect(readSafetensors(source).metadata.date).toBe('2024-07-26');
    const mixed = ['--source', source, '--target', out, '--method', 'mean-shift', '--layers', '9'];
    const { code, stderr } = await runHere('fit', ...mixed, '--out', scratch.path('mixed.safetensors'));
    expect(stderr).toMatch(/were captured with the dates 2024-07-26 and 2025-01-31/);
    expect(code).toBe(2);
    const { stdout } = await runHere('generate', ...MODEL, ...dated, '-', '--max-new-tokens', '1');
    for (const { date } of parseLines<GenerationLine>(stdout)) expect(date).toBe('2025-01-31');
  });

  it('captures under an intervention, and scores completions', async () => {
    await fitTo('ace7.safetensors', '--method', 'ace', '--layers', '7');
    const attack = ['--intervention', scratch.path('ace7.safetensors')];
    const out = scratch.path('attacked.safetensors');
    await runHere('capture', ...MODEL, '--prompts', testFile, ...attack, '--layers', '6-7', '--out', out);
    const { metadata } = readSafetensors(out);
    expect(metadata.intervention).toMatch(/^[0-9a-f]{64}$/);
    const texts = scratch.lines(
      'texts.jsonl',
      sample('harmless', 'test', 4).map(({ prompt, reference }) => ({ prompt, completion: reference })),
    );
    const score = async (...args: string[]) =>
      parseLines<ScoreLine>(
        (await runHere('score', ...MODEL, '--text', texts, '--out', '-', ...args)).stdout,
      );
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
