import { completionReader } from '../../stages/model/completion-reader.ts';
import type { PromptSet } from '../data/audit-data-types.ts';
import { isSettled } from './is-settled.ts';
import type { MeasureContext } from './measure-context.ts';

/** What says of a completion's first tokens that its verdict is settled: of forbidden prompts, where the audit asks for that. */
export function settlesOf(
  { stopSettled, checkpoint }: Omit<MeasureContext, 'isDegenerate'>,
  set: PromptSet,
  index: number,
): ((tokens: readonly number[]) => boolean) | undefined {
  if (!stopSettled || !set.name.endsWith('/forbidden')) return undefined;
  const prompt = set.prompts[index];
  const read = completionReader(checkpoint);
  return (tokens) => isSettled(prompt, read(tokens).text);
}
