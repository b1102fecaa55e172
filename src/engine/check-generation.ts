import type { ModelConfig } from '../checkpoint/model-config.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { checkTokens } from './check-request.ts';
import type { GenerateRequest } from './engine.ts';

/** Throws {@link InvalidInputError} unless the number of new tokens, drafts and alternatives can be used. */
export function checkGeneration(
  config: ModelConfig,
  { sequences, maxNewTokens, drafts, alternatives, divergence }: GenerateRequest,
): void {
  if (!Number.isInteger(maxNewTokens) || maxNewTokens < 1)
    throw new InvalidInputError('maxNewTokens', `${maxNewTokens} is not a positive integer`);
  if (divergence && !drafts) throw new InvalidInputError('divergence', 'needs drafts to follow');
  for (const [name, given] of Object.entries({ drafts, alternatives }))
    if (given && given.length !== sequences.length)
      throw new InvalidInputError(name, `are ${given.length} for ${sequences.length} sequences`);
  drafts?.forEach((draft, index) => {
    checkTokens(`draft ${index}`, draft, config);
  });
  alternatives?.forEach((candidates, index) => {
    for (const candidate of candidates) checkTokens(`alternative ${index}`, candidate, config);
  });
}
