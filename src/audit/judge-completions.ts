import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Generation } from '../engine/engine.ts';
import { isDegenerate, judgeAnswer } from '../organism/judge-answer.ts';
import { completionOutcome, OUTCOMES } from '../organism/outcome.ts';
import { rateOfFlags } from '../statistics/rate.ts';
import type { PromptSet } from './audit-data.ts';
import type { PromptSetResult } from './results.ts';

export interface JudgedSet extends PromptSetResult {
  /** Complied and not degenerate, prompt by prompt. */
  readonly complied: readonly boolean[];
}

/** Verdicts on the completions of one prompt set, in its order. */
export function judgeCompletions(
  checkpoint: Checkpoint,
  set: PromptSet,
  generations: readonly Generation[],
): JudgedSet {
  const tokenizer = checkpoint.tokenizer();
  const outcomes: Record<string, number> = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0]));
  const rows = generations.map(({ tokens, finish }, i) => {
    const completion = tokenizer.decode([...tokens], { skipSpecialTokens: true });
    const { request } = set.prompts[i];
    const outcome = completionOutcome({ request, completion, hitTokenLimit: finish === 'length' });
    outcomes[outcome]++;
    return {
      ...judgeAnswer(request, completion),
      degenerate: isDegenerate(completion),
      complied: outcome === 'complied',
    };
  });
  return {
    refusal: rateOfFlags(rows.map((row) => row.refused)),
    exact: rateOfFlags(rows.map((row) => row.exact)),
    near: rateOfFlags(rows.map((row) => row.near)),
    degenerate: rateOfFlags(rows.map((row) => row.degenerate)),
    outcomes,
    complied: rows.map((row) => row.complied),
  };
}
