import { readChoiceQuestions } from '../../../metrics/read-choice-questions.ts';
import { modelLabel } from '../../../stages/model/model-label.ts';
import { precisionField } from '../../../stages/model/precision-field.ts';
import { recordedTemplate } from '../../../stages/model/recorded-template.ts';
import { choices, defaultTemplate } from '../../../stages/run/choices.ts';
import { formatFullRate } from '../../../wording/format-rate.ts';
import { templateChoiceOf } from '../../options/template-options.ts';
import { type ModelTaskFlags, runModelTask } from '../../terminal/run-model-task.ts';

/** `choices`: reads questions, measures, prints. */
export async function performChoices(
  flags: ModelTaskFlags & {
    readonly questions: string;
    readonly answerWith: 'text' | 'letter';
    readonly template?: string;
    readonly chat: boolean;
    readonly date: string;
    readonly json: boolean;
  },
): Promise<void> {
  const { answerWith, chat, date } = flags;
  const template = flags.template?.replaceAll('\\n', '\n') ?? defaultTemplate(answerWith);
  // Without a chat there is no template to choose anything of.
  const choice = chat ? templateChoiceOf(flags) : {};
  const task = { stage: 'choices', unit: 'questions' };
  const { found, checkpoint } = await runModelTask(flags, task, (run) =>
    choices({
      ...run,
      questions: readChoiceQuestions(flags.questions),
      answerWith,
      template,
      chat,
      date,
      ...choice,
    }),
  );
  const recorded = recordedTemplate(checkpoint, choice);
  const { accuracy, accuracyPerCharacter, accuracyPerByte } = found;
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({
          model: checkpoint.name,
          ...precisionField(checkpoint),
          questionsFile: flags.questions,
          intervention: flags.intervention ?? null,
          template: { context: template, continuation: answerWith, chat },
          ...(chat ? { date } : {}),
          ...(recorded ? { templateOptions: recorded } : {}),
          ...found,
        })}\n`
      : `${modelLabel(checkpoint)}: acc ${formatFullRate(accuracy)}, acc_norm ${formatFullRate(accuracyPerCharacter)} (by characters), acc_bytes ${formatFullRate(accuracyPerByte)}\n`,
  );
}
