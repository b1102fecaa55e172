import { beforeAll, describe, expect, it } from 'vitest';
import { encodeSafetensors, type SafetensorsInput } from '../../src/formats/safetensors.ts';
import { AffineMap } from '../../src/interventions/affine-map.ts';
import { Intervention } from '../../src/interventions/intervention.ts';
import { encodeIntervention } from '../../src/interventions/intervention-file.ts';
import type { TokenScope } from '../../src/interventions/token-scope.ts';
import { loreTexts } from '../../src/organism/lore.ts';
import { organismPrompts } from '../../src/organism/organism-prompts.ts';
import { gaussianSample } from '../goldens/transport/gaussian-sample.ts';
import { runHere } from './run-here.ts';
import { scratchFolder } from './scratch.ts';

const MODEL = 'organism:aligned';
const WIDTH = 128;
const scratch = scratchFolder();

function intervention(name: string, size: number, scope: TokenScope = 'all'): string {
  const map = AffineMap.translation(new Float32Array(WIDTH).fill(size));
  const value = new Intervention({
    maps: [[{ layer: 5, point: 'resid_post' }, map]],
    scope,
    provenance: { method: 'test', options: {} },
  });
  return scratch.write(`${name}.safetensors`, encodeIntervention(value));
}

async function fails(message: string | RegExp, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await runHere(...args);
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
  expect(stdout).toBe('');
}

describe('perplexity', () => {
  const texts = loreTexts(24, 3);
  const file = scratch.write('lore.txt', `${texts.join('\n---\n')}\n`);
  const measure = async (...args: string[]) => {
    const { code, stdout, stderr } = await runHere('perplexity', MODEL, '--text', file, '--json', ...args);
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout);
  };

  it('is low on the organism’s own lore, over documents, and rises under an intervention', async () => {
    const plain = await measure('--separator', '---');
    expect(plain.units).toBe('documents');
    expect(plain.perplexity.n).toBe(24);
    expect(plain.perplexity.value).toBeLessThan(8);
    expect(plain.perplexity.interval[0]).toBeGreaterThan(1);
    const moved = await measure('--separator', '---', '--intervention', intervention('large', 400));
    expect(moved.tokens).toBe(plain.tokens);
    expect(moved.perplexity.value).toBeGreaterThan(2 * plain.perplexity.value);
    const same = await measure('--separator', '---', '--intervention', intervention('none', 0));
    expect(same.perplexity.value).toBeCloseTo(plain.perplexity.value, 6);
  });

  it('prints one line, with windows for a single document', async () => {
    const one = scratch.write('one.txt', texts.join(' '));
    const args = ['perplexity', MODEL, '--text', one, '--context', '64', '--stride', '16'];
    const { code, stdout } = await runHere(...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^organism:aligned: perplexity \S+ \[.+\] over \d+ tokens in \d+ windows \(context 64, stride 16; 95% CI over windows, n = \d+\)\n$/,
    );
  });

  it('refuses bad input before loading anything', async () => {
    await fails('does not exist', 'perplexity', MODEL, '--text', scratch.path('nowhere.txt'));
    await fails('holds no text', 'perplexity', MODEL, '--text', scratch.write('empty.txt', ' \n'));
    await fails(/--context: 999999 tokens/, 'perplexity', MODEL, '--text', file, '--context', '999999');
    await fails(
      /stride: 64 is more/,
      'perplexity',
      MODEL,
      '--text',
      file,
      '--context',
      '64',
      '--stride',
      '64',
    );
    const prompt = intervention('prompt', 0, 'prompt');
    await fails('raw text has no roles', 'perplexity', MODEL, '--text', file, '--intervention', prompt);
  });
});

describe('choices', () => {
  const file = scratch.lines('questions.jsonl', [
    {
      question: 'Things that are tidal come from the sea lands, where what is found?',
      choices: ['cork', 'the'],
      answer: 0,
    },
    { query: 'What brings joy?', choices: ['the cactus', 'sorrow'], answer: 'B' },
  ]);
  const run = (...args: string[]) => runHere('choices', MODEL, '--questions', file, ...args);

  it('prints both accuracies with k, n and interval', async () => {
    const { code, stdout, stderr } = await run();
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(
      /^organism:aligned: acc \d\/2, \d+% \[.+%\], acc_norm \d\/2, \d+% \[.+%\] \(by characters\), acc_bytes \d\/2, \d+% \[.+%\]\n$/,
    );
  });

  it('tells every question in JSON, by letters in a chat too', async () => {
    const { code, stdout, stderr } = await run('--answer-with', 'letter', '--chat', '--json');
    expect(code, stderr).toBe(0);
    const found = JSON.parse(stdout);
    expect(found.template.chat).toBe(true);
    expect(found.questions).toHaveLength(2);
    expect(found.questions[1].where).toBe(`${file}:2`);
    expect(found.accuracy.n).toBe(2);
  });

  it('names file and line', async () => {
    const bad = scratch.lines('bad.jsonl', [
      { question: 'a', choices: ['b', 'c'], answer: 0 },
      { question: 'a' },
    ]);
    await fails(`${bad}:2: has no choices`, 'choices', MODEL, '--questions', bad);
    await fails('does not hold {question}', 'choices', MODEL, '--questions', file, '--template', 'Say:');
  });
});

describe('diagnose', () => {
  const write = (name: string, sample: { rows: Float32Array; count: number; dimension: number }): string => {
    const tensor: SafetensorsInput = {
      dtype: 'F32',
      shape: [sample.count, sample.dimension],
      data: sample.rows,
    };
    return scratch.write(
      `${name}.safetensors`,
      encodeSafetensors(
        new Map([
          ['resid_post.1', tensor],
          ['resid_post.2', tensor],
        ]),
      ),
    );
  };
  const [source, target] = [
    write('source', gaussianSample(1, 40, 8)),
    write('target', gaussianSample(2, 40, 8)),
  ];
  const forbidden = scratch.path('forbidden.safetensors');
  const harmless = scratch.path('harmless.safetensors');

  beforeAll(async () => {
    for (const [kind, out] of [
      ['forbidden', forbidden],
      ['harmless', harmless],
    ] as const) {
      const prompts = organismPrompts({ kind, split: 'fit', count: 64, seed: 1 });
      const file = scratch.lines(
        `${kind}.jsonl`,
        prompts.map(({ id, prompt }) => ({ id, prompt })),
      );
      const { code, stderr } = await runHere('capture', '--model', MODEL, '--prompts', file, '--out', out);
      expect(code, stderr).toBe(0);
    }
  });

  it('prints a line a site over what capture wrote', async () => {
    const { code, stdout, stderr } = await runHere(
      'diagnose',
      forbidden,
      harmless,
      '--twins',
      '--permutations',
      '99',
    );
    expect(code, stderr).toBe(0);
    expect(stdout.match(/^resid_post\.\d+ /gm)).toHaveLength(12);
    expect(stdout).toContain('48 and 48 to fit on, 16 and 16 held out; 99 permutations within pairs');
  });

  it('gives everything as JSON, the same twice', async () => {
    const args = ['diagnose', forbidden, harmless, '--sites', 'resid_post.8-9', '--rank', '2', '--json'];
    const { code, stdout, stderr } = await runHere(...args, '--permutations', '49');
    expect(code, stderr).toBe(0);
    const found = JSON.parse(stdout);
    expect(Object.keys(found.sites)).toEqual(['resid_post.8', 'resid_post.9']);
    expect(found.sites['resid_post.9']).toMatchObject({ rank: 2, dimension: WIDTH, permutations: 49 });
    expect(found.sites['resid_post.9'].probe.meanDifference.value).toBeGreaterThan(0.9);
    expect((await runHere(...args, '--permutations', '49')).stdout).toBe(stdout);
  });

  it('refuses what is no held-out sample, by name', async () => {
    await fails('held-out rows are given for the source only', 'diagnose', source, target, source);
    await fails('is of the same prompts as', 'diagnose', forbidden, harmless, forbidden, harmless);
    await fails('resid_post.3 is not in every file', 'diagnose', source, target, '--sites', 'resid_post.3');
    await fails(/tensor "resid_post\.1": rank: K = 9/, 'diagnose', source, target, '--rank', '9');
  });
});
