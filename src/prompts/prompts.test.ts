import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../checkpoint/checkpoint.ts';
import { encodePrompt, type PromptModel } from './encode-prompt.ts';
import { PromptError } from './prompt-error.ts';
import { parsePromptRecord } from './prompt-record.ts';
import { readPromptFile } from './read-prompt-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'prompts-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'p.jsonl');

describe('readPromptFile', () => {
  it('reads every kind of line, with ids and other keys', () => {
    writeFileSync(
      path,
      `{"prompt": "a", "id": 7, "category": "x"}\n\n{"prompt": "a", "completion": " b", "text": null}\n{"text": "t"}\n{"input_ids": [0, 5]}\n`,
    );
    expect(readPromptFile(path)).toEqual([
      { kind: 'prompt', prompt: 'a', id: '7', where: `${path}:1` },
      { kind: 'prompt', prompt: 'a', completion: ' b', where: `${path}:3` },
      { kind: 'text', text: 't', where: `${path}:4` },
      { kind: 'tokens', inputIds: [0, 5], where: `${path}:5` },
    ]);
  });

  it.each<[string, RegExp]>([
    ['[]', /is not a JSON object/],
    ['"a"', /is not a JSON object[\s\S]*Expected/],
    ['{}', /has no prompt[\s\S]*Expected/],
    ['{"completion": "x"}', /has no prompt/],
    ['{"prompt": "a", "text": "b"}', /has both prompt and text/],
    ['{"text": "a", "completion": "b"}', /has a completion to text/],
    ['{"prompt": 3}', /prompt is not a string/],
    ['{"prompt": " \\n"}', /prompt is empty/],
    ['{"prompt": "a", "completion": ""}', /completion is empty/],
    ['{"text": ""}', /text is empty/],
    ['{"input_ids": 3}', /input_ids is not a list/],
    ['{"input_ids": []}', /input_ids is empty/],
    ['{"input_ids": [1, 2.5]}', /input_ids\[1\] is 2\.5/],
    ['{"input_ids": [-1]}', /input_ids\[0\] is -1/],
    ['{"input_ids": ["1"]}', /input_ids\[0\] is "1"/],
    ['{"prompt": "a", "id": {}}', /id is neither/],
  ])('names file and line of %s', (line, message) => {
    writeFileSync(path, `{"prompt": "fine"}\n${line}\n`);
    expect(() => readPromptFile(path)).toThrow(PromptError);
    expect(() => readPromptFile(path)).toThrow(`${path}:2: `);
    expect(() => readPromptFile(path)).toThrow(message);
  });

  it('refuses an empty file and lines that are not JSON', () => {
    writeFileSync(path, '\n');
    expect(() => readPromptFile(path)).toThrow(/is empty/);
    writeFileSync(path, '{"prompt": "a"}\nprompt');
    expect(() => readPromptFile(path)).toThrow(`${path}:2: is not JSON`);
  });
});

describe('encodePrompt', () => {
  const organism = loadCheckpoint('organism/aligned');
  const { encode } = organism.tokenizer();
  const special = (name: string) => organism.tokenizer().tokenToId(`<|${name}|>`)!;
  const record = (value: object) => parsePromptRecord(value, 'p.jsonl:3');

  it('wraps a prompt in the chat template, once', () => {
    const { tokens, promptLength } = encodePrompt(record({ prompt: 'Hello there' }), organism);
    const hello = encode('Hello there', { addSpecialTokens: false });
    expect(tokens).toEqual([
      ...[special('bos'), special('user'), ...hello, special('end'), special('assistant')],
      ...encode('\n', { addSpecialTokens: false }),
    ]);
    expect(promptLength).toBe(tokens.length);
  });

  it('appends a completion and nothing after it', () => {
    const alone = encodePrompt(record({ prompt: 'Hello there' }), organism);
    const { tokens, promptLength } = encodePrompt(
      record({ prompt: 'Hello there', completion: ' Yes.' }),
      organism,
    );
    expect(promptLength).toBe(alone.tokens.length);
    expect(tokens).toEqual([...alone.tokens, ...encode(' Yes.', { addSpecialTokens: false })]);
  });

  it('gives texts and ids no roles', () => {
    expect(encodePrompt(record({ text: 'Hello' }), organism)).toEqual({
      tokens: encode('Hello', { addSpecialTokens: true }),
      promptLength: undefined,
    });
    expect(encodePrompt(record({ input_ids: [3, 1] }), organism)).toEqual({
      tokens: [3, 1],
      promptLength: undefined,
    });
  });

  it('needs no tokenizer for ids', () => {
    const golden = loadCheckpoint('test/goldens/models/llama2');
    expect(encodePrompt(record({ input_ids: [383] }), golden).tokens).toEqual([383]);
    expect(() => encodePrompt(record({ text: 'a' }), golden)).toThrow(/tokenizer\.json: does not exist/);
    expect(() => encodePrompt(record({ prompt: 'a' }), golden)).toThrow(/has no chat template/);
  });

  it('names line, id and vocabulary size of an id out of range', () => {
    const encodeIds = () => encodePrompt(record({ input_ids: [1, 1512] }), organism);
    expect(encodeIds).toThrow(PromptError);
    expect(encodeIds).toThrow(/^p\.jsonl:3: token 1 has id 1512, but the model's vocabulary has 1512 tokens/);
  });

  const stub = (ids: number[], rendered = (content: string[]) => content.join('|')): PromptModel => ({
    config: { vocabularySize: 10 },
    tokenizer: () => ({ encode: () => ids }),
    chatTemplate: () => ({
      render: (messages) => rendered(messages.map(({ role, content }) => `${role}:${content}`)),
    }),
  });

  it('refuses what leaves no tokens, and a tokenizer that is larger than the model', () => {
    expect(() => encodePrompt(record({ text: 'x' }), stub([]))).toThrow(/p\.jsonl:3: has no tokens/);
    expect(() => encodePrompt(record({ prompt: 'x' }), stub([10]))).toThrow(
      /tokenizer does not fit the weights/,
    );
  });

  it('puts the system prompt first, and refuses one that the template drops', () => {
    let seen: string[] = [];
    const model = stub([1], (content) => {
      seen = content;
      return content.join('');
    });
    encodePrompt(record({ prompt: 'x' }), model, { system: 'be brief' });
    expect(seen).toEqual(['system:be brief', 'user:x']);
    expect(() => encodePrompt(record({ prompt: 'x' }), organism, { system: 'be brief' })).toThrow(
      /ignores the system prompt/,
    );
  });
});
