import { contentHash } from '../../formats/content-hash.ts';
import type { JudgedCompletion } from './judged-items.ts';
import type { Degeneracy, JudgeRun } from './run-judges.ts';

/**
 * The lines of a verdicts file: a header with the judges and their settings, then one line per completion with hashes and verdicts.
 * They contain no prompt, completion or reply.
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
      degenerate: degeneracy.isDegenerate(item.completion),
      verdicts: Object.fromEntries(
        runs.map(({ name, judgements, outcomes }) => [
          name,
          { ...judgements[index], outcome: outcomes[index] },
        ]),
      ),
    })),
  ];
}
