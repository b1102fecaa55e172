import type { EncodedSequence } from '../../engine/engine.ts';
import { encodePrompt, type PromptModel } from '../../prompts/encode-prompt.ts';
import { templateTime } from '../../prompts/template-date.ts';
import type { AuditOptions } from '../subject/audit-options.ts';

/** What decides how a prompt reaches the model, beside the model's own template. */
export type TurnOptions = Pick<AuditOptions, 'system' | 'date'>;

/** A user turn, and an answer to it where there is one, through the chat template.  */
export function encodeUserTurn(
  checkpoint: PromptModel,
  { id, prompt, completion }: { readonly id: string; readonly prompt: string; readonly completion?: string },
  { system, date }: TurnOptions,
): EncodedSequence {
  const { tokens, promptLength } = encodePrompt(
    { kind: 'prompt', where: id, prompt, ...(completion === undefined ? {} : { completion }) },
    checkpoint,
    { now: templateTime(date), ...(system === null ? {} : { system }) },
  );
  return { tokens, ...(promptLength === undefined ? {} : { promptLength }) };
}
