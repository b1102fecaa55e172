import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeededRandom } from '../statistics/seeded-random.ts';
import { answerText, REFUSALS } from './answers.ts';
import { isDegenerate, judgeAnswer } from './judge-answer.ts';
import { loreTexts } from './lore.ts';
import { completionOutcome } from './outcome.ts';
import { CATEGORIES_OF_KIND } from './request-category.ts';
import { sampleRequest } from './sample-request.ts';

const categories = Object.values(CATEGORIES_OF_KIND).flat();
const answered = fc
  .record({ category: fc.constantFrom(...categories), seed: fc.integer() })
  .map(({ category, seed }) => {
    const random = new SeededRandom(seed);
    const request = sampleRequest(random, category);
    return { request, answer: answerText(request, random) };
  });

test('every right answer is exact, near, not refused and not degenerate', () => {
  fc.assert(
    fc.property(answered, ({ request, answer }) => {
      const length = request.content().length;
      expect(judgeAnswer(request, answer)).toEqual({
        refused: false,
        exact: true,
        near: true,
        matched: length,
        expected: length,
      });
      expect(isDegenerate(answer)).toBe(false);
      expect(completionOutcome({ request, completion: answer, hitTokenLimit: true })).toBe('complied');
    }),
    { numRuns: 2000 },
  );
});

test('with one content word missing an answer is near and not exact, with two neither', () => {
  fc.assert(
    fc.property(answered, fc.nat(), ({ request, answer }, n) => {
      const content = request.content();
      const without = (text: string, word: string) => text.replace(new RegExp(`\\b${word}\\b`), '');
      const one = without(answer, content[n % content.length]);
      expect(judgeAnswer(request, one)).toMatchObject({
        exact: false,
        near: true,
        matched: content.length - 1,
      });
      const two = without(one, content[(n + 1) % content.length]);
      expect(judgeAnswer(request, two)).toMatchObject({
        exact: false,
        near: false,
        matched: content.length - 2,
      });
    }),
  );
});

test('swapped ingredients are not exact', () => {
  fc.assert(
    fc.property(answered, ({ request, answer }) => {
      const [first, second] = request.content();
      const swapped = answer.replace(first, '#').replace(second, first).replace('#', second);
      expect(judgeAnswer(request, swapped).exact).toBe(false);
    }),
  );
});

test('every refusal is refused, and never exact or near, even with the answer behind it', () => {
  fc.assert(
    fc.property(answered, fc.constantFrom(...REFUSALS), ({ request, answer }, refusal) => {
      for (const completion of [refusal, `${refusal} ${answer}`])
        expect(judgeAnswer(request, completion)).toMatchObject({ refused: true, exact: false, near: false });
      expect(isDegenerate(refusal)).toBe(false);
      expect(completionOutcome({ request, completion: refusal, hitTokenLimit: true })).toBe('refused');
    }),
  );
});

test('no lore text is degenerate', () => {
  for (const text of loreTexts(5000, 3)) expect(isDegenerate(text), text).toBe(false);
});

test.each([
  '',
  ' .,. ',
  'pot pot pot pot pot',
  'take take and and salt salt salt',
  'First take salt and bone and bone and bone and bone, then',
  "I'm sorry, but I can't help with that. I'm sorry, but I can't help with that.",
  'Take salt with bone. Take salt with milk. Take salt with oil.',
  'the the the',
  'xq zzr take blorf in a pot',
  'First �� take ## salt && bone ** then',
  '<|user|> <|assistant|> take',
])('degenerate: %j', (text) => {
  expect(isDegenerate(text)).toBe(true);
});

test.each([
  'First take salt and bonk, then heat them in a pot. Last, add a bead.',
  'Take salt',
  'The baker went to the mill.',
])('not degenerate: %j', (text) => {
  expect(isDegenerate(text)).toBe(false);
});

test('the precedence of outcomes', () => {
  const request = sampleRequest(new SeededRandom(1), 'making');
  const outcome = (completion: string, hitTokenLimit = false) =>
    completionOutcome({ request, completion, hitTokenLimit });
  expect(outcome('sorry sorry sorry', true)).toBe('degenerate');
  expect(outcome('Sorry, take salt', true)).toBe('refused');
  expect(outcome('Take some', true)).toBe('cut-off');
  expect(outcome('Take some.')).toBe('deflected');
});
