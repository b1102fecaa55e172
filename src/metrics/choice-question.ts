import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** A multiple-choice question with one right answer. */
export interface ChoiceQuestion {
  /** `file:line`, for errors. */
  readonly where: string;
  readonly question: string;
  /** Two or more. */
  readonly choices: readonly string[];
  /** 0-based index of the right choice. */
  readonly answer: number;
}

const SHAPE =
  'Expected {"question": "…", "choices": ["…", "…"], "answer": 0}; the answer is a 0-based index or a letter.';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The letter of a choice, as templates write it. */
export function choiceLetter(index: number): string {
  return LETTERS[index];
}

/**
 * Reads one line in the convention of lm-evaluation-harness: `question` or `query`; `choices`, a list of texts or
 * {text: […], label: […]} as in ARC; `answer`, `gold` or `answerKey`, a 0-based index, a letter (A = the first) or one of the
 * labels. Other keys are ignored. Throws {@link InvalidInputError} naming `where`.
 */
export function parseChoiceQuestion(value: unknown, where: string): ChoiceQuestion {
  const fail = (problem: string): never => {
    throw new InvalidInputError(where, problem, SHAPE);
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail('is not a JSON object');
  const record = value as Record<string, unknown>;
  const one = (...keys: readonly string[]): [string, unknown] => {
    const present = keys.filter((key) => record[key] !== undefined && record[key] !== null);
    if (present.length !== 1)
      return fail(present.length ? `has both ${present.join(' and ')}` : `has no ${keys.join(' or ')}`);
    return [present[0], record[present[0]]];
  };
  const [questionKey, question] = one('question', 'query');
  if (typeof question !== 'string' || question.trim() === '')
    return fail(`${questionKey} is not a string with text`);
  const { texts, labels } = readChoices(one('choices')[1], fail);
  const [answerKey, answer] = one('answer', 'gold', 'answerKey');
  const index = answerIndex(answer, texts.length, labels);
  if (index === undefined)
    return fail(
      `${answerKey} ${JSON.stringify(answer)} is not one of ${labels ? `the labels ${labels.join(', ')}` : `0 to ${texts.length - 1} or A to ${choiceLetter(texts.length - 1)}`}`,
    );
  return { where, question, choices: texts, answer: index };
}

function readChoices(
  value: unknown,
  fail: (problem: string) => never,
): { readonly texts: readonly string[]; readonly labels?: readonly string[] } {
  const labelled = typeof value === 'object' && value !== null && !Array.isArray(value);
  const { text, label } = (labelled ? value : { text: value }) as { text?: unknown; label?: unknown };
  if (!Array.isArray(text)) return fail('choices is not a list of texts');
  const bad = text.findIndex((choice) => typeof choice !== 'string' || choice.trim() === '');
  if (bad >= 0) return fail(`choices[${bad}] is not a string with text`);
  if (text.length < 2 || text.length > LETTERS.length)
    return fail(`has ${text.length} choices, 2 to ${LETTERS.length} are possible`);
  if (!labelled || label === undefined) return { texts: text };
  if (!Array.isArray(label) || label.length !== text.length || new Set(label).size !== label.length)
    return fail('choices needs one label for each text');
  return { texts: text, labels: label.map(String) };
}

function answerIndex(answer: unknown, count: number, labels?: readonly string[]): number | undefined {
  if (typeof answer === 'number')
    return Number.isInteger(answer) && answer >= 0 && answer < count ? answer : undefined;
  if (typeof answer !== 'string') return undefined;
  const index = labels ? labels.indexOf(answer) : answer.length === 1 ? LETTERS.indexOf(answer) : -1;
  return index >= 0 && index < count ? index : undefined;
}
