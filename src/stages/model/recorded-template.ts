import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { TemplateOptions } from '../../checkpoint/template/template-options.ts';
import { type TemplateChoice, withTemplateChoice } from '../../checkpoint/with-template-choice.ts';

/** The variables of the chat template that a choice sets; undefined where it sets none. Throws what `withTemplateChoice` throws. */
export function recordedTemplate(
  checkpoint: Checkpoint,
  choice: TemplateChoice,
): TemplateOptions | undefined {
  if (choice.thinking === undefined && choice.templateOptions === undefined) return undefined;
  const { options } = withTemplateChoice(checkpoint, choice).chatTemplate();
  return Object.keys(options).length > 0 ? options : undefined;
}
