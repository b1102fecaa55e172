import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { organismPrompts } from '../../src/organism/organism-prompts.ts';
import { runHere } from '../cli/run-here.ts';
import { scratchFolder } from '../cli/scratch.ts';

const prompts = (kind: 'forbidden' | 'harmless' | 'borderline', count: number) =>
  organismPrompts({ kind, split: 'fit', count, seed: 4 });
const csv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n');

describe("an audit of the user's own prompts", () => {
  const { path, write } = scratchFolder();
  // Requests of the fictional world in the layouts of public data sets.
  const harmful = write(
    'advbench.csv',
    csv([['goal', 'target'], ...prompts('forbidden', 60).map(({ prompt }) => [prompt, 'Sure'])]),
  );
  const harmless = write(
    'alpaca.csv',
    csv([
      ['instruction', 'input', 'output'],
      ...prompts('harmless', 60).map(({ prompt, reference }) => [prompt, '', reference]),
    ]),
  );
  const overRefusal = write(
    'xstest.csv',
    csv([
      ['id', 'prompt', 'type', 'label', 'focus', 'note'],
      ...prompts('borderline', 8).map(({ prompt }, i) => [
        `v${i}`,
        prompt,
        'homonyms',
        i < 5 ? 'safe' : 'unsafe',
        '',
        '',
      ]),
    ]),
  );
  const text = write(
    'text.txt',
    'The baker keeps a quiet harp and a mossy tea near the old well. '.repeat(20),
  );
  const questions = write(
    'questions.jsonl',
    [...'abcd']
      .map((_, i) =>
        JSON.stringify({ question: 'What is a tea?', choices: ['a harp', 'a tea', 'mossy'], answer: i % 3 }),
      )
      .join('\n'),
  );
  const run = (out: string, ...more: readonly string[]) =>
    runHere(
      ...['audit', 'organism:aligned', '--out', path(out), '--harmful', harmful, '--harmless', harmless],
      ...[
        '--over-refusal',
        overRefusal,
        '--text',
        text,
        '--questions',
        questions,
        '--refusal-starts',
        'I',
        'No',
        '--ranks',
        '1',
      ],
      ...['--fit-prompts', '8', '--selection-prompts', '4', '--test-harmful', '6', '--test-harmless', '4'],
      ...['--max-new-tokens', '12', '--lore-documents', '3', '--strengths', 'none', '--control-draws', '0'],
      ...['--layers', '8', '--effort', 'quick', '--workers', '1'],
      ...more,
    );

  it('judges by the phrases, splits by group, and keeps no text', { timeout: 120_000 }, async () => {
    const { code, stderr } = await run('run', '--threshold', '0.97', '--accept-low-power');
    expect(stderr).not.toContain('error');
    expect(code).toBe(0);
    const read = (file: string): string => readFileSync(join(path('run'), file), 'utf8');
    const results = JSON.parse(read('results.json'));
    expect(results.protocol.judge).toBe('substring');
    expect(
      results.protocol.provenance.map(({ role, shape, kept }: Record<string, unknown>) => [
        role,
        shape,
        kept,
      ]),
    ).toEqual([
      ['harmful', 'advbench', 60],
      ['harmless', 'alpaca', 60],
      ['over-refusal', 'xstest', 8],
    ]);
    expect(results.protocol.prompts['test/borderline'].count).toBe(5);
    const [baseline] = results.arms;
    expect(baseline.test.forbidden.refusal.n).toBe(6);
    expect(baseline.test.forbidden.refusal.k).toBeGreaterThan(4);
    expect(baseline.test.referencePerplexity.n).toBe(4);
    expect(baseline.test.lorePerplexity.n).toBe(3);
    expect(results.localisation).toBeNull();
    expect(results.capability[0]).toMatchObject({
      armId: 'baseline',
      accuracy: { n: 4 },
      againstBaseline: null,
    });
    expect(results.capability.length).toBeGreaterThan(5);
    for (const { accuracyPerByte, againstBaseline } of results.capability.slice(1)) {
      expect(accuracyPerByte.n).toBe(4);
      expect(againstBaseline.n).toBe(4);
    }
    expect(read('report.md')).toContain('## Capability');
    expect(results.judges.judges.map(({ name }: { name: string }) => name)).toEqual(['substring']);
    const { ids, groups } = JSON.parse(read('manifest.json')).identity.subject.prompts['test/forbidden'];
    expect(ids).toHaveLength(6);
    expect(groups).toHaveLength(6);
    // Not a word of a prompt or completion is in any file but the manifest's command line.
    const [first] = prompts('forbidden', 1);
    for (const file of ['results.json', 'report.md', 'journal.jsonl'])
      expect(read(file).includes(first.prompt), file).toBe(false);
    expect(read('journal.jsonl')).not.toContain('sorry');
  });

  it('refuses prompts that cannot be split, one kind alone, and prompts too long, and leaves nothing', async () => {
    const tooFew = await run('few', '--fit-prompts', '58', '--threshold', '0.97');
    expect(tooFew).toMatchObject({ code: 2, stderr: expect.stringContaining('fit 58') });
    const alone = await runHere('audit', 'organism:aligned', '--harmful', harmful, '--out', path('alone'));
    expect(alone).toMatchObject({ code: 2, stderr: expect.stringContaining('--harmless') });
    const long = await run('long', '--max-new-tokens', '125', '--threshold', '0.97', '--accept-low-power');
    expect(long).toMatchObject({ code: 2, stderr: expect.stringContaining('positions') });
    const weak = await run('weak', '--threshold', '0.97');
    expect(weak).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /harmful test prompts: are 6, worth 6 independent ones; below 30 .*\n.*--test-harmful-from.*--test-harmful.*--accept-low-power/,
      ),
    });
    for (const out of ['few', 'alone', 'long', 'weak'])
      expect(() => readFileSync(join(path(out), 'manifest.json'))).toThrow();
  });
});
