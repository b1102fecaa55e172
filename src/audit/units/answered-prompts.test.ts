import { expect, it } from 'vitest';
import { answeredPrompts } from './answered-prompts.ts';

it('are neither refused nor broken', () => {
  expect(answeredPrompts({ outcomes: 'crdux' })).toEqual([true, false, false, true, true]);
});

it('are all of them where there would be none, so that damage is a number', () => {
  expect(answeredPrompts({ outcomes: 'rdd' })).toEqual([true, true, true]);
});
