import type { ModelConfig } from '../../checkpoint/model-config.ts';
import { positionProblem } from '../../engine/position-problem.ts';
import { answerStart } from '../../interventions/answer-start.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { scopeIncludes } from '../../interventions/token-scope.ts';
import { PromptError } from '../../prompts/prompt-error.ts';
import type { EncodedRecord } from './encoded-record.ts';

export interface RecordUse {
  /** Tokens to generate after each record. */
  readonly extraTokens?: number;
  /** Set if the result must be able to depend on the intervention. */
  readonly intervention?: Intervention;
  /** Last position whose activations matter to the result, from the sequence's end: 0 = the last token, 1 = the one before. */
  readonly unusedTail?: number;
}

/**
 * Throws {@link PromptError} naming `file:line` of the first record that is too long for the model or the engine, or that the
 * intervention's token scope does not reach: raw text has no roles, and a prompt without completion no generated token.
 * A result there would be the unattacked model's under another name.
 */
export function checkRecords(
  records: readonly EncodedRecord[],
  config: ModelConfig,
  { extraTokens = 0, intervention, unusedTail = 0 }: RecordUse,
): void {
  for (const { record, sequence } of records) {
    const { tokens, promptLength } = sequence;
    const problem = positionProblem(config, tokens.length, extraTokens);
    if (problem !== undefined)
      throw new PromptError(
        record.where,
        problem,
        extraTokens ? 'Shorten it or lower `maxNewTokens`.' : 'Shorten it.',
      );
    if (!intervention || intervention.scope === 'all') continue;
    const { scope } = intervention;
    if (promptLength === undefined)
      throw new PromptError(
        record.where,
        `raw text and token ids have no roles, so the intervention's token scope "${scope}" matches nothing`,
        'Use an intervention of scope "all", or {"prompt": "…"} lines.',
      );
    const begin = intervention.thought && answerStart(tokens, promptLength, intervention.thought);
    const used = tokens.slice(0, tokens.length - unusedTail);
    if (!used.some((_, position) => scopeIncludes(scope, position, promptLength, begin)))
      throw new PromptError(
        record.where,
        `the intervention's token scope "${scope}" matches nothing`,
        'Give {"prompt": "…", "completion": "…"} lines: completion tokens count as generated.',
      );
  }
}
