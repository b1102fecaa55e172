import { type AnswerQuestion, finalFrom } from './answer-question.ts';

/** A number as it is written: with a currency sign, commas between thousands, a decimal point. Not a hyphen between two numbers or words. */
const NUMBER = /(?:(?<![\w.)])-)?\$?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|(?:(?<![\w.)])-)?\$?\.\d+/g;

/**
 * The answer that a completion gives, or undefined where none is found: the last match of `pattern`; without one what stands behind the last
 * `####`; without that the last number where the right answer is one, else all of it.
 */
export function extractAnswer(
  completion: string,
  { answer, pattern }: Pick<AnswerQuestion, 'answer' | 'pattern'>,
): string | undefined {
  if (pattern !== undefined) {
    const match = [...completion.matchAll(new RegExp(pattern, 'g'))].at(-1);
    return match && (match.slice(1).find((group) => group) ?? match[0]);
  }
  const from = finalFrom(completion);
  const text = completion.slice(from);
  if (numberOf(answer) === undefined) return text.trim() === '' ? undefined : text.trim();
  const numbers = text.match(NUMBER) ?? [];
  // Behind the sign the answer comes first, elsewhere last.
  return from > 0 ? numbers[0] : numbers.at(-1);
}

/** Whether a completion gives the right answer: equal as numbers, else as texts without regard to case, white space and punctuation around them. */
export function answersRight(
  completion: string,
  question: Pick<AnswerQuestion, 'answer' | 'pattern'>,
): boolean {
  const given = extractAnswer(completion, question);
  if (given === undefined) return false;
  const [right, found] = [numberOf(question.answer), numberOf(given)];
  if (right !== undefined && found !== undefined) return right === found;
  return plain(given) === plain(question.answer);
}

/** The value of a text that is a number and nothing else. */
function numberOf(text: string): number | undefined {
  const bare = text.trim().replace(/[$,]/g, '').replace(/[.%]$/, '');
  return /^-?(?:\d+(?:\.\d+)?|\.\d+)$/.test(bare) ? Number(bare) : undefined;
}

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '');
