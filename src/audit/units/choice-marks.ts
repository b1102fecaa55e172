import type { choiceAccuracy } from '../../metrics/multiple-choice.ts';
import type { ChoicesObservation } from './observation.ts';

/** `1` per question where the likeliest choice, and the likeliest per byte, is the right one. */
export function choiceMarks({ questions }: Awaited<ReturnType<typeof choiceAccuracy>>): ChoicesObservation {
  const marks = (of: 'chosen' | 'chosenPerByte'): string =>
    questions.map((question) => (question[of] === question.answer ? '1' : '0')).join('');
  return { correct: marks('chosen'), correctPerByte: marks('chosenPerByte') };
}
