import { InvalidArgumentError, Option } from 'commander';
import { parseTemplateOption, templateOptionsOf } from '../../checkpoint/template/template-options.ts';
import { THINKING, type Thinking } from '../../checkpoint/template/thinking.ts';
import type { TemplateChoice } from '../../checkpoint/with-template-choice.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';

/** What the flags of {@link templateOptions} give. */
export interface TemplateFlags {
  readonly thinking?: Thinking;
  readonly templateOption?: readonly string[];
}

export const THINKING_TEXT =
  'whether the model may think before it answers (default: as its chat template has it)';
export const TEMPLATE_OPTION_TEXT =
  'set a variable that the chat template reads, as reasoning_effort=low; repeatable (inspect lists them)';

/** Options of whatever renders prompts: how the chat template is to be rendered. */
export function templateOptions(): Option[] {
  return [
    new Option('--thinking <which>', THINKING_TEXT).choices([...THINKING]),
    new Option('--template-option <key=value>', TEMPLATE_OPTION_TEXT).argParser(
      (text: string, earlier: readonly string[] = []) => {
        try {
          parseTemplateOption(text);
        } catch (error) {
          if (error instanceof InvalidInputError) throw new InvalidArgumentError('Expected KEY=VALUE.');
          throw error;
        }
        return [...earlier, text];
      },
    ),
  ];
}

/** The choice that flags make. */
export function templateChoiceOf({ thinking, templateOption }: TemplateFlags): TemplateChoice {
  return { thinking, templateOptions: templateOptionsOf(templateOption) };
}
