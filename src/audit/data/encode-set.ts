import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { contentHash } from '../../formats/content-hash.ts';
import type { AuditPrompt, PromptSet } from './audit-data-types.ts';
import { encodeUserTurn, type TurnOptions } from './encode-user-turn.ts';

/** Prompts as the model will see them, with the groups they are in. */
export function encodeSet(
  checkpoint: Checkpoint,
  name: string,
  prompts: readonly AuditPrompt[],
  groups: readonly number[],
  turn: TurnOptions,
): PromptSet {
  return {
    name,
    prompts,
    sequences: prompts.map((prompt) => encodeUserTurn(checkpoint, prompt, turn)),
    hash: contentHash(canonicalJson(prompts.map(({ prompt }) => prompt))),
    groups,
  };
}
