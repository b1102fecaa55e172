import { type TemplateChoice, withTemplateChoice } from '../../checkpoint/with-template-choice.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { ChoiceQuestion } from '../../metrics/choice-question.ts';
import { encodeQuestion, LETTER_CONTEXT, TEXT_CONTEXT } from '../../metrics/encode-question.ts';
import { type ChoiceAccuracy, choiceAccuracy } from '../../metrics/multiple-choice.ts';
import { TEMPLATE_DATE, templateTime } from '../../prompts/template-date.ts';
import { interventionFor } from './intervention-input.ts';
import type { RunOptions } from './run-options.ts';

export interface ChoicesOptions extends RunOptions, TemplateChoice {
  /** At least one; errors name a question by `where`, by default `questions[index]`. */
  readonly questions: readonly (Omit<ChoiceQuestion, 'where'> & { readonly where?: string })[];
  /** Score a choice's text (default), or its letter. */
  readonly answerWith?: 'text' | 'letter';
  /** The text before an answer, containing {question} and, for letters, {choices}; default {@link defaultTemplate}. */
  readonly template?: string;
  /** Put the question into the chat template as a user's turn; default false. */
  readonly chat?: boolean;
  /** The date that the chat template sees, `YYYY-MM-DD`; default 2024-07-26. */
  readonly date?: string;
}

/** The default template: that of ARC or, for letters, of MMLU in lm-evaluation-harness. */
export function defaultTemplate(answerWith: 'text' | 'letter'): string {
  return answerWith === 'letter' ? LETTER_CONTEXT : TEXT_CONTEXT;
}

/**
 * Accuracy on multiple-choice questions by the log-probability of each choice in nats, with Wilson 95% intervals: `acc`
 * and `acc_norm` of lm-evaluation-harness.
 *
 * Questions are encoded before a weight is read. Rejects with InvalidInputError naming the question (too long, or not
 * reached by the intervention's token scope) or the template; OverflowError where the model computes NaN;
 * NotEnoughMemoryError; the signal's reason.
 *
 * @example
 * import { choices, openModel } from 'refusal-lab';
 *
 * const model = await openModel('organism:aligned');
 * const questions = [{ question: 'Where does the river run?', choices: ['east', 'west'], answer: 0 }];
 * const { accuracy } = await choices({ model, questions });
 * if (accuracy.n !== 1) throw new Error(`n = ${accuracy.n}`);
 * await model.close();
 */
export async function choices(options: ChoicesOptions): Promise<ChoiceAccuracy> {
  const {
    model,
    answerWith: continuation = 'text',
    chat = false,
    date = TEMPLATE_DATE,
    signal,
    onProgress,
  } = options;
  const checkpoint = withTemplateChoice(model.checkpoint, options);
  const intervention = interventionFor(checkpoint, options.intervention)?.intervention;
  if (options.questions.length === 0) throw new InvalidInputError('`questions`', 'are empty');
  const context = options.template ?? defaultTemplate(continuation);
  const questions = options.questions.map((question, index) =>
    encodeQuestion({ where: `questions[${index}]`, ...question }, checkpoint, {
      context,
      continuation,
      chat,
      now: templateTime(date),
    }),
  );
  const { maxPositions: positions } = checkpoint.config;
  return model.withEngine({ signal }, ({ engine }) =>
    choiceAccuracy(engine, questions, { positions, intervention, signal, onProgress }),
  );
}
