import { cpSync, existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { PUBLISHED_CONFIGS } from '../../bench/published-configs.js';
import { expectedTensors } from '../../src/checkpoint/expected-tensors.ts';
import { parseModelConfig } from '../../src/checkpoint/model-config.ts';
import { organismFolder } from '../../src/organism/organism-folder.ts';
import { runHere } from './run-here.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder();
const SHAPE = 'Llama-2-7B';

/** A checkpoint of the published shape whose weights are a hole in a file: whoever reads them reads 13 GB of zeros. */
function hollowCheckpoint(): string {
  const folder = scratch.path('hollow');
  mkdirSync(folder);
  const json = { ...PUBLISHED_CONFIGS[SHAPE], torch_dtype: 'bfloat16', bos_token_id: 1, eos_token_id: 4 };
  writeFileSync(`${folder}/config.json`, JSON.stringify(json));
  for (const file of ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja'])
    cpSync(`${organismFolder('aligned')}/${file}`, `${folder}/${file}`);
  const header: Record<string, unknown> = {};
  let end = 0;
  for (const { name, shape } of expectedTensors(parseModelConfig(json, SHAPE))) {
    const begin = end;
    end += 2 * shape.reduce((product, size) => product * size, 1);
    header[name] = { dtype: 'BF16', shape, data_offsets: [begin, end] };
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  writeFileSync(`${folder}/model.safetensors`, Buffer.concat([length, text]));
  truncateSync(`${folder}/model.safetensors`, 8 + text.length + end);
  return folder;
}

describe('a model larger than memory', () => {
  let model: string;
  const prompts = scratch.path('prompts.jsonl');
  beforeAll(() => {
    model = hollowCheckpoint();
    writeFileSync(prompts, '{"prompt": "Hello"}\n');
  });

  it.each([
    ['f32', 'float32: 24.6 GiB weights', '--precision int4 fits'],
    ['int8', 'int8: 7.7 GiB weights', '--precision int4 fits'],
  ])('is refused in %s before a weight is read', async (precision, parts, remedy) => {
    const out = scratch.path(`${precision}.jsonl`);
    const { code, stderr } = await runHere(
      ...['generate', '--model', model, '--prompts', prompts, '--out', out],
      ...['--precision', precision, '--memory', '6GiB'],
    );
    expect(stderr).toContain('hollow needs');
    expect(stderr).toContain(parts);
    expect(stderr).toContain('6.0 GiB are available');
    expect(stderr).toContain(remedy);
    expect(code).toBe(2);
    expect(existsSync(out)).toBe(false);
  });

  it('leaves no run folder when an audit of it is refused; its plan says why', async () => {
    const out = scratch.path('run');
    // Its tokenizer is the organism's, so are the prompts.
    const own = ['audit', model, '--out', out, '--memory', '6GiB'];
    const run = await runHere(...own);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('6.0 GiB are available');
    expect(existsSync(out)).toBe(false);
    const plan = await runHere(...own, '--plan');
    expect(plan.code).toBe(0);
    expect(plan.stdout).toMatch(/memory +about [\d.]+ GiB; hollow needs/);
  });

  it('says by precision what it needs at least', async () => {
    const { code, stdout } = await runHere('inspect', model);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /memory +at least 25\.\d GiB f32, 8\.\d GiB int8, 5\.\d GiB int4; [\d.]+ [GM]iB available/,
    );
  });

  it('refuses a size that is none', async () => {
    const { code, stderr } = await runHere(
      ...['capture', '--model', model, '--prompts', prompts, '--out', '-', '--memory', 'much'],
    );
    expect(code).toBe(2);
    expect(stderr).toContain('expected a size such as 12GiB or 900MB');
  });
});
