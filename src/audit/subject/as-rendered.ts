import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { templateThinking } from '../../checkpoint/template-thinking.ts';
import { withTemplateChoice } from '../../checkpoint/with-template-choice.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { modelThoughts } from '../../stages/model/thought-tokens.ts';
import type { AuditOptions } from './audit-options.ts';

/**
 * A model as an audit renders its prompts, and the options with what its chat template decides where they leave it open: whether it thinks.
 * Both are part of the run's identity. Throws TemplateSwitchError where the template has no switch for what is asked, and
 * {@link InvalidInputError} on the token scope `answer` where it knows no thoughts.
 */
export function asRendered(
  given: Checkpoint,
  options: AuditOptions,
): { readonly checkpoint: Checkpoint; readonly options: AuditOptions } {
  const checkpoint = withTemplateChoice(given, options);
  const { thinks } = templateThinking(checkpoint.chatTemplate());
  if (options.scope === 'answer' && !modelThoughts(checkpoint))
    throw new InvalidInputError(
      '`scope: answer`',
      `the chat template of ${checkpoint.name} knows no thoughts`,
      'All that it generates is the answer: use `scope: generated`.',
    );
  return options.thinking !== undefined || thinks === undefined
    ? { checkpoint, options }
    : { checkpoint, options: { ...options, thinking: thinks ? 'on' : 'off' } };
}
