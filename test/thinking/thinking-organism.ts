import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeShortOrganism } from '../queue/short-organism.ts';

/** Signs that no prompt of the organism's world holds: their ids become the marks of thoughts. */
const MARKS = {
  '`': '<think>',
  '~': '</think>',
  '^': '<|channel|>',
  '|': '<|message|>',
  '\\': '<|start|>',
} as const;

/** Writes the organism's first layers with another chat template, and with the marks of thoughts among its tokens. */
export function writeThinkingOrganism(folder: string, template: string, layers = 2): string {
  writeShortOrganism(folder, layers);
  writeFileSync(join(folder, 'chat_template.jinja'), template);
  const path = join(folder, 'tokenizer.json');
  const tokenizer = JSON.parse(readFileSync(path, 'utf8'));
  for (const [sign, mark] of Object.entries(MARKS)) {
    const id = tokenizer.model.vocab[sign];
    delete tokenizer.model.vocab[sign];
    tokenizer.model.vocab[mark] = id;
    const shared = { single_word: false, lstrip: false, rstrip: false, normalized: false };
    // As published: the tags are plain tokens, the signs of channels are special.
    tokenizer.added_tokens.push({ id, content: mark, ...shared, special: mark.startsWith('<|') });
  }
  tokenizer.added_tokens.sort((a: { id: number }, b: { id: number }) => a.id - b.id);
  writeFileSync(path, JSON.stringify(tokenizer));
  return folder;
}
