import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { ListedPrompts, ModelListing } from '../laboratory/model-listing.ts';
import { formatMegabytes } from '../wording/format-bytes.ts';
import type { Site, SiteEntry } from './site.ts';

/** Most bytes of weights that a browser can load and hold several times over. */
export const MOST_MODEL_BYTES = 50e6;

const TEXTS = ['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json'];
const TEMPLATE = 'chat_template.jinja';

/**
 * The files of a checkpoint that the page loads, and `/model/listing.json`, which names them and
 * holds the prompts. Throws
 * {@link InvalidInputError} on a model above {@link MOST_MODEL_BYTES}, and what the checkpoint's tokenizer and template throw.
 */
export function modelSite(checkpoint: Checkpoint, prompts: ListedPrompts): Site {
  const { folder, name, tensors } = checkpoint;
  const weights = [...new Set([...tensors.values()].map(({ file }) => file))];
  const bytes = weights.reduce((sum, file) => sum + statSync(file).size, 0);
  if (bytes > MOST_MODEL_BYTES)
    throw new InvalidInputError(
      name,
      `has ${formatMegabytes(bytes)} of weights; the lab runs models of at most ${formatMegabytes(MOST_MODEL_BYTES)} in the browser`,
      'refusal-lab audit, explain and generate run larger ones.',
    );
  checkpoint.tokenizer();
  checkpoint.chatTemplate();
  const site = new Map<string, SiteEntry>();
  const files: { name: string; bytes: number }[] = [];
  for (const file of [...[...TEXTS, TEMPLATE].map((text) => join(folder, text)), ...weights]) {
    if (!existsSync(file)) continue;
    const type = file.endsWith('.json') ? 'application/json' : 'application/octet-stream';
    files.push({ name: basename(file), bytes: statSync(file).size });
    site.set(`/model/${encodeURIComponent(basename(file))}`, { type, body: { file } });
  }
  const listing: ModelListing = { name, files, prompts };
  site.set('/model/listing.json', {
    type: 'application/json',
    body: { bytes: new TextEncoder().encode(JSON.stringify(listing)) },
  });
  return site;
}
