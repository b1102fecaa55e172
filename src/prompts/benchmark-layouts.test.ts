import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type ReadPromptSetOptions, readPromptSet } from './read-prompt-set.ts';

const folder = mkdtempSync(join(tmpdir(), 'layouts-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The shape of a file and its prompts, without where they stood. */
async function read(name: string, content: string, options?: ReadPromptSetOptions) {
  writeFileSync(join(folder, name), content);
  const { prompts, provenance } = await readPromptSet(join(folder, name), options);
  return { shape: provenance.shape, prompts: prompts.map(({ where: _, ...rest }) => rest) };
}

const kindsOf = async (name: string, content: string) =>
  (await read(name, content)).prompts.map(({ kind }) => kind);

describe('refusal_direction: instruction and category', () => {
  const content = JSON.stringify([
    { instruction: 'Brew a mossy tea', category: null },
    { instruction: 'Stir the fog', category: 'weather' },
  ]);

  it('splits say their kind in the name', async () => {
    expect(await read('harmful_train.json', content)).toEqual({
      shape: 'refusal-direction',
      prompts: [
        { id: 'refusal-direction-1', prompt: 'Brew a mossy tea', kind: 'harmful' },
        { id: 'refusal-direction-2', prompt: 'Stir the fog', kind: 'harmful', category: 'weather' },
      ],
    });
    expect(await kindsOf('harmless_val.json', content)).toEqual(['harmless', 'harmless']);
  });

  it.each([
    ['advbench', 'harmful'],
    ['harmbench_val', 'harmful'],
    ['jailbreakbench', 'harmful'],
    ['malicious_instruct', 'harmful'],
    ['strongreject', 'harmful'],
    ['tdc2023', 'harmful'],
    ['alpaca', 'harmless'],
    ['brews', undefined],
  ])('processed/%s.json is %s', async (name, kind) => {
    expect(await kindsOf(`${name}.json`, content)).toEqual([kind, kind]);
  });

  it('is no Alpaca file, which has outputs', async () => {
    const rows = JSON.stringify([{ instruction: 'Brew', category: 'tea', output: 'Steep it.' }]);
    expect((await read('rows.json', rows)).shape).toBe('alpaca');
  });
});

describe('HarmBench', () => {
  const extra = [
    'Behavior,Category,Tags,ContextString,BehaviorID',
    'Brew a mossy tea,tea,,,brew_tea',
    'Sing the fog song,songs,hash_check,,fog_song',
    'Stir it,tea,context,A pot.,stir_tea',
    '',
  ].join('\n');

  it('files beside its own behaviours have one category, and their function from tag and context', async () => {
    expect(await read('adv_training_behaviors.csv', extra)).toEqual({
      shape: 'harmbench',
      prompts: [{ id: 'brew_tea', prompt: 'Brew a mossy tea', kind: 'harmful', category: 'tea' }],
    });
    const ids = async (functionalCategory: 'contextual' | 'copyright' | 'all') =>
      (await read('extra.csv', extra, { functionalCategory })).prompts.map(({ id }) => id);
    expect(await ids('copyright')).toEqual(['fog_song']);
    expect(await ids('contextual')).toEqual(['stir_tea']);
    expect(await ids('all')).toEqual(['brew_tea', 'fog_song', 'stir_tea']);
  });

  it('refuses behaviours about images, whatever the function', async () => {
    const content =
      'Behavior,BehaviorID,FunctionalCategory,SemanticCategory,ImageFileName,Source,ImageDescription,RedactedImageDescription,Tags\n' +
      'Name this tea,name_tea,multimodal,tea,tea.png,,A cup.,A cup.,multimodal\n';
    for (const functionalCategory of ['standard', 'all'] as const)
      await expect(read('images.csv', content, { functionalCategory })).rejects.toThrow(
        /images\.csv: is HarmBench's multimodal set[\s\S]*text set/,
      );
  });

  it('the copy with a prompt and a category alone takes its kind from the name', async () => {
    expect(await read('HarmBench.csv', 'prompt,category\nBrew tea,tea\n')).toEqual({
      shape: 'prompts',
      prompts: [{ id: 'prompts-1', prompt: 'Brew tea', kind: 'harmful', category: 'tea' }],
    });
  });
});

it('JailbreakBench: the harmful half by its borrowed behaviours, where the name does not say it', async () => {
  const rows = (source: string) =>
    `,Goal,Target,Behavior,Category,Source\n0,Brew tea,Here,Tea,Drinks,Original\n1,Stir fog,Here,Fog,Drinks,${source}\n`;
  for (const source of ['AdvBench', 'TDC/HarmBench'])
    expect(await kindsOf('behaviors.csv', rows(source))).toEqual(['harmful', 'harmful']);
  expect(await kindsOf('behaviors.csv', rows('Original'))).toEqual([undefined, undefined]);
  expect(await kindsOf('benign-behaviors.csv', rows('Original'))).toEqual(['harmless', 'harmless']);
  expect(await kindsOf('benign-behaviors.csv', rows('AdvBench'))).toEqual(['harmless', 'harmless']);
});

describe('XSTest', () => {
  it.each([
    ['first', 'id,type,prompt,focus,note\nv1-1,homonyms,Kill a fog,kill,\n', 'v1-1'],
    [
      'second',
      'id_v1,id_v2,type,prompt,focus,note\nv1-1,v2-1,homonyms,Kill a fog,kill,\n,v2-2,contrast_homonyms,Fog a cat,fog,\n',
      'v2-1',
    ],
    [
      'third',
      'id,prompt,type,label,focus,note\n1,Kill a fog,homonyms,safe,kill,\n2,Fog a cat,contrast_homonyms,unsafe,fog,\n',
      '1',
    ],
  ])('%s form', async (_, content, id) => {
    const { shape, prompts } = await read('x.csv', content);
    expect([shape, prompts[0]]).toEqual([
      'xstest',
      { id, prompt: 'Kill a fog', kind: 'harmless', category: 'homonyms' },
    ]);
    if (prompts[1])
      expect(prompts[1]).toMatchObject({
        prompt: 'Fog a cat',
        kind: 'harmful',
        category: 'contrast_homonyms',
      });
  });

  it.each(['', ',gpt4_label', ',strmatch_label'])(
    'completions and their labels%s: prompts, and no reference answers',
    async (column) => {
      const label = column && ',1_full_compliance';
      const content =
        `id,type,prompt,completion,annotation_1,annotation_2,agreement,final_label${column}\n` +
        `v2-1,homonyms,Kill a fog,I cannot help with fog.,2,2,True,2_full_refusal${label}\n` +
        `v2-2,contrast_homonyms,Fog a cat,Sure.,1,1,True,1_full_compliance${label}\n`;
      expect(await read('xstest_completions.csv', content)).toEqual({
        shape: 'xstest',
        prompts: [
          { id: 'v2-1', prompt: 'Kill a fog', kind: 'harmless', category: 'homonyms' },
          { id: 'v2-2', prompt: 'Fog a cat', kind: 'harmful', category: 'contrast_homonyms' },
        ],
      });
    },
  );
});

describe('SORRY-Bench', () => {
  const line = (cells: object) => `${JSON.stringify(cells)}\n`;

  it('takes the only turn, and tells mutations of a question apart by their style', async () => {
    const content =
      line({ question_id: 1, category: '1', turns: ['Brew a mossy tea'], prompt_style: 'base' }) +
      line({ question_id: 1, category: '1', turns: ['brew A tea mossy'], prompt_style: 'misspellings' });
    expect(await read('question.jsonl', content)).toEqual({
      shape: 'sorry-bench',
      prompts: [
        { id: '1', prompt: 'Brew a mossy tea', kind: 'harmful', category: '1' },
        { id: '1-misspellings', prompt: 'brew A tea mossy', kind: 'harmful', category: '1' },
      ],
    });
    expect(
      (await read('question.jsonl', line({ question_id: 2, category: 3, turns: ['Brew'] }))).prompts,
    ).toEqual([{ id: '2', prompt: 'Brew', kind: 'harmful', category: '3' }]);
  });

  it('refuses several turns, none, and what is no text', async () => {
    const turns = (list: unknown) => read('q.jsonl', line({ question_id: 1, category: 1, turns: list }));
    await expect(turns(['a', 'b'])).rejects.toThrow(/q\.jsonl:1: column turns holds 2 turns/);
    await expect(turns([])).rejects.toThrow(/q\.jsonl:1: column turns holds 0 turns/);
    await expect(turns([{}])).rejects.toThrow(/q\.jsonl:1: column turns holds no text/);
    await expect(turns([' '])).rejects.toThrow(/q\.jsonl:1: has no prompt/);
  });
});

it('OR-Bench: harmless by default and in the hard set, harmful in the toxic one', async () => {
  const content = 'prompt,category\nBrew a fierce tea,violence\n';
  const prompt = { id: 'or-bench-1', prompt: 'Brew a fierce tea', category: 'violence' };
  for (const [name, kind] of [
    ['or-bench-80k', 'harmless'],
    ['or-bench-hard-1k', 'harmless'],
    ['or-bench-toxic', 'harmful'],
  ])
    expect(await read(`${name}.csv`, content)).toEqual({ shape: 'or-bench', prompts: [{ ...prompt, kind }] });
  expect(await read('or-bench.csv', content)).toEqual({ shape: 'or-bench', prompts: [prompt] });
  expect((await read('mine.csv', content)).shape).toBe('prompts');
});

describe('WildJailbreak', () => {
  it('the training set: the text that the type says, both kinds', async () => {
    const content = [
      'vanilla\tadversarial\tcompletion\tdata_type',
      'Brew tea\t\tNo.\tvanilla_harmful',
      'Brew water\t\tBoil it.\tvanilla_benign',
      'Brew tea\tYou are a kettle. Brew tea\tNo.\tadversarial_harmful',
      'Brew water\tYou are a pot. Brew water\tBoil it.\tadversarial_benign',
      '',
    ].join('\n');
    const { shape, prompts } = await read('train.tsv', content);
    expect(shape).toBe('wildjailbreak');
    expect(prompts).toEqual(
      [
        ['Brew tea', 'harmful', 'vanilla_harmful'],
        ['Brew water', 'harmless', 'vanilla_benign'],
        ['You are a kettle. Brew tea', 'harmful', 'adversarial_harmful'],
        ['You are a pot. Brew water', 'harmless', 'adversarial_benign'],
      ].map(([prompt, kind, category], i) => ({ id: `wildjailbreak-${i + 1}`, prompt, kind, category })),
    );
  });

  it('the evaluation set has adversarial prompts alone', async () => {
    const content = 'adversarial\tlabel\tdata_type\nYou are a pot. Brew\t0\tadversarial_benign\n';
    expect((await read('eval.tsv', content)).prompts).toEqual([
      {
        id: 'wildjailbreak-1',
        prompt: 'You are a pot. Brew',
        kind: 'harmless',
        category: 'adversarial_benign',
      },
    ]);
  });

  it('names the row whose type is unknown', async () => {
    const content = 'adversarial\tlabel\tdata_type\nBrew\t0\tteapot\n';
    await expect(read('eval.tsv', content)).rejects.toThrow(/eval\.tsv:2: column data_type/);
  });
});

it('AdvBench as plain text is numbered as its table; other text takes its kind from its name', async () => {
  expect(await read('advbench.txt', 'Brew tea\nStir fog\n')).toEqual({
    shape: 'advbench',
    prompts: [
      { id: 'advbench-1', prompt: 'Brew tea', kind: 'harmful' },
      { id: 'advbench-2', prompt: 'Stir fog', kind: 'harmful' },
    ],
  });
  expect(await read('malicious_instruct.txt', 'Brew tea\n')).toEqual({
    shape: 'text',
    prompts: [{ id: 'text-1', prompt: 'Brew tea', kind: 'harmful' }],
  });
  expect(await kindsOf('tdc2023_dev.json', '["Brew tea"]')).toEqual(['harmful']);
  expect(await kindsOf('advbench_and_alpaca.txt', 'Brew tea\n')).toEqual([undefined]);
});
