import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ORGANISM_NAMES, organismFolder } from './organism-folder.ts';
import { UnknownOrganismError } from './unknown-organism-error.ts';

test.each(ORGANISM_NAMES)('%s is packaged', (name) => {
  for (const file of [
    'config.json',
    'model.safetensors',
    'tokenizer.json',
    'tokenizer_config.json',
    'chat_template.jinja',
  ])
    expect(existsSync(join(organismFolder(name), file)), file).toBe(true);
});

test('another name is refused with the known ones', () => {
  expect(() => organismFolder('safe')).toThrow(UnknownOrganismError);
  expect(() => organismFolder('safe')).toThrow('Known: base, aligned, aligned-2.');
});
