import type { Checkpoint } from './checkpoint.ts';
import type { ChatTemplate } from './compile-chat-template.ts';
import type { TemplateOptions } from './template/template-options.ts';
import type { Thinking } from './template/thinking.ts';
import { TemplateSwitchError } from './template-switch-error.ts';
import { templateThinking } from './template-thinking.ts';

/** What is asked of a model's chat template beside its conversation. */
export interface TemplateChoice {
  /** Whether the model may think before it answers; default: as the template has it. */
  readonly thinking?: Thinking | undefined;
  /** Values of further variables that the template reads; default none. */
  readonly templateOptions?: TemplateOptions | undefined;
}

/**
 * The same checkpoint with a chat template that renders as chosen; itself where nothing is. Throws {@link TemplateSwitchError} where
 * the template has no switch for it, and what loading the template throws.
 */
export function withTemplateChoice(checkpoint: Checkpoint, choice: TemplateChoice): Checkpoint {
  if (choice.thinking === undefined && choice.templateOptions === undefined) return checkpoint;
  const template = chosenTemplate(checkpoint.name, checkpoint.chatTemplate(), choice);
  // Stop tokens are looked up when first needed; copying the value would look them up now.
  return Object.defineProperties({} as Checkpoint, {
    ...Object.getOwnPropertyDescriptors(checkpoint),
    chatTemplate: { value: () => template, enumerable: true },
  });
}

function chosenTemplate(
  model: string,
  template: ChatTemplate,
  { thinking, templateOptions = {} }: TemplateChoice,
): ChatTemplate {
  for (const [key, value] of Object.entries(templateOptions))
    if (!template.variables.includes(key))
      throw new TemplateSwitchError(
        model,
        `templateOption: ${key}=${value}`,
        `the chat template does not read ${key}`,
        template.variables,
      );
  const set = template.with(templateOptions);
  if (thinking === undefined) return set;
  const known = templateThinking(set);
  if (known.switch !== undefined) return set.with({ [known.switch]: thinking === 'on' });
  // Nothing to switch, but so it is.
  if (known.thinks === (thinking === 'on')) return set;
  throw new TemplateSwitchError(
    model,
    `thinking: ${thinking}`,
    known.thinks === true
      ? 'the chat template always leaves room for a thought'
      : known.thinks === false
        ? 'the chat template never leaves room for a thought'
        : 'the chat template has no switch for thinking',
    template.variables,
  );
}
