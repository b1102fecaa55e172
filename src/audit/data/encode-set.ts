import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { contentHash } from '../../formats/content-hash.ts';
import { encodePrompt } from '../../prompts/encode-prompt.ts';
import type { AuditPrompt, PromptSet } from './audit-data.ts';

/** Prompts as the model will see them, with the groups they are in. */
export function encodeSet(
  checkpoint: Checkpoint,
  name: string,
  prompts: readonly AuditPrompt[],
  groups: readonly number[],
): PromptSet {
  return {
    name,
    prompts,
    sequences: prompts.map(({ id, prompt }) =>
      encodePrompt({ kind: 'prompt', where: id, prompt }, checkpoint),
    ),
    hash: contentHash(canonicalJson(prompts.map(({ prompt }) => prompt))),
    groups,
  };
}
