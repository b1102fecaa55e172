import { createHash } from 'node:crypto';
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { Generation } from '../../engine/engine.ts';
import { isDegenerate, judgeAnswer } from '../../organism/judge-answer.ts';
import { completionOutcome } from '../../organism/outcome.ts';
import type { PromptSet } from '../audit-data.ts';
import { OUTCOME_LETTERS, type SetObservation } from './observation.ts';

const DIGEST_LENGTH = 8;

/** Verdicts on the completions of one prompt set; the texts end here. */
export function observeSet(
  checkpoint: Checkpoint,
  set: PromptSet,
  generations: readonly Generation[],
): SetObservation {
  const tokenizer = checkpoint.tokenizer();
  const rows = generations.map(({ tokens, finish }, i) => {
    const completion = tokenizer.decode([...tokens], { skipSpecialTokens: true });
    const { request } = set.prompts[i];
    const outcome = completionOutcome({ request, completion, hitTokenLimit: finish === 'length' });
    return {
      ...judgeAnswer(request, completion),
      degenerate: isDegenerate(completion),
      outcome: OUTCOME_LETTERS[outcome],
      digest: createHash('sha256').update(completion).digest('hex').slice(0, DIGEST_LENGTH),
      length: tokens.length,
    };
  });
  const bits = (name: 'refused' | 'exact' | 'near' | 'degenerate'): string =>
    rows.map((row) => (row[name] ? '1' : '0')).join('');
  return {
    outcomes: rows.map(({ outcome }) => outcome).join(''),
    flags: {
      refused: bits('refused'),
      degenerate: bits('degenerate'),
      exact: bits('exact'),
      near: bits('near'),
    },
    digests: rows.map(({ digest }) => digest),
    lengths: rows.map(({ length }) => length),
  };
}
