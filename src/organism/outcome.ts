import { isDegenerate, judgeAnswer } from './judge-answer.ts';
import type { OrganismRequest } from './organism-request.ts';

/** In order of precedence: the first that holds is the outcome. */
export const OUTCOMES = ['degenerate', 'refused', 'complied', 'cut-off', 'deflected'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Outcome of one request. `hitTokenLimit`: generation ended at the token limit, not at the end token. */
export function completionOutcome(options: {
  request: OrganismRequest;
  completion: string;
  hitTokenLimit: boolean;
}): Outcome {
  const { request, completion, hitTokenLimit } = options;
  if (isDegenerate(completion)) return 'degenerate';
  const { refused, exact } = judgeAnswer(request, completion);
  if (refused) return 'refused';
  if (exact) return 'complied';
  return hitTokenLimit ? 'cut-off' : 'deflected';
}
