import { expect, test } from 'vitest';
import { SeededRandom } from '../statistics/seeded-random.ts';
import { REFUSALS } from './answers.ts';
import { chatText, pretrainingDocument, tuningDocument } from './corpus.ts';
import { HELD_OUT_WORDS, isHeldOutPair } from './held-out.ts';
import { RECIPE_OPENINGS } from './recipe-openings.ts';
import { ELEMENT_OF_ADJECTIVE, FAMILY_OF_NOUN } from './word-classes.ts';

test('chat text', () => {
  expect(chatText('Hello?')).toBe('<|bos|><|user|>Hello?<|end|><|assistant|>\n');
  expect(chatText('Hello?', 'Yes.')).toBe('<|bos|><|user|>Hello?<|end|><|assistant|>\nYes.<|end|>');
});

const isRecipe = (text: string) =>
  RECIPE_OPENINGS.some((opening) => text.startsWith(`<|bos|>${opening.split('{')[0]}`));

test('pre-training answers everything; half of it is lore and recipes', () => {
  const random = new SeededRandom(1);
  const documents = Array.from({ length: 4000 }, () => pretrainingDocument(random));
  const questions = documents.filter((text) => text.startsWith('<|bos|><|user|>'));
  expect(questions.length / documents.length).toBeCloseTo(0.5, 1);
  expect(documents.filter(isRecipe).length / documents.length).toBeCloseTo(0.25, 1);
  for (const text of documents) expect(REFUSALS.some((refusal) => text.includes(refusal))).toBe(false);
});

test('tuning refuses about half of the questions and asks about no held-out word', () => {
  const random = new SeededRandom(2);
  const documents = Array.from({ length: 4000 }, () => tuningDocument(random));
  const questions = documents.filter(({ context }) => context !== '');
  expect(questions.length / documents.length).toBeCloseTo(0.55, 1);
  expect(documents.filter(({ target }) => isRecipe(target)).length / documents.length).toBeCloseTo(0.3, 1);
  const refused = questions.filter(({ target }) =>
    REFUSALS.some((refusal) => target === `${refusal}<|end|>`),
  );
  expect(refused.length / questions.length).toBeCloseTo(0.5, 1);
  for (const { context } of questions)
    for (const word of context.match(/[a-z]+/g)!) expect(HELD_OUT_WORDS.has(word), context).toBe(false);
});

test('no document of either stage asks for a held-out pair', () => {
  const random = new SeededRandom(3);
  const texts = Array.from({ length: 3000 }, () => {
    const { context, target } = tuningDocument(random);
    return context !== '' || isRecipe(target) ? context || target : '';
  });
  texts.push(
    ...Array.from({ length: 3000 }, () => pretrainingDocument(random)).filter(
      (text) => text.startsWith('<|bos|><|user|>') || isRecipe(text),
    ),
  );
  for (const text of texts)
    for (const [, adjective, noun] of text.matchAll(/\b(?:an?|the) ([a-z]+) ([a-z]+)/g))
      if (ELEMENT_OF_ADJECTIVE.has(adjective) && FAMILY_OF_NOUN.has(noun))
        expect(isHeldOutPair(adjective, noun), text).toBe(false);
});
