import { cpSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeSafetensors, type SafetensorsInput } from '../../src/formats/safetensors.ts';
import { AffineMap } from '../../src/interventions/affine-map.ts';
import { Intervention } from '../../src/interventions/intervention.ts';
import { encodeIntervention } from '../../src/interventions/intervention-file.ts';
import type { TokenScope } from '../../src/interventions/token-scope.ts';
import { goldenFolder } from '../engine/goldens.ts';
import { runHere } from './run-here.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder();
const OUT = scratch.path('out');
const golden = goldenFolder('llama2');
const WIDTH = 64;

/** A copy of a golden model with one thing wrong. */
function brokenModel(name: string, breakIt: (folder: string) => void): string {
  const folder = scratch.path(name);
  mkdirSync(folder);
  for (const file of ['config.json', 'model.safetensors']) cpSync(`${golden}/${file}`, `${folder}/${file}`);
  breakIt(folder);
  return folder;
}

function editConfig(folder: string, change: object): void {
  const file = `${folder}/config.json`;
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }));
}

/** Rewrites the JSON header of a model's weights in place; the length stays. */
function editHeader(folder: string, from: string, to: string): void {
  const file = `${folder}/model.safetensors`;
  const bytes = readFileSync(file);
  const at = bytes.indexOf(from);
  expect(at).toBeGreaterThan(0);
  bytes.write(to.padEnd(from.length), at);
  writeFileSync(file, bytes);
}

/** Activations at resid_post.1: a value by row and column. */
function activations(
  name: string,
  rows: number,
  value: (row: number, column: number) => number,
  width = WIDTH,
): string {
  const data = Float32Array.from({ length: rows * width }, (_, i) => value(Math.floor(i / width), i % width));
  const tensor: SafetensorsInput = { dtype: 'F32', shape: [rows, width], data };
  return scratch.write(`${name}.safetensors`, encodeSafetensors(new Map([['resid_post.1', tensor]])));
}

function intervention(name: string, width: number, layer: number, scope: TokenScope = 'all'): string {
  const map = AffineMap.translation(new Float32Array(width).fill(1));
  const value = new Intervention({
    maps: [[{ layer, point: 'resid_post' }, map]],
    scope,
    provenance: { method: 'test', options: {} },
  });
  return scratch.write(`${name}.safetensors`, encodeIntervention(value));
}

const spread = (row: number, column: number): number => Math.sin(7 * row + 3 * column);
const ids = scratch.lines('ids.jsonl', [{ input_ids: [5, 6, 7] }]);
const text = (name: string, content: string): string => scratch.write(name, content);
const generate = (model: string, prompts: string, ...more: string[]): string[] => [
  'generate',
  '--model',
  model,
  '--prompts',
  prompts,
  '--max-new-tokens',
  '2',
  ...more,
];
const good = activations('good', 8, spread);
const fitTo = (source: string, target: string, ...more: string[]): string[] => [
  'fit',
  '--source',
  source,
  '--target',
  target,
  ...(more.length > 0 ? more : ['--method', 'pca-ot', '--layers', '1']),
];

const SEQUENTIAL = [
  ...['--method', 'ace', '--layers', '1', '--refit', 'sequential'],
  ...['--model', golden, '--source-prompts', ids],
];

const CASES: readonly (readonly [string, () => readonly string[], RegExp])[] = [
  [
    'truncated weights',
    () =>
      generate(
        brokenModel('cut', (m) => truncateSync(`${m}/model.safetensors`, 9000)),
        ids,
      ),
    /model\.safetensors, tensor "\S+": ends at byte .*truncated/s,
  ],
  [
    'weights cut inside the header',
    () =>
      generate(
        brokenModel('cut2', (m) => truncateSync(`${m}/model.safetensors`, 90)),
        ids,
      ),
    /model\.safetensors: claims a header/,
  ],
  [
    'a header that lies about a shape',
    () =>
      generate(
        brokenModel('lie', (m) => editHeader(m, '"shape":[384,64]', '"shape":[385,64]')),
        ids,
      ),
    /tensor "\S+": BF16 \[385,64\] needs/,
  ],
  [
    'weights that do not fit the config',
    () =>
      generate(
        brokenModel('shape', (m) => editConfig(m, { vocab_size: 400 })),
        ids,
      ),
    /embed_tokens\.weight.*expected shape \[400,64\], found \[384,64\]/,
  ],
  [
    'a missing tensor',
    () =>
      generate(
        brokenModel('more', (m) => editConfig(m, { num_hidden_layers: 5 })),
        ids,
      ),
    /model\.layers\.4\.\S+.*is missing/,
  ],
  [
    'an unknown architecture',
    () =>
      generate(
        brokenModel('arch', (m) => editConfig(m, { architectures: ['GPT2LMHeadModel'] })),
        ids,
      ),
    /GPT2LMHeadModel/,
  ],
  [
    'a config that is not JSON',
    () =>
      generate(
        brokenModel('json', (m) => writeFileSync(`${m}/config.json`, '{')),
        ids,
      ),
    /config\.json: is not JSON/,
  ],
  ['no such model', () => generate(scratch.path('nowhere'), ids), /nowhere: no such model folder/],
  ['an unknown organism', () => generate('organism:angry', ids), /angry.*base.*aligned/s],
  ['a misspelt Hub id', () => generate('hf:name', ids), /hf:name: does not name a model.*hf:org\/name/s],
  [
    'a prompt without a chat template',
    () => generate(golden, text('chat.jsonl', '{"prompt": "hi"}')),
    /llama2: has no chat template/,
  ],
  [
    'a text without a tokenizer',
    () => generate(golden, text('text.jsonl', '{"text": "hi"}')),
    /tokenizer\.json: does not exist/,
  ],
  [
    'a token out of range',
    () => generate(golden, text('range.jsonl', '{"input_ids": [1]}\n{"input_ids": [1, 384]}')),
    /range\.jsonl:2: token 1 has id 384/,
  ],
  [
    'a line that is not JSON',
    () => generate(golden, text('not.jsonl', '{"input_ids": [1]}\nhello')),
    /not\.jsonl:2: is not JSON/,
  ],
  ['an empty prompt file', () => generate(golden, text('empty.jsonl', '\n')), /empty\.jsonl: is empty/],
  [
    'a missing prompt file',
    () => generate(golden, scratch.path('gone.jsonl')),
    /gone\.jsonl: does not exist/,
  ],
  [
    'a completion to be completed',
    () => generate('organism:aligned', text('done.jsonl', '{"prompt": "a", "completion": "b"}')),
    /done\.jsonl:1: already has a completion/,
  ],
  [
    'a prompt that is too long',
    () => generate(golden, scratch.lines('long.jsonl', [{ input_ids: Array(511).fill(3) }])),
    /long\.jsonl:1: needs 513 positions .*takes 512/,
  ],
  [
    'a system prompt that the template drops',
    () => generate('organism:aligned', text('sys.jsonl', '{"prompt": "hi"}'), '--system', 'Be kind.'),
    /sys\.jsonl:1: .*ignores the system prompt/,
  ],
  [
    'no new tokens',
    () => [...generate(golden, ids), '--max-new-tokens', '0'],
    /--max-new-tokens.*'0' is invalid/,
  ],
  ['half a thread', () => generate(golden, ids, '--threads', '0.5'), /--threads.*'0\.5' is invalid/],
  [
    'an intervention of another width',
    () => generate(golden, ids, '--intervention', intervention('wide', 128, 1)),
    /wide\.safetensors: .*dimension 128, the model 64/,
  ],
  [
    'an intervention of a deeper model',
    () => generate(golden, ids, '--intervention', intervention('deep', WIDTH, 9)),
    /deep\.safetensors: .*resid_post\.9.*layers 0 to 3/,
  ],
  [
    'activations as an intervention',
    () => generate(golden, ids, '--intervention', good),
    /good\.safetensors: is not an intervention/,
  ],
  [
    'raw text under a prompt scope',
    () => [
      'score',
      '--model',
      golden,
      '--text',
      ids,
      '--intervention',
      intervention('prompt', WIDTH, 1, 'prompt'),
    ],
    /ids\.jsonl:1: .*scope "prompt" matches nothing/,
  ],
  [
    'a layer out of range',
    () => ['capture', '--model', golden, '--prompts', ids, '--layers', '2-4'],
    /--layers: layer 4 is out of range: the model has layers 0 to 3/,
  ],
  [
    'layers that are none',
    () => ['capture', '--model', golden, '--prompts', ids, '--layers', 'two'],
    /--layers: "two" is neither/,
  ],
  [
    'an unknown point',
    () => ['capture', '--model', golden, '--prompts', ids, '--points', 'resid_mid'],
    /--points: "resid_mid" is not a point/,
  ],
  [
    'one row of activations',
    () => fitTo(good, activations('single', 1, spread)),
    /single\.safetensors, tensor "resid_post\.1": has 1 row/,
  ],
  [
    'constant activations',
    () =>
      fitTo(
        activations('constant', 8, () => 3),
        good,
      ),
    /constant\.safetensors, tensor "resid_post\.1": .*all the same/,
  ],
  [
    'NaN in activations',
    () =>
      fitTo(
        good,
        activations('nan', 8, (r, c) => (r === 3 && c === 5 ? Number.NaN : spread(r, c))),
      ),
    /nan\.safetensors, tensor "resid_post\.1": row 3 holds NaN/,
  ],
  [
    'classes of different width',
    () => fitTo(good, activations('narrow', 8, spread, 32)),
    /narrow\.safetensors, tensor "resid_post\.1": has dimension 32, .*good\.safetensors has 64/,
  ],
  [
    'a missing activation tensor',
    () => fitTo(good, good, '--method', 'ace', '--layers', '2'),
    /good\.safetensors, tensor "resid_post\.2": is missing.*resid_post\.1/s,
  ],
  [
    'equal classes',
    () => fitTo(good, good, '--method', 'ace', '--layers', '1'),
    /tensor "resid_post\.1": direction: is zero/,
  ],
  [
    'a rank too large',
    () =>
      fitTo(
        good,
        activations('other', 8, (r, c) => spread(c, r)),
        '--method',
        'pca-ot',
        '--layers',
        '1',
        '--rank',
        '8',
      ),
    /rank: K = 8 exceeds min\(n_H, n_S\) − 1 = 7/,
  ],
  [
    'a rank for a method without',
    () => fitTo(good, good, '--method', 'ace', '--layers', '1', '--rank', '2'),
    /--rank: ace does not take it/,
  ],
  [
    'a shrinkage that is none',
    () => fitTo(good, good, '--method', 'pca-ot', '--layers', '1', '--shrinkage', '1.5'),
    /--shrinkage: "1\.5" is neither/,
  ],
  [
    'an unknown method',
    () => fitTo(good, good, '--method', 'pca', '--layers', '1'),
    /--method <name>' argument 'pca' is invalid.*pca-ot/,
  ],
  [
    'two sites for one direction',
    () => fitTo(good, good, '--method', 'rfa', '--layers', '0-1', '--model-layers', '4'),
    /rfa takes its direction from one site, got 2/,
  ],
  [
    'two sites for several directions',
    () => fitTo(good, good, '--method', 'som', '--layers', '0-1', '--model-layers', '4'),
    /som takes its directions from one site, got 2/,
  ],
  [
    'a grid for a method without',
    () => fitTo(good, good, '--method', 'rfa', '--layers', '1', '--som-grid', '3x3'),
    /--som-grid: rfa does not take it.*som/s,
  ],
  [
    'a grid that is none',
    () => fitTo(good, good, '--method', 'som', '--layers', '1', '--som-grid', '4', '--model-layers', '4'),
    /--som-grid: "4" is not a grid/,
  ],
  [
    'a support for a method without',
    () => fitTo(good, good, '--method', 'gaussian-act', '--layers', '1', '--support', 'all'),
    /--support: gaussian-act does not take it.*linear-act/s,
  ],
  [
    'an unknown support',
    () => fitTo(good, good, '--method', 'linear-act', '--layers', '1', '--support', 'q5-95'),
    /--support <where>' argument 'q5-95' is invalid.*q0-100/,
  ],
  [
    'a refit of a method that has none',
    () => fitTo(good, good, '--method', 'rfa', '--layers', '1', '--refit', 'sequential'),
    /--refit: rfa does not take it/,
  ],
  [
    'a sequential refit without a model',
    () =>
      fitTo(good, good, '--method', 'ace', '--layers', '1', '--refit', 'sequential', '--source-prompts', ids),
    /--refit sequential: captures the source again.*--model and --source-prompts/s,
  ],
  [
    'a sequential refit without prompts',
    () => fitTo(good, good, '--method', 'ace', '--layers', '1', '--refit', 'sequential', '--model', golden),
    /--refit sequential: captures the source again.*--model and --source-prompts/s,
  ],
  [
    'a sequential refit of activations from elsewhere',
    () => fitTo(good, good, ...SEQUENTIAL),
    /good\.safetensors: does not say which prompts/,
  ],
  [
    'a sequential refit of generated tokens',
    () => fitTo(good, good, ...SEQUENTIAL, '--scope', 'generated'),
    /scope: .*nothing would be refitted/,
  ],
  [
    'source prompts without a sequential refit',
    () => fitTo(good, good, '--method', 'ace', '--layers', '1', '--source-prompts', ids),
    /--source-prompts: is for --refit sequential only/,
  ],
  [
    'a mean that an intervention does not reach',
    () => [
      ...['capture', '--model', golden, '--prompts', ids, '--positions', 'mean'],
      ...['--intervention', intervention('generated', WIDTH, 1, 'generated')],
    ],
    /--positions mean: is over the prompt.*generated/,
  ],
  ['activations that are text', () => fitTo(ids, good), /ids\.jsonl: claims a header/],
];

describe('bad input', () => {
  it.each(CASES)('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await runHere(...args(), '--out', OUT);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.match(/^error: /gm)).toHaveLength(1);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(existsSync(OUT)).toBe(false);
  });
});

describe('outputs', () => {
  const existing = scratch.path('existing.jsonl');
  beforeAll(() => writeFileSync(existing, 'precious'));

  it.each([
    ['a missing folder', scratch.path('no/folder/out.jsonl'), /folder .*no\/folder does not exist/],
    ['a folder that is a file', `${ids}/out.jsonl`, /ids\.jsonl is not a folder/],
    ['a folder itself', scratch.path(''), /it is a folder/],
    ['an existing file', existing, /existing\.jsonl: exists already.*--force/s],
  ])('%s is refused before any work', async (_, out, message) => {
    // The model does not exist: the output is looked at first.
    const { code, stderr } = await runHere(...generate(scratch.path('nowhere'), ids), '--out', out);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(readFileSync(existing, 'utf8')).toBe('precious');
  });

  it.skipIf(process.getuid?.() === 0)('a folder without permission is refused', async () => {
    mkdirSync(scratch.path('closed'), { mode: 0o555 });
    const { code, stderr } = await runHere(
      ...generate(golden, ids),
      '--out',
      scratch.path('closed/out.jsonl'),
    );
    expect(stderr).toMatch(/no permission to write in folder/);
    expect(code).toBe(2);
  });

  it('--force overwrites', async () => {
    const { code } = await runHere(...generate(golden, ids, '--ignore-eos'), '--out', existing, '--force');
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(existing, 'utf8')).token_ids).toHaveLength(2);
  });
});
