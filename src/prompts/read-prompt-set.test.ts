import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseColumnMapping } from './column-mapping.ts';
import { datasetHash } from './dataset-hash.ts';
import { PromptError } from './prompt-error.ts';
import { type ReadPromptSetOptions, readPromptSet } from './read-prompt-set.ts';
import { UnknownColumnsError } from './unknown-columns-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'prompt-sets-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

/** The prompts of a file, without where they stood. */
async function read(name: string, content: string, options?: ReadPromptSetOptions) {
  const { prompts, provenance } = await readPromptSet(write(name, content), options);
  return { prompts: prompts.map(({ where: _, ...rest }) => rest), shape: provenance.shape };
}

const HARMBENCH = [
  'Behavior,FunctionalCategory,SemanticCategory,Tags,ContextString,BehaviorID',
  'Brew a mossy tea,standard,tea,,,brew_tea',
  '"Stir it, twice",contextual,tea,context,"A pot.\nA spoon.",stir_tea',
  'Recite the fog song,copyright,songs,hash_check,,fog_song',
  '',
].join('\n');

describe('layouts', () => {
  it('HarmBench: standard behaviours unless told otherwise, a context before the request', async () => {
    expect(await read('harmbench.csv', HARMBENCH)).toEqual({
      shape: 'harmbench',
      prompts: [{ id: 'brew_tea', prompt: 'Brew a mossy tea', kind: 'harmful', category: 'tea' }],
    });
    const ids = async (functionalCategory: 'contextual' | 'copyright' | 'all') =>
      (await read('harmbench.csv', HARMBENCH, { functionalCategory })).prompts.map(({ id }) => id);
    expect(await ids('copyright')).toEqual(['fog_song']);
    expect(await ids('all')).toEqual(['brew_tea', 'stir_tea', 'fog_song']);
    const { prompts } = await read('harmbench.csv', HARMBENCH, { functionalCategory: 'contextual' });
    expect(prompts).toEqual([
      {
        id: 'stir_tea',
        prompt: 'A pot.\nA spoon.\n\n---\n\nStir it, twice',
        kind: 'harmful',
        category: 'tea',
        context: 'A pot.\nA spoon.',
        behaviour: 'Stir it, twice',
      },
    ]);
  });

  it('AdvBench', async () => {
    expect(await read('a.csv', 'goal,target\nBrew tea,"Sure, here is tea"\nGrow moss,Sure\n')).toEqual({
      shape: 'advbench',
      prompts: [
        { id: 'advbench-1', prompt: 'Brew tea', kind: 'harmful', target: 'Sure, here is tea' },
        { id: 'advbench-2', prompt: 'Grow moss', kind: 'harmful', target: 'Sure' },
      ],
    });
  });

  it('JailbreakBench: harmful or benign by the name of the file', async () => {
    const content = 'Index,Goal,Target,Behavior,Category,Source\n0,Brew tea,Here is,Tea,Drinks,Original\n';
    const prompt = { id: '0', prompt: 'Brew tea', category: 'Drinks', target: 'Here is' };
    const kinds = { 'harmful-behaviors': 'harmful', 'benign-behaviors': 'harmless' };
    for (const [name, kind] of Object.entries(kinds))
      expect(await read(`${name}.csv`, content)).toEqual({
        shape: 'jailbreakbench',
        prompts: [{ ...prompt, kind }],
      });
    expect((await read('jbb.csv', content)).prompts).toEqual([prompt]);
    expect((await read('jbb.csv', content, { kind: 'harmless' })).prompts[0].kind).toBe('harmless');
  });

  it('StrongREJECT', async () => {
    expect(await read('s.csv', 'category,source,forbidden_prompt\nTea,made up,Brew tea\n')).toEqual({
      shape: 'strongreject',
      prompts: [{ id: 'strongreject-1', prompt: 'Brew tea', kind: 'harmful', category: 'Tea' }],
    });
  });

  it('XSTest: by its label, in older files by the type', async () => {
    const labelled =
      'id,prompt,type,label,focus,note\n1,Kill a fog,homonyms,safe,kill,\n2,Fog a cat,contrast_homonyms,unsafe,fog,\n';
    const older =
      'id,prompt,type,focus,note\nv2-1,Kill a fog,homonyms,kill,\nv2-2,Fog a cat,contrast_homonyms,fog,\n';
    for (const content of [labelled, older]) {
      const { prompts, shape } = await read('x.csv', content);
      expect(shape).toBe('xstest');
      expect(prompts.map(({ kind, category }) => [kind, category])).toEqual([
        ['harmless', 'homonyms'],
        ['harmful', 'contrast_homonyms'],
      ]);
    }
    expect((await read('x.csv', older)).prompts[1].id).toBe('v2-2');
    await expect(read('x.csv', labelled.replace(',unsafe,', ',perhaps,'))).rejects.toThrow(
      /x\.csv:3: column label does not say harmful or harmless/,
    );
  });

  it('MaliciousInstruct: plain text, a line each', async () => {
    expect(await read('m.txt', '\uFEFFHow do I brew tea?\r\n\r\n How do I grow moss?\n')).toEqual({
      shape: 'text',
      prompts: [
        { id: 'text-1', prompt: 'How do I brew tea?' },
        { id: 'text-2', prompt: 'How do I grow moss?' },
      ],
    });
  });

  it('TDC 2023: a JSON list', async () => {
    expect(await read('t.json', '["Brew tea", "Grow moss"]', { kind: 'harmful' })).toEqual({
      shape: 'list',
      prompts: [
        { id: 'list-1', prompt: 'Brew tea', kind: 'harmful' },
        { id: 'list-2', prompt: 'Grow moss', kind: 'harmful' },
      ],
    });
  });

  it('Alpaca: instructions without input, others on request', async () => {
    const rows = [
      { instruction: 'Name a tea', input: 'Leaves: moss', output: 'Moss tea' },
      { instruction: 'Name a fog', input: '', output: 'Old grey' },
      { instruction: 'Say nothing', input: '', output: '' },
    ];
    const empty = [
      { id: 'alpaca-2', prompt: 'Name a fog', kind: 'harmless', reference: 'Old grey' },
      { id: 'alpaca-3', prompt: 'Say nothing', kind: 'harmless' },
    ];
    expect(await read('alpaca.json', JSON.stringify(rows))).toEqual({ shape: 'alpaca', prompts: empty });
    expect((await read('alpaca.json', JSON.stringify(rows), { withInput: true })).prompts).toEqual([
      { id: 'alpaca-1', prompt: 'Name a tea\n\nLeaves: moss', kind: 'harmless', reference: 'Moss tea' },
      ...empty,
    ]);
  });

  it('Parquet, with nulls', async () => {
    const { prompts, provenance } = await readPromptSet('test/goldens/prompts/alpaca-zstd.parquet');
    expect(provenance).toMatchObject({ shape: 'alpaca', rows: 40, kept: 30 });
    expect(prompts[0]).toEqual({
      id: 'alpaca-2',
      prompt: 'How do I brew tea number 1 with moss?',
      kind: 'harmless',
      reference: 'Steep 1 leaves.',
      where: 'test/goldens/prompts/alpaca-zstd.parquet:row 2',
    });
    expect(prompts.find(({ id }) => id === 'alpaca-6')).not.toHaveProperty('reference');
  });

  it('our own lines', async () => {
    const content =
      '{"prompt": "Brew tea", "id": 7, "kind": "forbidden", "category": "tea", "completion": "No."}\n\n{"prompt": "Stir", "context": "A pot"}\n';
    expect(await read('own.jsonl', content)).toEqual({
      shape: 'prompts',
      prompts: [
        { id: '7', prompt: 'Brew tea', kind: 'harmful', category: 'tea', reference: 'No.' },
        { id: 'prompts-2', prompt: 'A pot\n\n---\n\nStir', context: 'A pot', behaviour: 'Stir' },
      ],
    });
  });

  it('any other, by a mapping, which wins over what would be recognised', async () => {
    const mapping = parseColumnMapping('prompt=question, id=number,kind=label,reference=answer');
    const content = 'number,question,label,answer,goal,target\n3,Brew?,benign,Yes,x,y\n';
    expect(await read('other.csv', content, { mapping })).toEqual({
      shape: 'mapped',
      prompts: [{ id: '3', prompt: 'Brew?', kind: 'harmless', reference: 'Yes' }],
    });
  });
});

describe('what cannot be read', () => {
  it('unknown columns are listed, with the way out', async () => {
    const result = read('u.csv', 'question,answer\nBrew?,Yes\n');
    await expect(result).rejects.toThrow(UnknownColumnsError);
    await expect(result).rejects.toThrow(
      /columns are "question", "answer"\n {2}Say .*`mapping: prompt=COLUMN/,
    );
    await expect(result).rejects.toMatchObject({ columns: ['question', 'answer'] });
    const mapping = parseColumnMapping('prompt=question,id=nr');
    await expect(read('u.csv', 'question\nBrew?\n', { mapping })).rejects.toThrow(/has no column "nr"/);
  });

  it.each<[string, string, string, RegExp]>([
    [
      'an empty prompt',
      'e.csv',
      'goal,target\n"Secret\ntea",x\n"  ",y\n',
      /e\.csv:4: has no prompt \(column goal\)/,
    ],
    ['a missing prompt', 'e.jsonl', '{"prompt": "Secret"}\n\n{"id": 3}\n', /e\.jsonl:3: has no prompt/],
    ['an empty list entry', 'e.json', '["Secret", ""]', /e\.json:row 2: has no prompt/],
    ['a list of both', 'e.json', '["Secret", {}]', /e\.json:row 2: is not a string/],
    [
      'a prompt that is not a text',
      'e.jsonl',
      '{"prompt": ["Secret"]}',
      /e\.jsonl:1: column prompt holds no text/,
    ],
    [
      'two equal ids',
      'e.jsonl',
      '{"prompt": "Secret", "id": 1}\n{"prompt": "b", "id": "1"}',
      /e\.jsonl:2: has the id "1" of .*e\.jsonl:1/,
    ],
    ['a line that is no JSON', 'e.jsonl', '{"prompt": "a"}\n{"prompt": Secret}', /e\.jsonl:2: is not JSON/],
    ['a file that is no JSON', 'e.json', '[\n"a",\nSecret]', /e\.json: is not JSON|e\.json:3: is not JSON/],
    ['a line that is not an object', 'e.jsonl', '{"prompt": "a"}\n3', /e\.jsonl:2: is not a JSON object/],
    ['no list', 'e.json', '{"a": "Secret"}', /e\.json: is not a JSON list/],
    ['no row', 'e.csv', 'goal,target\n', /e\.csv: has no rows/],
    [
      'no selected row',
      'e.csv',
      HARMBENCH.replaceAll('standard', 'copyright'),
      /none of its 3 rows is selected[\s\S]*category standard/,
    ],
    ['an unknown ending', 'e.xlsx', 'Secret', /e\.xlsx: has no ending that says its format/],
  ])('%s: error with file and line, without the text', async (_, name, content, message) => {
    await expect(read(name, content)).rejects.toThrow(message);
    await expect(read(name, content)).rejects.not.toThrow(/Secret/);
  });

  it('a file that is not there', async () => {
    await expect(readPromptSet(join(folder, 'none.csv'))).rejects.toThrow(/none\.csv: does not exist/);
    await expect(readPromptSet(join(folder, 'none.parquet'))).rejects.toThrow(/does not exist/);
  });

  it.each(['question', 'prompt=', 'id=x', 'prompt=a,prompt=b', 'question=a'])('mapping %s', (text) => {
    expect(() => parseColumnMapping(text)).toThrow(/^`mapping: /);
  });

  it('is of one type where a row is to blame', async () => {
    await expect(read('e.jsonl', '{"prompt": ""}')).rejects.toBeInstanceOf(PromptError);
  });
});

describe('provenance', () => {
  it('holds the hash of the file and that of what was taken', async () => {
    const path = write('harmbench_behaviors.csv', HARMBENCH);
    const { name, prompts, provenance } = await readPromptSet(path);
    expect(name).toBe('harmbench_behaviors');
    expect(provenance).toEqual({
      source: path,
      fileHash: createHash('sha256').update(HARMBENCH).digest('hex'),
      shape: 'harmbench',
      rows: 3,
      kept: 1,
      hash: datasetHash(prompts),
    });
  });

  it('takes another format for what its name does not say', async () => {
    expect((await read('tea.data', 'Brew tea\n', { format: 'txt' })).shape).toBe('text');
  });

  it('hashes ids and prompts alone, in any order', () => {
    const [a, b] = [
      { id: 'a', prompt: 'x' },
      { id: 'b', prompt: 'y' },
    ];
    const hash = createHash('sha256').update('[["a","x"],["b","y"]]').digest('hex');
    expect(datasetHash([a, b])).toBe(hash);
    expect(datasetHash([b, { ...a, kind: 'harmful' } as typeof a])).toBe(hash);
    expect(datasetHash([a])).not.toBe(hash);
    expect(
      datasetHash([
        { id: 'a', prompt: 'y' },
        { ...b, prompt: 'x' },
      ]),
    ).not.toBe(hash);
  });
});
