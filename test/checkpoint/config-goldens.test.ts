import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { checkpointFromFiles } from '../../src/checkpoint/checkpoint-from-files.ts';
import { readWeightBytes } from '../../src/checkpoint/read-weight-bytes.ts';
import { OnnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { encodeSafetensors } from '../../src/formats/safetensors.ts';
import { organismFolder } from '../../src/organism/organism-folder.ts';

/** What AutoModelForCausalLM makes of changed config files: test/goldens/config/make-config-goldens.py. */
interface Case {
  readonly name: string;
  readonly model: string;
  /** null: the field is taken out; 'null': JSON's null. */
  readonly changes: Readonly<Record<string, unknown>>;
  readonly prompt: number;
  readonly logprobs?: readonly number[];
  /** The Python error. */
  readonly refused?: string;
}

const MODELS = 'test/goldens/models';
const CASES: readonly Case[] = JSON.parse(readFileSync('test/goldens/config/config-goldens.json', 'utf8'));
const EMBEDDING_TWICE = 'tied, the embedding again in the file';

const root = mkdtempSync(join(tmpdir(), 'config-goldens-'));
afterAll(() => rmSync(root, { recursive: true }));

function folderOf({ name, model, changes }: Pick<Case, 'name' | 'model' | 'changes'>): string {
  const folder = mkdtempSync(join(root, 'model-'));
  cpSync(join(MODELS, model), folder, { recursive: true });
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
  for (const [field, value] of Object.entries(changes)) {
    if (value === null) delete config[field];
    else config[field] = value === 'null' ? null : value;
  }
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  if (name === EMBEDDING_TWICE) writeHead(folder, (embedding) => embedding);
  return folder;
}

/** Adds an lm_head.weight made of the embedding's bytes to a model of one file. */
function writeHead(folder: string, head: (embedding: Uint8Array) => Uint8Array): void {
  const { tensors } = loadCheckpoint(folder);
  const inputs = new Map(
    [...tensors].map(([name, weight]) => [
      name,
      { dtype: weight.dtype, shape: weight.shape, data: readWeightBytes(weight, 0, weight.byteLength) },
    ]),
  );
  const embedding = inputs.get('model.embed_tokens.weight')!;
  inputs.set('lm_head.weight', { ...embedding, data: Uint8Array.from(head(embedding.data)) });
  writeFileSync(join(folder, 'model.safetensors'), encodeSafetensors(inputs));
}

/** Log-probabilities, or the error's message. */
async function score(golden: Case): Promise<number[] | string> {
  try {
    const folder = folderOf(golden);
    const tokens: number[] = JSON.parse(readFileSync(join(folder, 'inputs.json'), 'utf8')).prompts[
      golden.prompt
    ];
    const engine = await OnnxEngine.open(loadCheckpoint(folder));
    try {
      return Array.from((await engine.score({ sequences: [{ tokens }] }))[0]);
    } finally {
      await engine.dispose();
    }
  } catch (error) {
    return (error as Error).message;
  }
}

/** Refused here though transformers runs them: what the engine does not compute. */
const UNSUPPORTED: Readonly<Record<string, RegExp>> = {
  'model_type of another family': /"model_type": is "mistral", but `architectures` says LlamaForCausalLM/,
};

describe.each(CASES)('$name', (golden) => {
  it(
    golden.refused ? 'is refused, as by transformers' : 'is computed as by transformers, or refused',
    async () => {
      const found = await score(golden);
      const unsupported = UNSUPPORTED[golden.name];
      if (golden.refused || unsupported) {
        expect(found).toMatch(unsupported ?? /config\.json|tensor "/);
        return;
      }
      expect(found).toHaveLength(golden.logprobs!.length);
      const differences = (found as number[]).map((value, i) => Math.abs(value - golden.logprobs![i]));
      expect(Math.max(...differences)).toBeLessThan(2e-5);
    },
  );
});

describe('a head beside tied embeddings', () => {
  const tied = { model: 'qwen25', changes: {} };

  it('is used where it differs in one byte, and said', () => {
    expect(loadCheckpoint(folderOf({ name: EMBEDDING_TWICE, ...tied })).config).toMatchObject({
      tieWordEmbeddings: true,
    });
    const folder = folderOf({ name: '', ...tied });
    writeHead(folder, (embedding) => embedding.with(embedding.length - 1, embedding.at(-1)! ^ 1));
    expect(loadCheckpoint(folder).config).toMatchObject({ tieWordEmbeddings: false, headOfFile: true });
  });

  it('is found in files in memory too', () => {
    const folder = organismFolder('aligned');
    const files = new Map(
      [
        'config.json',
        'tokenizer.json',
        'tokenizer_config.json',
        'chat_template.jinja',
        'model.safetensors',
      ].map((file) => [file, new Uint8Array(readFileSync(join(folder, file)))]),
    );
    const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
    expect(config.tie_word_embeddings).toBe(true);
    expect(checkpointFromFiles('x', files).config).not.toHaveProperty('headOfFile');
    const { tensors } = loadCheckpoint(folder);
    const inputs = new Map(
      [...tensors].map(([name, { dtype, shape, ...weight }]) => [
        name,
        { dtype, shape, data: readWeightBytes({ dtype, shape, ...weight }, 0, weight.byteLength) },
      ]),
    );
    const embedding = inputs.get('model.embed_tokens.weight')!;
    inputs.set('lm_head.weight', { ...embedding, data: embedding.data.toReversed() });
    files.set('model.safetensors', encodeSafetensors(inputs) as Uint8Array<ArrayBuffer>);
    expect(checkpointFromFiles('x', files).config).toMatchObject({ headOfFile: true });
  });
});
