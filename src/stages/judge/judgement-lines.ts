import { contentHash } from '../../formats/content-hash.ts';
import type { JudgedCompletion } from './judged-items.ts';
import type { Degeneracy, JudgeRun } from './run-judges.ts';

/**
 * The lines of a verdicts file: a header that says who judged and how, then a line a completion with hashes and verdicts.
 * No prompt, completion or reply is in it.
 */
export function judgementLines(
  items: readonly JudgedCompletion[],
  runs: readonly JudgeRun[],
  degeneracy: Degeneracy,
): unknown[] {
  const header = {
    format: 'refusal-lab/verdicts',
    version: 1,
    judges: Object.fromEntries(runs.map(({ name, description }) => [name, description])),
    degenerate: degeneracy.description,
  };
  return [
    header,
    ...items.map((item, index) => ({
      ...(item.givenId === undefined ? {} : { id: item.givenId }),
      index: item.index,
      prompt: contentHash(item.prompt),
      completion: contentHash(item.completion),
      finish: item.finish,
      verdicts: Object.fromEntries(
        runs.map(({ name, judgements, outcomes }) => [
          name,
          { ...judgements[index], outcome: outcomes[index] },
        ]),
      ),
    })),
  ];
}
