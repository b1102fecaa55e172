import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseAnswerQuestion } from './answer-question.ts';
import { answersRight, extractAnswer } from './match-answer.ts';
import { readQuestions } from './read-questions.ts';

const folder = mkdtempSync(join(tmpdir(), 'answers-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('parseAnswerQuestion', () => {
  it.each<[unknown, string]>([
    ['42', '42'],
    ['Six cups and seven.\n6 * 7 = <<6*7=42>>42\n#### 42', '42'],
    ['#### 1,234 ', '1,234'],
    [42, '42'],
    ['  moss tea ', 'moss tea'],
  ])('compares with the final answer of %j', (answer, expected) => {
    expect(parseAnswerQuestion({ question: 'How many?', answer, id: 3 }, 'q:1')).toEqual({
      where: 'q:1',
      question: 'How many?',
      answer: expected,
    });
  });

  it.each<[unknown, RegExp]>([
    [[], /q:3: is not a JSON object/],
    [{ answer: 'x' }, /question is not a string with text/],
    [{ question: ' ', answer: 'x' }, /question is not a string with text/],
    [{ question: 'a' }, /answer is neither a text nor a number/],
    [{ question: 'a', answer: ['x'] }, /answer is neither a text nor a number/],
    [{ question: 'a', answer: 'by hand ####  ' }, /answer holds nothing to compare with/],
    [{ question: 'a', answer: 'x', pattern: 3 }, /pattern is not a string with text/],
    [{ question: 'a', answer: 'x', pattern: '(' }, /pattern is not a regular expression/],
  ])('refuses %j', (value, message) => {
    expect(() => parseAnswerQuestion(value, 'q:3')).toThrow(message);
  });
});

describe('extractAnswer', () => {
  it.each<[string, string, string | undefined]>([
    ['6 cups of 7 are 42.', '42', '42'],
    ['The answer is $1,234.50.', '1234.5', '$1,234.50'],
    ['It is -3 degrees', '-3', '-3'],
    ['From 10-3 left', '3', '3'],
    ['5 - 3 = 2', '2', '2'],
    ['I will not say.', '42', undefined],
    ['6 * 7\n#### 42\nThat took 3 steps.', '42', '42'],
    ['#### nothing', '42', undefined],
    [' Moss tea. ', 'moss tea', 'Moss tea.'],
    ['It is\n#### moss tea', 'moss tea', 'moss tea'],
    ['', 'moss tea', undefined],
  ])('%j where %j is right: %j', (completion, answer, expected) => {
    expect(extractAnswer(completion, { answer })).toBe(expected);
  });

  it('takes the last match of a pattern, and of it the first group that is not empty', () => {
    const pattern = 'answer: (?:(\\d+)|([a-z]+))';
    expect(extractAnswer('answer: 3 … answer: tea', { answer: 'tea', pattern })).toBe('tea');
    expect(extractAnswer('A1 B2', { answer: '2', pattern: '[AB]\\d' })).toBe('B2');
    expect(extractAnswer('none', { answer: '2', pattern })).toBeUndefined();
    // As the harness writes GSM8K's: escapes that a strict reader refuses.
    expect(extractAnswer('#### 1,234', { answer: '1234', pattern: '#### (\\-?[0-9\\.\\,]+)' })).toBe('1,234');
  });
});

describe('answersRight', () => {
  it.each<[string, string, boolean]>([
    ['So 1,234 cups', '1234', true],
    ['So 42.0 cups', '42', true],
    ['So 4.2 cups', '42', false],
    ['42 and then 43', '42', false],
    ['“Moss  TEA!”', 'moss tea', true],
    ['moss tea, I think', 'moss tea', false],
    ['', 'moss tea', false],
  ])('%j for %j: %j', (completion, answer, expected) => {
    expect(answersRight(completion, { answer })).toBe(expected);
  });

  it('compares what a pattern finds as numbers where both are', () => {
    expect(answersRight('x = 1,000', { answer: '1000', pattern: 'x = (.*)' })).toBe(true);
    expect(answersRight('x = ten', { answer: '10', pattern: 'x = (.*)' })).toBe(false);
  });
});

describe('readQuestions', () => {
  const read = (...lines: readonly object[]) => {
    const path = join(folder, 'q.jsonl');
    writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return { path, read: () => readQuestions(path) };
  };

  it('tells questions with choices from those that are answered in words', () => {
    const file = read(
      { question: 'Which?', choices: ['moss', 'fog'], answer: 1 },
      { question: 'How many?', answer: '#### 3', pattern: '\\d' },
    );
    expect(file.read()).toEqual({
      choices: [{ where: `${file.path}:1`, question: 'Which?', choices: ['moss', 'fog'], answer: 1 }],
      answers: [{ where: `${file.path}:2`, question: 'How many?', answer: '3', pattern: '\\d' }],
    });
  });

  it('refuses a question of both kinds, naming the line', () => {
    const choices = { question: 'Which?', choices: ['moss', 'fog'], answer: 1 };
    expect(read(choices, { ...choices, pattern: 'x' }).read).toThrow(
      /q\.jsonl:2: has both choices and a pattern/,
    );
    expect(read(choices, { question: 'Which?' }).read).toThrow(/q\.jsonl:2: answer is neither/);
  });
});
