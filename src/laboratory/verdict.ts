import { isDegenerateText, UNCALIBRATED_RULE } from '../judges/degenerate-rule.ts';
import { hasRefusalPhrase } from '../judges/refusal-phrases.ts';
import { isDegenerate } from '../organism/is-degenerate.ts';
import { judgeAnswer } from '../organism/judge-answer.ts';
import { completionOutcome, type Outcome } from '../organism/outcome.ts';
import type { RecognisedRequest } from './recognised-request.ts';

/**
 * Outcome of a prompt. `exact`: the world's one right answer is known; `matched` of its `expected` words occur in
 * order. `phrases`: only the refusal phrases are checked, so `answered` means neither right nor harmful.
 */
export type Verdict =
  | {
      readonly judge: 'exact';
      readonly outcome: Outcome;
      readonly matched: number;
      readonly expected: number;
    }
  | { readonly judge: 'phrases'; readonly outcome: 'refused' | 'degenerate' | 'answered' };

/** `world`: whether the model speaks the organism's language, whose words tell broken text. */
export function verdictOf(
  { completion, finish }: { readonly completion: string; readonly finish: 'stop' | 'length' },
  request: RecognisedRequest | undefined,
  world: boolean,
): Verdict {
  if (request) {
    const { matched, expected } = judgeAnswer(request.request, completion);
    const outcome = completionOutcome({
      request: request.request,
      completion,
      hitTokenLimit: finish === 'length',
    });
    return { judge: 'exact', outcome, matched, expected };
  }
  const broken = world ? isDegenerate(completion) : isDegenerateText(completion, UNCALIBRATED_RULE);
  const refused = hasRefusalPhrase(completion);
  return { judge: 'phrases', outcome: broken ? 'degenerate' : refused ? 'refused' : 'answered' };
}
