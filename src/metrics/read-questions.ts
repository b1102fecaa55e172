import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { readJsonLines } from '../formats/json-lines.ts';
import { type AnswerQuestion, parseAnswerQuestion } from './answer-question.ts';
import { type ChoiceQuestion, parseChoiceQuestion } from './choice-question.ts';

/** Questions of a file: those with choices, and those that are answered in words. */
export interface Questions {
  readonly choices: readonly ChoiceQuestion[];
  readonly answers: readonly AnswerQuestion[];
}

/** Reads a JSON lines file of questions; a line with `choices` is multiple choice. Throws {@link InvalidInputError} naming `file:line`; an empty file is an error. */
export function readQuestions(path: string): Questions {
  const choices: ChoiceQuestion[] = [];
  const answers: AnswerQuestion[] = [];
  for (const { line, value } of readJsonLines(path)) {
    const where = `${path}:${line}`;
    if (typeof value === 'object' && value !== null && 'choices' in value) {
      if ('pattern' in value && value.pattern !== undefined && value.pattern !== null)
        throw new InvalidInputError(
          where,
          'has both choices and a pattern',
          'A question is multiple choice, or answered in words.',
        );
      choices.push(parseChoiceQuestion(value, where));
    } else answers.push(parseAnswerQuestion(value, where));
  }
  return { choices, answers };
}
