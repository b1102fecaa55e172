import type { DatasetPrompt } from './dataset-prompt.ts';
import type { PromptSet } from './prompt-set.ts';
import { setLabels } from './set-labels.ts';

/** The prompts of several sets, one behind the other. With more than one set an id becomes `<label of the set>/<id>`. */
export function poolPromptSets(sets: readonly Pick<PromptSet, 'name' | 'prompts'>[]): DatasetPrompt[] {
  if (sets.length === 1) return [...sets[0].prompts];
  const labels = setLabels(sets);
  return sets.flatMap(({ prompts }, index) =>
    prompts.map((prompt) => ({ ...prompt, id: `${labels[index]}/${prompt.id}` })),
  );
}
