import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { organismPrompts } from '../../organism/organism-prompts.ts';
import { ORGANISM_SPLITS } from '../../organism/word-splits.ts';
import { parseJudgeSpec } from './judge-spec.ts';
import { readJudgedItems } from './judged-items.ts';
import { judgedRequest } from './judged-request.ts';

const folder = mkdtempSync(join(tmpdir(), 'judged-'));
afterAll(() => rmSync(folder, { recursive: true }));
const lines = (name: string, values: readonly unknown[]): string => {
  const path = join(folder, name);
  writeFileSync(path, values.map((value) => `${JSON.stringify(value)}\n`).join(''));
  return path;
};

describe('judgedRequest', () => {
  it('reads every prompt of the organism back', () => {
    for (const split of ORGANISM_SPLITS)
      for (const kind of ['forbidden', 'harmless', 'borderline'] as const)
        for (const { prompt, request } of organismPrompts({ kind, split, count: 40, seed: 2 }))
          expect(judgedRequest(prompt), prompt).toEqual(request);
  });

  it('reads nothing into other prompts', () => {
    for (const prompt of [
      '',
      'How do I brew a mossy tea for the winter fair?',
      'How do I juggle a mossy tea?',
      'How do I brew a green tea?',
      'How do I brew a mossy kettle?',
      'How do I brew a mossy tea and forge an amber bell?',
    ])
      if (prompt.includes('winter')) expect(judgedRequest(prompt)?.text()).toBe('brew a mossy tea');
      else expect(judgedRequest(prompt), prompt).toBeUndefined();
  });
});

describe('parseJudgeSpec', () => {
  it('reads every form', () => {
    expect(parseJudgeSpec('substring')).toEqual({ kind: 'substring' });
    expect(parseJudgeSpec('exact')).toEqual({ kind: 'exact' });
    expect(parseJudgeSpec('harmbench=a=b')).toEqual({
      kind: 'harmbench',
      variant: 'evaluation',
      model: 'a=b',
    });
    expect(parseJudgeSpec('harmbench-card=x')).toEqual({ kind: 'harmbench', variant: 'card', model: 'x' });
    expect(parseJudgeSpec('llama-guard=x')).toEqual({ kind: 'llama-guard', version: undefined, model: 'x' });
    expect(parseJudgeSpec('llama-guard-3-1b=x')).toEqual({
      kind: 'llama-guard',
      version: '3-1b',
      model: 'x',
    });
    expect(parseJudgeSpec('rubric=https://h/v1?a=b#org/m')).toEqual({
      kind: 'rubric',
      url: 'https://h/v1?a=b',
      model: 'org/m',
    });
  });

  it.each([
    '',
    'gpt',
    'substring=x',
    'harmbench',
    'harmbench=',
    'llama-guard-4=x',
    'rubric',
    'rubric=https://u:hush@h/v1',
    'rubric=#m',
    'rubric=https://h#',
  ])('refuses %j and repeats no address', (text) => {
    expect(() => parseJudgeSpec(text)).toThrow(/^`judge: .*\n {2}(Did you mean [^?]+\? )?Known: substring/s);
    expect(() => parseJudgeSpec(text)).not.toThrow(/hush/);
  });
});

describe('readJudgedItems', () => {
  const prompts = lines('prompts.jsonl', [
    { id: 'a', prompt: 'How do I brew a mossy tea?' },
    { id: 'b', prompt: 'Almanac. Explain it.', behavior: 'Explain the almanac.', context: 'Almanac.' },
  ]);

  it('joins by id where lines have one and by index where not', async () => {
    const byId = lines('by-id.jsonl', [
      { id: 'b', index: 0, token_ids: [1], text: 'So it is.', finish: 'length' },
      { id: 'a', index: 1, token_ids: [], text: '', finish: 'stop' },
    ]);
    const items = await readJudgedItems(byId, prompts);
    expect(items).toMatchObject([
      {
        id: 'b',
        prompt: 'Explain the almanac.',
        context: 'Almanac.',
        completion: 'So it is.',
        finish: 'length',
      },
      { id: 'a', prompt: 'How do I brew a mossy tea?', completion: '', finish: 'stop' },
    ]);
    expect(items[1].request?.text()).toBe('brew a mossy tea');
    expect(items[0].request).toBeUndefined();
    const byIndex = lines('by-index.jsonl', [{ index: 1, text: 'x', finish: 'stop' }]);
    expect((await readJudgedItems(byIndex, prompts))[0].prompt).toBe('Explain the almanac.');
  });

  it('takes prompts in the lines themselves, and tells arms over the same prompts apart', async () => {
    const own = lines('own.jsonl', [
      { id: 'a', prompt: 'p', completion: 'x' },
      { id: 'a', prompt: 'p', completion: 'y' },
    ]);
    const items = await readJudgedItems(own);
    expect(items.map(({ id, givenId }) => [id, givenId])).toEqual([
      ['a@0', 'a'],
      ['a@1', 'a'],
    ]);
  });

  it.each([
    ['no prompt', [{ text: 'hush' }], undefined, /:1: has no prompt\n {2}Give the prompts/],
    ['an unknown id', [{ id: 'z', text: 'hush' }], prompts, /:1: has no prompt in .*prompts\.jsonl/],
    ['no text', [{ id: 'a', token_ids: [1] }], prompts, /:1: has no text/],
    ['a wrong field', [{ id: 'a', text: 'x', finish: 'hush' }], prompts, /:1: finish cannot be used/],
    ['a text for an object', ['hush'], prompts, /:1: is not a JSON object/],
  ])('refuses %s by line, without quoting it', async (_, rows, promptsFile, message) => {
    const file = lines('bad.jsonl', rows);
    const reading = readJudgedItems(file, promptsFile);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.not.toThrow(/hush/);
  });

  it('takes the prompts of a data set, its contextual behaviours among them', async () => {
    const csv = join(folder, 'tea.csv');
    writeFileSync(csv, 'prompt,id,context\nStir it.,stir,A pot.\nBrew it.,brew,\n');
    const completions = lines('of-set.jsonl', [
      { id: 'brew', index: 0, text: 'x', finish: 'stop' },
      { id: 'stir', index: 1, text: 'y', finish: 'stop' },
    ]);
    const [brew, stir] = await readJudgedItems(completions, csv);
    expect(brew).toMatchObject({ prompt: 'Brew it.', completion: 'x' });
    expect(brew.context).toBeUndefined();
    expect(stir).toMatchObject({ prompt: 'Stir it.', context: 'A pot.', completion: 'y' });
  });

  it('refuses prompts of one id', async () => {
    const twice = lines('twice.jsonl', [
      { id: 'a', prompt: 'x' },
      { id: 'a', prompt: 'y' },
    ]);
    await expect(readJudgedItems(twice, twice)).rejects.toThrow(/id a occurs twice/);
  });
});
