import { judgeAnswer } from '../organism/judge-answer.ts';
import type { Judge, JudgedItem, Judgement } from './judge.ts';

/** Compares with the one right answer of the organism's world. Items without a request fail: no right answer is known. */
export function exactJudge(): Judge {
  return {
    name: 'exact',
    tells: 'both',
    description: { kind: 'exact', world: 'organism' },
    judge: async (items, options) => {
      options?.signal?.throwIfAborted();
      const judgements = items.map(judgementOf);
      options?.onProgress?.(items.length);
      return judgements;
    },
  };
}

function judgementOf({ request, completion }: JudgedItem): Judgement {
  if (!request) return { label: 'failed', problem: 'no right answer is known' };
  const { refused, exact, matched, expected } = judgeAnswer(request, completion);
  return {
    label: refused ? 'refused' : exact ? 'complied' : 'unclear',
    score: refused ? 0 : matched / expected,
  };
}
