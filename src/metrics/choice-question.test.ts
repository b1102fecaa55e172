import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseChoiceQuestion } from './choice-question.ts';
import { encodeQuestion, LETTER_CONTEXT, TEXT_CONTEXT } from './encode-question.ts';
import { readChoiceQuestions } from './read-choice-questions.ts';

const choices = ['moss', 'salt', 'rain'];

describe('parseChoiceQuestion', () => {
  it.each([
    [{ question: 'What is wet?', choices, answer: 2 }, 2],
    [{ query: 'What is wet?', choices, answer: 'C' }, 2],
    [{ question: 'What is wet?', choices, gold: 2, subject: 'weather' }, 2],
    [{ question: 'What is wet?', choices: { text: choices, label: ['A', 'B', 'C'] }, answerKey: 'C' }, 2],
    [{ question: 'What is wet?', choices: { text: choices, label: ['1', '2', '3'] }, answerKey: '3' }, 2],
  ])('reads %j', (value, answer) => {
    expect(parseChoiceQuestion(value, 'q:4')).toEqual({
      where: 'q:4',
      question: 'What is wet?',
      choices,
      answer,
    });
  });

  it.each([
    [[], 'is not a JSON object'],
    [{ choices, answer: 0 }, 'has no question or query'],
    [{ question: 'a', query: 'b', choices, answer: 0 }, 'has both question and query'],
    [{ question: ' ', choices, answer: 0 }, 'question is not a string with text'],
    [{ question: 'a', answer: 0 }, 'has no choices'],
    [{ question: 'a', choices: 'moss', answer: 0 }, 'not a list of texts'],
    [{ question: 'a', choices: ['moss'], answer: 0 }, 'has 1 choices'],
    [{ question: 'a', choices: ['moss', 4], answer: 0 }, 'choices[1] is not a string'],
    [{ question: 'a', choices }, 'has no answer or gold or answerKey'],
    [{ question: 'a', choices, answer: 3 }, 'answer 3 is not one of 0 to 2 or A to C'],
    [{ question: 'a', choices, answer: 'D' }, 'not one of 0 to 2'],
    [{ question: 'a', choices, answer: '1' }, 'not one of 0 to 2'],
    [{ question: 'a', choices, answer: 0.5 }, 'not one of 0 to 2'],
    [{ question: 'a', choices: { text: choices, label: ['A'] }, answer: 'A' }, 'needs one label for each'],
    [{ question: 'a', choices: { text: choices, label: ['x', 'y', 'z'] }, answer: 'A' }, 'labels x, y, z'],
  ])('refuses %j', (value, message) => {
    expect(() => parseChoiceQuestion(value, 'q.jsonl:4')).toThrow(message);
    expect(() => parseChoiceQuestion(value, 'q.jsonl:4')).toThrow(/^q\.jsonl:4: /);
  });
});

describe('readChoiceQuestions', () => {
  const folder = mkdtempSync(join(tmpdir(), 'refusal-lab-choices-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('names file and line', () => {
    const path = join(folder, 'q.jsonl');
    writeFileSync(path, '{"question":"a","choices":["b","c"],"answer":1}\n\n{"question":"a"}\n');
    expect(() => readChoiceQuestions(path)).toThrow(`${path}:3: has no choices`);
    writeFileSync(path, '{"question":"a","choices":["b","c"],"answer":1}\n');
    expect(readChoiceQuestions(path)).toEqual([
      { where: `${path}:1`, question: 'a', choices: ['b', 'c'], answer: 1 },
    ]);
  });
});

describe('encodeQuestion', () => {
  /** A token a character, BOS = 1. */
  const model = {
    config: { vocabularySize: 70_000 },
    tokenizer: () => ({
      encode: (text: string, { addSpecialTokens }: { addSpecialTokens: boolean }) => [
        ...(addSpecialTokens ? [1] : []),
        ...[...text].map((letter) => letter.codePointAt(0)!),
      ],
    }),
    chatTemplate: () => ({
      render: (messages: readonly { content: string }[]) => `<u>${messages[0].content}<a>`,
    }),
  };
  const text = (tokens: readonly number[]) => String.fromCodePoint(...tokens.filter((token) => token !== 1));
  const asked = parseChoiceQuestion({ question: 'Which {choices}?', choices: ['añ', 'b'], answer: 1 }, 'q:1');

  it('puts a space before a choice, counts its bytes, and leaves braces in the question alone', () => {
    const { sequences, bytes, characters, answer } = encodeQuestion(asked, model, {
      context: TEXT_CONTEXT,
      continuation: 'text',
      chat: false,
    });
    expect(sequences.map(({ tokens }) => text(tokens))).toEqual([
      'Question: Which {choices}?\nAnswer: añ',
      'Question: Which {choices}?\nAnswer: b',
    ]);
    expect(sequences[0].tokens[0]).toBe(1);
    expect(text(sequences[0].tokens.slice(sequences[0].promptLength))).toBe(' añ');
    expect(bytes).toEqual([3, 1]);
    expect(characters).toEqual([2, 1]);
    expect(answer).toBe(1);
  });

  it('leaves out what a tokenizer puts behind a text', () => {
    const plain = { context: TEXT_CONTEXT, continuation: 'text', chat: false } as const;
    const ending = {
      ...model,
      tokenizer: () => ({
        encode: (part: string, options: { addSpecialTokens: boolean }) => [
          ...model.tokenizer().encode(part, options),
          ...(options.addSpecialTokens ? [2] : []),
        ],
      }),
    };
    const { sequences } = encodeQuestion(asked, ending, plain);
    expect(sequences).toEqual(encodeQuestion(asked, model, plain).sequences);
    expect(text(sequences[0].tokens.slice(sequences[0].promptLength))).toBe(' añ');
  });

  it('asks for letters, and in a chat', () => {
    const letters = { context: LETTER_CONTEXT, continuation: 'letter' } as const;
    const plain = encodeQuestion(asked, model, { ...letters, chat: false });
    expect(text(plain.sequences[1].tokens)).toBe('Which {choices}?\nA. añ\nB. b\nAnswer: B');
    const chat = encodeQuestion(asked, model, { ...letters, chat: true });
    expect(text(chat.sequences[1].tokens)).toBe('<u>Which {choices}?\nA. añ\nB. b\nAnswer:<a>B');
    expect(chat.sequences[1].tokens).not.toContain(1);
    expect(chat.sequences[1].tokens.length - chat.sequences[1].promptLength).toBe(1);
  });

  it('refuses a template that does not say what is asked', () => {
    const encode = (context: string, continuation: 'text' | 'letter') => () =>
      encodeQuestion(asked, model, { context, continuation, chat: false });
    expect(encode('Answer:', 'text')).toThrow('does not hold {question}');
    expect(encode('{question}', 'letter')).toThrow('nothing says what a letter means');
  });
});
