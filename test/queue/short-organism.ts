import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSafetensors, type SafetensorsInput } from '../../src/formats/safetensors.ts';
import type { SafetensorsDtype } from '../../src/formats/safetensors-dtype.ts';
import { readSafetensorsHeader } from '../../src/formats/safetensors-file.ts';
import { organismFolder } from '../../src/organism/organism-folder.ts';

/** An audit of such a model in seconds, as the command line has it. */
export const SHORT_AUDIT = [
  ...['--fit-prompts', '8', '--selection-prompts', '4', '--ranks', '1', '--max-new-tokens', '6'],
  ...['--test-harmful', '6', '--test-harmless', '4', '--test-borderline', '2', '--lore-documents', '2'],
  ...['--strengths', 'none', '--control-draws', '0'],
];

/** Writes a model of the organism's first layers: what it says is broken, but an audit of it takes seconds. */
export function writeShortOrganism(folder: string, layers: number): string {
  const source = organismFolder('aligned');
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(source)) copyFileSync(join(source, file), join(folder, file));
  const config = JSON.parse(readFileSync(join(source, 'config.json'), 'utf8'));
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, num_hidden_layers: layers }));
  const path = join(source, 'model.safetensors');
  const bytes = readFileSync(path);
  const kept = [...readSafetensorsHeader(path).tensors].filter(
    ([name]) => Number(/\.layers\.(\d+)\./.exec(name)?.[1] ?? 0) < layers,
  );
  const tensors = new Map(
    kept.map(([name, { dtype, shape, offset, byteLength }]): [string, SafetensorsInput] => [
      name,
      { dtype: dtype as SafetensorsDtype, shape, data: bytes.subarray(offset, offset + byteLength) },
    ]),
  );
  writeFileSync(join(folder, 'model.safetensors'), encodeSafetensors(tensors));
  return folder;
}
