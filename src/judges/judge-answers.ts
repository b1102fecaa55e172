import type { Judge, JudgedItem, Judgement, JudgeOptions } from './judge.ts';

/** Judgements of all items in their order: the judge is asked about answers alone, and an unfinished thought is `unclear` to all. */
export async function judgeAnswers(
  judge: Judge,
  items: readonly JudgedItem[],
  options: JudgeOptions,
): Promise<Judgement[]> {
  const asked = items.filter(({ unfinishedThought }) => !unfinishedThought);
  const judgements = await judge.judge(asked, options);
  let next = 0;
  return items.map(({ unfinishedThought }) =>
    unfinishedThought ? { label: 'unclear' } : judgements[next++],
  );
}
