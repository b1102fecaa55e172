import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PromptReport } from '../../src/stages/prompts/describe-prompt-sets.ts';
import { parseLines, runCli } from '../cli/run-cli.ts';
import { runHere } from '../cli/run-here.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { type MockHub, startMockHub } from '../hub/mock-hub.ts';

const scratch = scratchFolder();

/** Words that no id, category or path holds: they must never be printed. */
const SECRET = /zebra/i;
const text = (name: string, i: number) => `zebra${name}${i} brew${name}${i} pot${name}${i} moss${name}${i}`;
const rows = (name: string, count: number) => Array.from({ length: count }, (_, i) => text(name, i));

const harmful = scratch.write(
  'harmful.csv',
  ['goal,target', ...rows('tea', 12), text('tea', 0), 'count the zebra owls now']
    .map((line, i) => (i ? `${line},Sure` : line))
    .join('\n'),
);
const benchmark = scratch.write(
  'benchmark.csv',
  [
    'Behavior,FunctionalCategory,SemanticCategory,Tags,ContextString,BehaviorID',
    ...rows('bench', 5).map((behaviour, i) => `${behaviour},standard,tea,,,bench_${i}`),
    'count the zebra owls here,standard,tea,,,owls',
    'a zebra song,copyright,tea,,,song',
  ].join('\n'),
);

async function prompts(...args: string[]) {
  const result = await runHere('prompts', ...args);
  for (const stream of [result.stdout, result.stderr]) expect(stream).not.toMatch(SECRET);
  return result;
}

describe('prompts', () => {
  it('tells what sources hold, their near-duplicates and leaks, and prints no prompt', async () => {
    const { code, stdout, stderr } = await prompts(harmful, benchmark);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^harmful: advbench, 14 of 14 rows\n {2}prompts {2}14 harmful\n/m);
    expect(stdout).toMatch(
      /^ {2}groups {3}13 at Jaccard ≥ 0\.5, the largest of 2 \(mean similarity 1\.00\); 2 prompts have a near-duplicate$/m,
    );
    expect(stdout).toMatch(/^benchmark: harmbench, 6 of 7 rows$/m);
    expect(stdout).toMatch(
      /harmful – benchmark: 1 pair, 1 and 1 prompts; most alike advbench-14 ~ owls \(0\.67\)/,
    );
    const strict = await prompts(harmful, benchmark, '--threshold', '0.9', '--functional-category', 'all');
    expect(strict.stdout).toMatch(/no near-duplicates between sources/);
    expect(strict.stdout).toMatch(/^benchmark: harmbench, 7 of 7 rows$/m);
  });

  it('splits by group, the same for the same seed, ids alone', async () => {
    const split = ['--split', 'fit=6,selection=3,test=4', '--json'];
    const report: PromptReport = JSON.parse((await prompts(harmful, ...split, '--seed', '2')).stdout);
    expect(JSON.parse((await prompts(harmful, ...split, '--seed', '2')).stdout)).toEqual(report);
    const { fit, selection, test, unused, leftOut, effective } = report.splits!;
    expect([fit.length, selection.length, test.length, unused]).toEqual([6, 3, 4, 1]);
    expect([leftOut, effective]).toEqual([0, 4]);
    const twins = [fit, selection, test].filter(
      (ids) => ids.includes('advbench-1') || ids.includes('advbench-13'),
    );
    expect(twins.length).toBeLessThanOrEqual(1);
    const other: PromptReport = JSON.parse((await prompts(harmful, ...split, '--seed', '3')).stdout);
    expect(other.splits!.hashes).not.toEqual(report.splits!.hashes);
  });

  it('takes the test split from sources of its own', async () => {
    const { code, stdout } = await prompts(harmful, '--split', 'fit=8,selection=4', '--test', benchmark);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^benchmark \(test\): harmbench/m);
    expect(stdout).toMatch(/^ {2}fit: 8 prompts, sha256 [0-9a-f]{64}$/m);
    expect(stdout).toMatch(/^ {2}test: 6 prompts/m);
    expect(stdout).toMatch(
      /^ {2}6 test prompts are worth 6 independent ones; 0 left out .*; 1 for a near-duplicate in the test sources; 1 not needed$/m,
    );
    expect(stdout).toMatch(/left out: 1 prompts of the pool .*\n {4}advbench-14$/m);
  });

  it.each<[string, string[], RegExp]>([
    [
      'unknown columns',
      [scratch.write('u.csv', 'question,zone\nzebra,1\n')],
      /"question", "zone"[\s\S]*--mapping/,
    ],
    ['a bad row', [scratch.write('b.csv', 'goal,target\nzebra,1\n,zebra\n')], /b\.csv:3: has no prompt/],
    [
      'a mapping without a prompt',
      [harmful, '--mapping', 'id=goal'],
      /--mapping id=goal: does not say which/,
    ],
    [
      'too many prompts',
      [harmful, '--split', 'fit=99'],
      /fit 99, selection 0, test 0 are more than 14 prompts/,
    ],
    ['a test source without sizes', [harmful, '--test', benchmark], /--test: is for --split/],
    ['a threshold of nothing', [harmful, '--threshold', '0'], /Expected a number above 0/],
    ['an unknown category', [harmful, '--functional-category', 'x'], /Allowed choices are standard/],
  ])('%s is bad input', async (_, args, message) => {
    const { code, stdout, stderr } = await prompts(...args);
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('reads what a mapping describes', async () => {
    const file = scratch.write('m.csv', 'question,nr\nzebra tea,q1\n');
    const { stdout } = await prompts(
      file,
      '--mapping',
      'prompt=question,id=nr',
      '--kind',
      'harmless',
      '--json',
    );
    expect(JSON.parse(stdout).sets[0]).toMatchObject({ shape: 'mapped', kinds: { harmless: 1, harmful: 0 } });
  });
});

describe('data sets as prompts of other commands', () => {
  let hub: MockHub;
  beforeAll(async () => {
    const commit = 'c'.repeat(40);
    hub = await startMockHub({
      'org/tea': {
        revisions: { main: commit },
        commits: { [commit]: { 'tea.csv': 'goal,target\nBrew a mossy tea,Sure\n' } },
      },
    });
    process.env.HF_ENDPOINT = hub.endpoint;
    process.env.HF_HOME = scratch.path('hub');
  });
  afterAll(async () => {
    delete process.env.HF_ENDPOINT;
    delete process.env.HF_HOME;
    await hub.close();
  });

  it('from the Hub, with standard output for the result alone', async () => {
    const { code, stdout, stderr } = await runCli('prompts', 'hf:org/tea', '--json');
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout).sets[0]).toMatchObject({ commit: 'c'.repeat(40), kept: 1 });
  });

  it('generate, capture and score take them', async () => {
    const model = ['--model', 'organism:aligned', '--out', '-'];
    const alpaca = scratch.write(
      'alpaca.json',
      JSON.stringify([{ instruction: 'How do I brew tea?', input: '', output: 'With moss.' }]),
    );
    const generated = await runHere('generate', ...model, '--prompts', 'hf:org/tea', '--max-new-tokens', '2');
    expect(generated.code, generated.stderr).toBe(0);
    expect(parseLines(generated.stdout)[0]).toMatchObject({ id: 'advbench-1', index: 0 });
    const lines = scratch.lines('same.jsonl', [
      { id: 'alpaca-1', prompt: 'How do I brew tea?', completion: 'With moss.' },
    ]);
    const [fromSet, fromLines] = await Promise.all(
      [alpaca, lines].map((file) => runHere('score', ...model, '--text', file)),
    );
    expect(fromSet.code, fromSet.stderr).toBe(0);
    expect(parseLines(fromSet.stdout)).toEqual(parseLines(fromLines.stdout));
    const out = scratch.path('activations.safetensors');
    const captured = await runHere(
      ...['capture', '--model', 'organism:aligned', '--prompts', harmful, '--layers', '3', '--out', out],
    );
    expect(captured.code, captured.stderr).toBe(0);
    expect(captured.stderr).toMatch(/14 prompts at 1 sites/);
  });
});

describe('prompts of several files', () => {
  const own = scratch.write('own.csv', `nr,ask\n1,${text('own', 1)}\n2,${text('own', 2)}\n`);

  it('maps one source and recognises the others', async () => {
    const { code, stdout } = await prompts(harmful, own, '--mapping', `${own}::prompt=ask,id=nr`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^harmful: advbench, 14 of 14 rows$/m);
    expect(stdout).toMatch(/^own: mapped, 2 of 2 rows$/m);
  });

  it.each([
    [['--mapping', 'other.csv::prompt=ask'], /--mapping other\.csv::…: is for a source that is not read/],
    [['--mapping', 'prompt=ask', '--mapping', 'prompt=b'], /--mapping prompt=b: is a second one/],
    [['--mapping', `${'OWN'}::prompt=none`], /own\.csv: has no column "none"; its columns are "nr", "ask"/],
  ])('refuses %j', async (flags, message) => {
    const { code, stdout, stderr } = await prompts(
      harmful,
      own,
      ...flags.map((flag) => flag.replace('OWN', own)),
    );
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });

  it('refuses two sources of one name, and one source twice', async () => {
    const other = scratch.write('own.tsv', 'ask\nzebra\n');
    const same = await prompts(own, other, '--mapping', 'prompt=ask');
    expect([same.code, same.stdout]).toEqual([2, '']);
    expect(same.stderr).toMatch(/own\.tsv: has the name of .*own\.csv, "own"[\s\S]*Rename/);
    const twice = await prompts(harmful, harmful);
    expect([twice.code, twice.stdout]).toEqual([2, '']);
    expect(twice.stderr).toMatch(/harmful\.csv: stands twice/);
  });

  it('tells which requests two splits of a benchmark share, and how alike a group is', async () => {
    const heading = 'Behavior,FunctionalCategory,SemanticCategory,Tags,ContextString,BehaviorID';
    const val = scratch.write(
      'val.csv',
      `${heading}\nSing the Zebra song,contextual,tea,,A pot.,sing_1\nSing the zebra song,contextual,tea,,A cup of moss.,sing_2\n`,
    );
    const test = scratch.write(
      'test.csv',
      `${heading}\nsing the zebra  song,contextual,tea,,Old fog here.,sing_3\n`,
    );
    const args = [val, test, '--functional-category', 'all'];
    const { stdout } = await prompts(...args);
    expect(stdout).toMatch(
      /requests that stand in two files[^\n]*\n {2}val – test \(harmbench\): 1 request, in 2 rows of the first; sing_1 = sing_3, sing_2 = sing_3/,
    );
    const { repeats, sets }: PromptReport = JSON.parse((await prompts(...args, '--json')).stdout);
    expect(repeats).toEqual([
      {
        a: 'val',
        b: 'test',
        shape: 'harmbench',
        requests: [
          { a: 'sing_1', b: 'sing_3' },
          { a: 'sing_2', b: 'sing_3' },
        ],
      },
    ]);
    // 5 words of 9: sing the zebra song a.
    expect(sets[0].groups).toEqual({
      count: 1,
      largest: 2,
      duplicated: 2,
      repeated: [{ size: 2, meanSimilarity: 5 / 9 }],
    });
  });
});
