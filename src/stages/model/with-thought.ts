import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { withParts } from '../../interventions/with-parts.ts';
import { modelThoughts } from './thought-tokens.ts';

/**
 * An intervention as this model runs it: one of scope `answer` with the marks of the model's thoughts, any other as it is. Throws
 * {@link InvalidInputError} where the model's chat template knows no thoughts.
 */
export function withThought(intervention: Intervention, checkpoint: Checkpoint): Intervention {
  if (intervention.scope !== 'answer') return intervention;
  const thought = modelThoughts(checkpoint)?.marks;
  if (!thought)
    throw new InvalidInputError(
      '`scope: answer`',
      `the chat template of ${checkpoint.name} knows no thoughts`,
      'All that it generates is the answer: use `scope: generated`.',
    );
  return withParts(intervention, { thought });
}
