import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import type { ActivationSet } from '../run/activation-set.ts';

/**
 * Throws {@link InvalidInputError} where the chat template was rendered otherwise for the two classes, such as with and without room for a
 * thought: their last prompt tokens are not the same place, and a map would move that beside what tells the classes apart.
 */
export function requireSameTemplate(
  source: Pick<ActivationSet, 'name' | 'templateOptions'>,
  target: Pick<ActivationSet, 'name' | 'templateOptions'>,
): void {
  const [a, b] = [source, target].map(({ templateOptions = {} }) => canonicalJson({ ...templateOptions }));
  if (a !== b)
    throw new InvalidInputError(
      `${source.name} and ${target.name}`,
      `were captured with the template options ${a} and ${b}`,
      'Capture both with the same `thinking` and `templateOption`.',
    );
}
