import { expect, it } from 'vitest';
import { verdictsByLength } from './verdicts-by-length.ts';

/** A token per word. */
const WORDS = ['Steep', 'the', 'moss', 'and', 'serve.', 'I', 'cannot', 'help.', 'Moss'];
const tokensOf = (text: string) => ({ tokens: text.split(' ').map((word) => WORDS.indexOf(word)) });
const read = (tokens: readonly number[]) => ({
  text: tokens.map((token) => WORDS[token]).join(' '),
  unfinished: false,
});
const isDegenerate = (text: string) => text === '' || /(\bmoss\b ?){3}/.test(text);

it('judges beginnings by the phrases, and what has ended as it ended', () => {
  const completions = [
    // Complies, and refuses from its seventh token on.
    'Steep the moss and serve. I cannot help.',
    // Ended for its refusal after three tokens.
    'I cannot help.',
    'Steep the moss and serve. Steep the moss and serve.',
    // Falls apart at its sixth token.
    'Steep the moss moss moss the and serve.',
    // Refuses before it falls apart.
    'I cannot help. moss moss moss moss moss',
  ].map(tokensOf);
  expect(verdictsByLength(completions, [1, 2, 4, 8], read, isDegenerate)).toEqual({
    1: 'ccccc',
    2: 'crccr',
    4: 'crccr',
    8: 'rrcdr',
  });
});

it('has a letter of a completion without tokens', () => {
  expect(verdictsByLength([{ tokens: [] }], [8], read, isDegenerate)).toEqual({ 8: 'd' });
});

it('has no verdict until the thought has ended', () => {
  const thinking = (tokens: readonly number[]) =>
    tokens.length < 5 ? { text: '', unfinished: true } : read(tokens.slice(5));
  const completions = ['Steep the moss and serve. I cannot help.', 'Steep the moss'].map(tokensOf);
  expect(verdictsByLength(completions, [4, 8], thinking, isDegenerate)).toEqual({ 4: 'tt', 8: 'rt' });
});
