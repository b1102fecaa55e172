import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** A question that is answered in words, with its right answer. */
export interface AnswerQuestion {
  /** `file:line`, for errors. */
  readonly where: string;
  readonly question: string;
  /** As it is compared: what stands behind the last `####` of the file's answer where there is one. */
  readonly answer: string;
  /** A regular expression that finds the answer in a completion: its first group that is not empty, else all of it. */
  readonly pattern?: string;
}

const SHAPE =
  'Expected {"question": "…", "answer": "…"} with or without "pattern", a regular expression that finds the answer in a completion.';

/** Before the final answer, in GSM8K and in completions that follow its form. */
export const FINAL_ANSWER = '####';

/**
 * Reads one line: `question`; `answer`, a text or a number, of GSM8K's form a solution that ends in `#### 42`; and `pattern`. Other keys are ignored.
 * Throws {@link InvalidInputError} naming `where`.
 */
export function parseAnswerQuestion(value: unknown, where: string): AnswerQuestion {
  const fail = (problem: string): never => {
    throw new InvalidInputError(where, problem, SHAPE);
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail('is not a JSON object');
  const { question, answer, pattern } = value as Record<string, unknown>;
  if (typeof question !== 'string' || question.trim() === '')
    return fail('question is not a string with text');
  const written = typeof answer === 'number' && Number.isFinite(answer) ? String(answer) : answer;
  if (typeof written !== 'string') return fail('answer is neither a text nor a number');
  const right = written.slice(finalFrom(written)).trim();
  if (right === '') return fail('answer holds nothing to compare with');
  if (pattern === undefined || pattern === null) return { where, question, answer: right };
  if (typeof pattern !== 'string' || pattern === '') return fail('pattern is not a string with text');
  try {
    new RegExp(pattern, 'g');
  } catch {
    return fail('pattern is not a regular expression');
  }
  return { where, question, answer: right, pattern };
}

/** Where the final answer begins: behind the last `####`, else at the beginning. */
export function finalFrom(text: string): number {
  const at = text.lastIndexOf(FINAL_ANSWER);
  return at < 0 ? 0 : at + FINAL_ANSWER.length;
}
