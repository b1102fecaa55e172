import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { type ExaminationOptions, examineModel } from '../../src/doctor/model/examine-model.ts';
import { cacheFinding } from '../../src/doctor/model/greedy-findings.ts';
import { readReferenceLogits } from '../../src/doctor/model/reference-logits.ts';
import { OnnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { encodeSafetensors } from '../../src/formats/safetensors.ts';
import { organismFolder } from '../../src/organism/organism-folder.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { goldenFolder } from '../engine/goldens.ts';
import { brokenOrganism, editJson, writeHalves } from './broken-organism.ts';

const scratch = scratchFolder();
const SELF_TEST = 'organism/self-test.safetensors';
const organism = (name = 'aligned'): Checkpoint => loadCheckpoint(organismFolder(name), `organism:${name}`);

async function examine(
  checkpoint: Checkpoint,
  options: ExaminationOptions = {},
): Promise<Map<string, Finding>> {
  const engine = await OnnxEngine.open(checkpoint);
  try {
    const findings = await examineModel(engine, checkpoint, options);
    const byName = new Map(findings.map((finding) => [finding.name, finding]));
    expect(byName.size).toBe(findings.length);
    return byName;
  } finally {
    await engine.dispose();
  }
}

const troubles = (findings: ReadonlyMap<string, Finding>): string[] =>
  [...findings.values()]
    .filter(({ status }) => status !== 'ok')
    .map(({ name, status }) => `${name}: ${status}`);

describe('examineModel', () => {
  it('finds nothing wrong with the organism, and its logits those of transformers', async () => {
    const findings = await examine(organism(), {
      reference: readReferenceLogits(SELF_TEST),
      tolerance: 2e-5,
    });
    expect(troubles(findings)).toEqual([]);
    expect(findings.get('reference logits')!.values).toMatchObject({ rows: 24 });
    expect(findings.get('weights')!.values).toMatchObject({ values: 1_966_208 });
    expect(findings.get('cached decoding')!.values).toMatchObject({ steps: 96, unequal: 0 });
  });

  it('leaves the greedy answers out of the quick version', async () => {
    const findings = await examine(organism('base'), { quick: true });
    expect(troubles(findings)).toEqual([]);
    expect(findings.has('greedy text')).toBe(false);
    expect(findings.get('cached decoding')!.values).toMatchObject({ steps: 32 });
  });

  it('examines what it can of a model without tokenizer', async () => {
    const findings = await examine(loadCheckpoint(goldenFolder('qwen3')));
    expect(troubles(findings)).toEqual(['entropy: skipped', 'text: skipped', 'chat template: skipped']);
  });

  it('names tensors with NaN, and asks nothing more of such a model', async () => {
    const name = 'model.layers.3.mlp.up_proj.weight';
    const broken = brokenOrganism(scratch.path('nan'), (folder) =>
      writeHalves(folder, name, () => 0x7fc0, 2),
    );
    const findings = await examine(broken);
    expect(findings.get('weights')).toMatchObject({
      status: 'failed',
      detail: `NaN or infinity in 1 tensors: ${name} (2)`,
    });
    expect(findings.get('logits')!.status).toBe('failed');
    expect(findings.size).toBe(2);
  });

  it('warns of a tensor of zeros', async () => {
    const name = 'model.layers.0.self_attn.v_proj.weight';
    const broken = brokenOrganism(scratch.path('zeros'), (folder) => writeHalves(folder, name, () => 0x8000));
    const { status, detail } = (await examine(broken)).get('weights')!;
    expect([status, detail]).toEqual(['warning', `nothing but zeros in 1 tensors: ${name}`]);
  });

  it('tells a model that was never trained', async () => {
    const broken = brokenOrganism(scratch.path('random'), (folder) =>
      // Half-width noise around zero: finite, shaped like weights, and meaning nothing.
      writeHalves(folder, 'model.embed_tokens.weight', (i) => 0x3c00 | ((i * 40503) & 0x807f)),
    );
    const findings = await examine(broken, { reference: readReferenceLogits(SELF_TEST) });
    expect(findings.get('weights')!.status).toBe('ok');
    expect(findings.get('text')!.status).toBe('failed');
    for (const name of ['reference logits', 'reference greedy'])
      expect(findings.get(name)!.status).toBe('failed');
    expect(findings.get('reference tokens')!.status).toBe('ok');
  });

  it('tells when turns would not end, and when a template is no template for chats', async () => {
    const endless = brokenOrganism(scratch.path('endless'), (folder) => {
      editJson(folder, 'config.json', { eos_token_id: 0 });
      editJson(folder, 'generation_config.json', { eos_token_id: 0 });
      editJson(folder, 'tokenizer_config.json', { eos_token: '<|bos|>' });
    });
    expect((await examine(endless, { quick: true })).get('end of turn')).toMatchObject({ status: 'warning' });
    const deaf = brokenOrganism(scratch.path('deaf'), (folder) =>
      writeFileSync(join(folder, 'chat_template.jinja'), '<|bos|><|user|>\nHello<|end|>'),
    );
    expect((await examine(deaf, { quick: true })).get('chat template')).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining("does not hold the user's turn"),
    });
  });

  it('stops at the signal', async () => {
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    await expect(examine(organism(), { signal: controller.signal })).rejects.toThrow('enough');
  });
});

describe('cacheFinding', () => {
  it('fails where decoding takes another token than a whole pass', async () => {
    const engine = await OnnxEngine.open(organism());
    const sequences = [{ tokens: [1, 20, 30, 40] }];
    const other = {
      nextToken: engine.nextToken.bind(engine),
      generate: async () => [{ tokens: [7, 7, 7], finish: 'length' as const }],
    };
    const finding = await cacheFinding(other as never, sequences, 3, { precision: 'f32' });
    expect(finding).toMatchObject({ status: 'failed', values: { steps: 3 } });
    await engine.dispose();
  });
});

describe('readReferenceLogits', () => {
  it('refuses other files, and logits of another shape', () => {
    expect(() => readReferenceLogits(`${organismFolder('aligned')}/model.safetensors`)).toThrow(
      /holds no reference logits/,
    );
    const ids = { dtype: 'I64', shape: [2], data: BigInt64Array.from([1n, 2n]) } as const;
    const logits = { dtype: 'F32', shape: [1, 4], data: new Float32Array(4) } as const;
    const metadata = {
      format: 'refusal-lab/reference-logits',
      prompts: '["a"]',
      date: '2024-07-26',
      templated: 'true',
      source: 'a test',
    };
    const tensors = new Map<string, typeof ids | typeof logits>([
      ['0.tokens', ids],
      ['0.greedy', ids],
      ['0.logits', logits],
    ]);
    const path = scratch.write('reference.safetensors', encodeSafetensors(tensors, metadata));
    expect(() => readReferenceLogits(path)).toThrow(/0\.logits is \[1,4\], not \[2, vocabulary\]/);
  });

  it('is refused for a model with another vocabulary', async () => {
    const reference = readReferenceLogits(SELF_TEST);
    await expect(examine(loadCheckpoint(goldenFolder('llama2')), { reference })).rejects.toThrow(
      /is of a model with 1512 tokens, llama2 has 384/,
    );
  });
});
