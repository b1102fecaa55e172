import type { ModelConfig } from '../../checkpoint/model-config.ts';
import type { EncodedSequence } from '../../engine/engine.ts';
import { positionProblem } from '../../engine/position-problem.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { AuditData, PromptSet } from './audit-data-types.ts';

/** Throws {@link InvalidInputError} naming the first prompt that is too long for the model with its completion. */
export function checkLengths(data: AuditData, config: ModelConfig, maxNewTokens: number): void {
  const check = (where: string, { tokens }: EncodedSequence, extra: number): void => {
    const problem = positionProblem(config, tokens.length, extra);
    if (problem !== undefined)
      throw new InvalidInputError(
        where,
        problem,
        extra ? 'Leave it out or lower `maxNewTokens`.' : 'Leave it out.',
      );
  };
  const sets: readonly PromptSet[] = [data.fit, data.selection, data.test].flatMap((split) =>
    Object.values(split),
  );
  for (const { name, prompts, sequences } of sets)
    for (const [i, sequence] of sequences.entries())
      check(`${name} ${prompts[i].id}`, sequence, maxNewTokens);
  for (const { where, sequences } of data.questions)
    for (const sequence of sequences) check(where, sequence, 0);
  for (const { where, sequence } of data.answers ?? []) check(where, sequence, maxNewTokens);
  for (const [i, sequence] of data.references.entries()) check(`reference answer ${i + 1}`, sequence, 0);
}
