import type { EncodedSequence } from '../engine/engine.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { PromptModel } from '../prompts/encode-prompt.ts';
import { TEMPLATE_DATE, templateTime } from '../prompts/template-date.ts';
import { type ChoiceQuestion, choiceLetter } from './choice-question.ts';
import { tokeniseText } from './tokenise-text.ts';

/** Form in which a model is asked a question. */
export interface QuestionTemplate {
  /** The text before an answer; {question} and, for lettered answers, {choices} are placeholders. */
  readonly context: string;
  /** The scored text: the choice's text, or its letter. */
  readonly continuation: 'text' | 'letter';
  /** Put the context into the chat template as a user's turn, rather than as raw text. */
  readonly chat: boolean;
  /** The date that a chat template sees; the clock by default. */
  readonly now?: Date;
}

/** The context of ARC in lm-evaluation-harness: choices are not shown. */
export const TEXT_CONTEXT = 'Question: {question}\nAnswer:';
/** The context of MMLU there, without its sentence on the subject: lettered choices. */
export const LETTER_CONTEXT = '{question}\n{choices}\nAnswer:';

/** A question ready to be scored: one sequence per choice, the choice's tokens as completion. */
export interface EncodedQuestion {
  readonly where: string;
  readonly sequences: readonly (EncodedSequence & { readonly promptLength: number })[];
  /** UTF-8 bytes and code points of each choice, without the space before it. */
  readonly bytes: readonly number[];
  readonly characters: readonly number[];
  readonly answer: number;
}

/**
 * Context and each choice → token ids. As in lm-evaluation-harness a space joins them and both are encoded together, the
 * continuation being what goes beyond the context's own tokens, without special tokens behind it; in a chat the answer begins the assistant's turn, without
 * the space. Context tokens count as prompt, choice tokens as generated. Throws {@link InvalidInputError} on a template without
 * {question} (or a letter without {choices}), and naming `where` where a choice adds no token.
 */
export function encodeQuestion(
  question: ChoiceQuestion,
  model: PromptModel,
  template: QuestionTemplate,
): EncodedQuestion {
  const { where, choices, answer } = question;
  checkTemplate(template);
  const asked = fillIn(template.context, question);
  const { chat, continuation } = template;
  const text = chat
    ? model.chatTemplate().render([{ role: 'user', content: asked }], {
        addGenerationPrompt: true,
        now: template.now ?? templateTime(TEMPLATE_DATE),
      })
    : asked.trimEnd();
  const tokenizer = model.tokenizer();
  // A chat template writes the special tokens itself; elsewhere the tokenizer's trailing ones would be scored for the choice.
  const encode = (part: string): number[] => {
    if (chat) return tokenizer.encode(part, { addSpecialTokens: false });
    const { prefix, tokens } = tokeniseText(tokenizer, part);
    return [...prefix, ...tokens];
  };
  const context = encode(text);
  const sequences = choices.map((choice, i) => {
    const answered = continuation === 'letter' ? choiceLetter(i) : choice;
    const tokens = chat ? [...context, ...encode(answered)] : encode(`${text} ${answered}`);
    if (context.length === 0 || tokens.length <= context.length)
      throw new InvalidInputError(where, `choice ${choiceLetter(i)} adds no token to its context`);
    return { tokens, promptLength: context.length };
  });
  const bytes = choices.map((choice) => new TextEncoder().encode(choice).length);
  const characters = choices.map((choice) => [...choice].length);
  return { where, sequences, bytes, characters, answer };
}

function checkTemplate({ context, continuation }: QuestionTemplate): void {
  if (!context.includes('{question}'))
    throw new InvalidInputError(
      'template',
      'does not hold {question}',
      `For example ${JSON.stringify(TEXT_CONTEXT)}.`,
    );
  if (continuation === 'letter' && !context.includes('{choices}'))
    throw new InvalidInputError(
      'template',
      'does not hold {choices}, so nothing says what a letter means',
      `For example ${JSON.stringify(LETTER_CONTEXT)}.`,
    );
}

/** Fills both places at once: a question may hold braces of its own. */
function fillIn(template: string, { question, choices }: ChoiceQuestion): string {
  return template.replace(/\{(question|choices)\}/g, (_, name) =>
    name === 'question'
      ? question.trim()
      : choices.map((choice, i) => `${choiceLetter(i)}. ${choice.trim()}`).join('\n'),
  );
}
