#!/usr/bin/env node
// Writes the organism's training documents as JSON lines: node organism/recipe/export-corpus.js FOLDER (after a build).
//   pretraining.jsonl   {"context": "", "target": text}: all of the text is learnt
//   tuning-<seed>.jsonl {"context": question, "target": answer}: the loss is taken on the target
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { pretrainingDocument, tuningDocument } from '../../dist/organism/corpus.js';
import { SeededRandom } from '../../dist/statistics/seeded-random.js';

/** More documents than train.py reads. */
const PRETRAINING_DOCUMENTS = 150_000;
const TUNING_DOCUMENTS = 40_000;
const TUNING_SEEDS = [1, 2, 3];

const folder = process.argv[2];
if (!folder) {
  process.stderr.write('usage: node organism/recipe/export-corpus.js FOLDER\n');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

async function write(name, count, random, draw) {
  const stream = createWriteStream(join(folder, name));
  for (let i = 0; i < count; i++) stream.write(`${JSON.stringify(draw(random))}\n`);
  stream.end();
  await finished(stream);
  process.stderr.write(`${join(folder, name)}: ${count} documents\n`);
}

await write('pretraining.jsonl', PRETRAINING_DOCUMENTS, new SeededRandom(1, 'pretraining'), (random) => ({
  context: '',
  target: pretrainingDocument(random),
}));
for (const seed of TUNING_SEEDS)
  await write(`tuning-${seed}.jsonl`, TUNING_DOCUMENTS, new SeededRandom(seed, 'tuning'), tuningDocument);
