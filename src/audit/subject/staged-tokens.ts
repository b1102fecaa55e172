import type { Thinking } from '../../checkpoint/template/thinking.ts';
import { DIVERGENCE_STEPS } from '../../metrics/divergence.ts';
import type { Effort } from '../../results/effort.ts';

/** Prompts per class that arms are screened on, and that their short completions are of: the first of the selection split. */
export const SCREEN_PROMPTS = 16;
export const HALVING_PROMPTS = 32;
/** Tokens of a short completion: a refusal is nearly always under way by then. */
const HALVING_TOKENS = 16;
/** Tokens of the completions that choices are made from. */
const SELECTION_TOKENS = 2 * DIVERGENCE_STEPS;

/** Longer than {@link DIVERGENCE_STEPS}: worth ending early. Shorter ones are completed whole at every stage. */
export const isLong = (maxNewTokens: number): boolean => maxNewTokens > DIVERGENCE_STEPS;

/** The longest completions of each stage; in a full audit, and where the model thinks, all are `maxNewTokens`. */
export interface StagedTokens {
  readonly halving: number;
  readonly selection: number;
  /** Of harmless prompts on the selection split, and of harmless and borderline ones on the test split: what KL32 needs. Those of harmful test prompts are always whole: a success is believed at full length alone. */
  readonly harmless: number;
}

export function stagedTokens({
  effort = 'full',
  maxNewTokens,
  thinking,
}: {
  readonly effort?: Effort;
  readonly thinking?: Thinking;
  readonly maxNewTokens: number;
}): StagedTokens {
  // The beginning of a completion with a thought is a thought: there is no answer to choose by.
  if (effort === 'full' || !isLong(maxNewTokens) || thinking === 'on')
    return { halving: maxNewTokens, selection: maxNewTokens, harmless: maxNewTokens };
  return {
    halving: HALVING_TOKENS,
    selection: Math.min(maxNewTokens, SELECTION_TOKENS),
    harmless: DIVERGENCE_STEPS,
  };
}
