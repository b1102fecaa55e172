import { readJsonLines } from '../formats/json-lines.ts';
import { type ChoiceQuestion, parseChoiceQuestion } from './choice-question.ts';

/** Reads a JSON lines file of multiple-choice questions. Throws InvalidInputError naming `file:line`; an empty file is an error. */
export function readChoiceQuestions(path: string): ChoiceQuestion[] {
  return readJsonLines(path).map(({ line, value }) => parseChoiceQuestion(value, `${path}:${line}`));
}
