import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint } from '../../../src/checkpoint/checkpoint.ts';
import { checkTensors } from '../../../src/checkpoint/expected-tensors.ts';
import { languageTensors } from '../../../src/checkpoint/language-tensors.ts';
import { parseModelConfig } from '../../../src/checkpoint/model-config.ts';
import { readTensorIndex } from '../../../src/checkpoint/tensor-index.ts';
import { OnnxEngine } from '../../../src/engine/onnx/onnx-engine.ts';
import { InvalidInputError } from '../../../src/errors/invalid-input-error.ts';
import { readSafetensors } from '../../../src/formats/safetensors-file.ts';
import { goldenFolder, relativeError } from '../../engine/goldens.ts';

interface Variant {
  readonly family: string;
  readonly changes: Readonly<Record<string, unknown>>;
  /** By more than 1e-4. */
  readonly changed: boolean;
}

const here = dirname(fileURLToPath(import.meta.url));
const variants: Variant[] = JSON.parse(readFileSync(join(here, 'config-keys.json'), 'utf8'));
const { tensors: logits } = readSafetensors(join(here, 'config-keys.safetensors'));
const json = (family: string, file: string) =>
  JSON.parse(readFileSync(join(goldenFolder(family), file), 'utf8')) as Record<string, unknown>;

/** The golden model with these keys of its config.json changed, or the refusal. */
function changed({ family, changes }: Variant): Checkpoint | InvalidInputError {
  const original = loadCheckpoint(goldenFolder(family));
  const fields = { ...json(family, 'config.json'), ...changes };
  if (changes.rope_parameters === null) delete (fields as Record<string, unknown>).rope_parameters;
  try {
    const config = parseModelConfig(fields, 'config.json');
    const tensors = languageTensors(config, readTensorIndex(goldenFolder(family)));
    checkTensors(config, tensors);
    return { ...original, config, tensors };
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
}

const families = [...new Set(variants.map(({ family }) => family))];

describe('a key of config.json that changes what transformers computes', () => {
  it('is one of many', () => {
    expect(variants.filter((each) => each.changed).length).toBeGreaterThan(250);
  });

  it.each(families)('%s: changes it alike, or is refused by name', async (family) => {
    const prompts = (json(family, 'inputs.json').prompts as number[][]).slice(0, 3);
    const computed = async (model: Checkpoint): Promise<number[]> => {
      const engine = await OnnxEngine.open(model, { threads: 1 });
      const rows = await engine.nextToken({ sequences: prompts.map((tokens) => ({ tokens })) });
      await engine.dispose();
      return rows.flatMap((row) => [...row]);
    };
    const unchanged = await computed(loadCheckpoint(goldenFolder(family)));
    const wrong: string[] = [];
    let alike = 0;
    for (const [index, variant] of variants.entries()) {
      if (variant.family !== family) continue;
      const model = changed(variant);
      if (model instanceof InvalidInputError) continue;
      const expected = variant.changed ? (logits.get(String(index))!.values as Float32Array) : unchanged;
      const error = relativeError(await computed(model), expected);
      if (!(error <= (variant.changed ? 2e-5 : 1e-4)))
        wrong.push(`${JSON.stringify(variant.changes)}: ${error}`);
      else if (variant.changed) alike += 1;
    }
    expect(alike).toBeGreaterThan(5);
    expect(wrong).toEqual([]);
  });
});
