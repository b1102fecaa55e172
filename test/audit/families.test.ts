import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { encodeSafetensors, type SafetensorsInput } from '../../src/formats/safetensors.ts';
import type { SafetensorsDtype } from '../../src/formats/safetensors-dtype.ts';
import { readSafetensorsHeader } from '../../src/formats/safetensors-file.ts';
import { organismFolder } from '../../src/organism/organism-folder.ts';
import { SeededRandom } from '../../src/statistics/seeded-random.ts';
import { runCli } from '../cli/run-cli.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { goldenFolder, LATER_FAMILIES } from '../engine/goldens.ts';
import { nightly } from '../nightly.ts';
import { SHORT_AUDIT } from '../queue/short-organism.ts';

/** The golden model of a family with the organism's tokenizer: blocks as they are, embedding and head random at the tokenizer's size. */
function writeModel(folder: string, family: string): string {
  const [golden, organism] = [goldenFolder(family), organismFolder('aligned')];
  mkdirSync(folder, { recursive: true });
  for (const file of [
    'tokenizer.json',
    'tokenizer_config.json',
    'chat_template.jinja',
    'generation_config.json',
  ])
    copyFileSync(join(organism, file), join(folder, file));
  const read = (path: string) => JSON.parse(readFileSync(join(path, 'config.json'), 'utf8'));
  const { vocab_size, bos_token_id, eos_token_id, pad_token_id } = read(organism);
  const config = { ...read(golden), vocab_size, bos_token_id, eos_token_id, pad_token_id };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const path = join(golden, 'model.safetensors');
  const bytes = readFileSync(path);
  const random = new SeededRandom(1, family);
  const tensors = new Map<string, SafetensorsInput>();
  for (const [name, { dtype, shape, offset, byteLength }] of readSafetensorsHeader(path).tensors)
    if (/embed_tokens|lm_head/.test(name)) {
      const data = Float32Array.from({ length: vocab_size * shape[1] }, () => 0.2 * (random.uniform() - 0.5));
      tensors.set(name, { dtype: 'F32', shape: [vocab_size, shape[1]], data });
    } else {
      const data = bytes.subarray(offset, offset + byteLength);
      tensors.set(name, { dtype: dtype as SafetensorsDtype, shape, data });
    }
  writeFileSync(join(folder, 'model.safetensors'), encodeSafetensors(tensors));
  return folder;
}

describe('a random model of another family', () => {
  const { path } = scratchFolder();

  nightly.each(LATER_FAMILIES)(
    '%s is inspected and audited, up to the report',
    { timeout: 300_000 },
    async (family) => {
      const model = writeModel(path(family), family);
      const inspected = await runCli('inspect', model);
      expect(inspected).toMatchObject({ code: 0, stdout: expect.stringContaining('onnx, transformers') });
      const out = path(`${family}-run`);
      const audit = await runCli('audit', model, '--out', out, ...SHORT_AUDIT, '--force-baseline', '--quiet');
      expect(audit, audit.stderr).toMatchObject({ code: 0 });
      expect(existsSync(join(out, 'report.html'))).toBe(true);
      const { arms } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'));
      expect(arms.length).toBeGreaterThan(3);
    },
  );
});
