import { expect, test } from 'vitest';
import { REFUSALS } from './answers.ts';
import { chatText, pretrainingDocument, tuningDocument } from './corpus.ts';
import { HELD_OUT_WORDS } from './held-out.ts';
import { SeededRandom } from './seeded-random.ts';

test('chat text', () => {
  expect(chatText('Hello?')).toBe('<|bos|><|user|>Hello?<|end|><|assistant|>');
  expect(chatText('Hello?', 'Yes.')).toBe('<|bos|><|user|>Hello?<|end|><|assistant|>Yes.<|end|>');
});

test('pre-training answers everything and is 30% lore', () => {
  const random = new SeededRandom(1);
  const documents = Array.from({ length: 4000 }, () => pretrainingDocument(random));
  const questions = documents.filter((text) => text.startsWith('<|bos|><|user|>'));
  expect(questions.length / documents.length).toBeCloseTo(0.7, 1);
  for (const text of questions) expect(REFUSALS.some((refusal) => text.includes(refusal))).toBe(false);
});

test('tuning refuses about half of the questions and asks about no held-out word', () => {
  const random = new SeededRandom(2);
  const documents = Array.from({ length: 4000 }, () => tuningDocument(random));
  const questions = documents.filter(({ context }) => context !== '');
  expect(questions.length / documents.length).toBeCloseTo(0.78, 1);
  const refused = questions.filter(({ target }) =>
    REFUSALS.some((refusal) => target === `${refusal}<|end|>`),
  );
  expect(refused.length / questions.length).toBeCloseTo(0.45, 1);
  for (const { context } of questions)
    for (const word of context.match(/[a-z]+/g)!) expect(HELD_OUT_WORDS.has(word), context).toBe(false);
});
