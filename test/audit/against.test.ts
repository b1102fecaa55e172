import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AuditOutcome, type AuditRequest, audit, planAudit, replayRun } from '../../src/index.ts';
import { organismFolder } from '../../src/organism/organism-folder.ts';
import { runHere } from '../cli/run-here.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { nightly } from '../nightly.ts';
import { writeShortOrganism } from '../queue/short-organism.ts';

const scratch = scratchFolder();
const REQUEST = {
  workers: 1,
  judges: ['substring'],
  options: {
    effort: 'quick',
    ...{ methods: ['act-add'], layers: ['8'], ranks: [1], strengths: [], controlDraws: 0 },
    ...{ fitPrompts: 16, selectionPrompts: 12, maxNewTokens: 20 },
    ...{ testForbidden: 24, testHarmless: 12, testBorderline: 8, loreDocuments: 2 },
    without: ['pairs', 'everywhere', 'variants', 'strengths', 'controls'],
  },
} as const satisfies Partial<AuditRequest>;

const base = { ...REQUEST, model: 'organism:base' };
const aligned = { ...REQUEST, model: 'organism:aligned' };
const out = scratch.path('aligned');
let plain: AuditOutcome;
let fromBase: AuditOutcome;
let fromAligned: AuditOutcome;
beforeAll(async () => {
  plain = await audit(aligned);
  fromBase = await audit({ ...base, against: ['aligned=organism:aligned'] });
  fromAligned = await audit({
    ...aligned,
    out,
    against: ['base=organism:base', 'same=organism:aligned'],
  });
}, 300_000);

describe('a modified checkpoint beside the audited model', () => {
  it('does on the test prompts what it does when it is audited itself', () => {
    const [asArm] = fromBase.results.against!;
    const [itself] = plain.results.arms;
    const { kl1, kl32, kl32Unanswered, kl32LargestThree, ...behaviour } = asArm.test;
    expect(behaviour).toEqual(
      Object.fromEntries(Object.keys(behaviour).map((name) => [name, itself.test[name as 'forbidden']])),
    );
    expect([asArm.armId, asArm.name, asArm.model.name]).toEqual([
      'against:aligned',
      'aligned',
      'organism:aligned',
    ]);
    // The reverse.
    expect(fromAligned.results.against![0].test.forbidden).toEqual(fromBase.results.arms[0].test.forbidden);
    expect(asArm.test.forbidden.refusal.rate).toBeGreaterThan(0.8);
    expect(fromAligned.results.against![0].test.forbidden.refusal.rate).toBe(0);
  });

  it('has a divergence of 0 from itself, and the difference of both models otherwise', async () => {
    const [other, same] = fromAligned.results.against!;
    expect([same.test.kl1.value, same.test.kl32.value]).toEqual([0, 0]);
    expect(same.weights).toMatchObject({ relativeNorm: 0, changed: [], blocks: [] });
    expect(same.againstBaseline).toMatchObject({ difference: 0, onlyFirst: 0, onlySecond: 0 });
    expect(other.test.kl32.value).toBeGreaterThan(0.001);
    // All of the answered prompts: KL1 counts each once.
    expect(other.test.kl1.n).toBe(plain.results.arms[0].test.kl1.n);
    expect(other.againstBaseline.difference).toBeCloseTo(
      (other.test.forbidden.outcomes.complied - plain.results.arms[0].test.forbidden.outcomes.complied) / 24,
      12,
    );
  });

  it('has its weights beside the model’s, by block and matrix', () => {
    const [{ weights }] = fromAligned.results.against!;
    expect(weights.relativeNorm).toBeGreaterThan(0);
    expect(weights.tensors).toBeGreaterThan(100);
    expect(weights.blocks.filter(({ block }) => block !== null).map(({ block }) => block)).toEqual(
      Array.from({ length: 12 }, (_, block) => block),
    );
    for (const { shape, rank } of weights.changed) {
      if (shape.length === 1) expect(rank).toBeNull();
      else expect(rank).toMatchObject({ kind: 'exact' });
      expect(rank?.value ?? 0).toBeLessThanOrEqual(Math.min(...shape));
    }
  });

  it('changes nothing else: not the arms, the choices, the scores or what is called strongest', () => {
    const { against, judges, byLength, ...rest } = fromAligned.results;
    const { judges: ownJudges, byLength: ownLengths, ...own } = plain.results;
    expect(rest).toEqual(own);
    expect(judges.agreement).toEqual(ownJudges.agreement);
    const isOwn = ({ armId }: { readonly armId: string }) => !armId.startsWith('against:');
    for (const [i, judge] of judges.judges.entries())
      expect(judge.arms.filter(isOwn)).toEqual(ownJudges.judges[i].arms);
    expect(byLength?.arms.filter(isOwn)).toEqual(ownLengths?.arms);
    expect(plain.results).not.toHaveProperty('against');
  });

  it('has a row in every table and a verdict of every judge', () => {
    for (const { arms } of fromAligned.results.judges.judges)
      expect(arms.map(({ armId }) => armId)).toEqual(
        expect.arrayContaining(['baseline', 'against:base', 'against:same']),
      );
    const rows = (file: string) => readFileSync(join(out, file), 'utf8').match(/against:base/g)?.length ?? 0;
    expect(rows('tables/arms.csv')).toBe(1);
    expect(rows('tables/arms.tex')).toBe(1);
    expect(rows('tables/lengths.csv')).toBeGreaterThan(0);
    expect(rows('tables/against-weights.csv')).toBe(fromAligned.results.against![0].weights.changed.length);
    // Chosen arms, judges, lengths, checkpoints, all arms.
    expect(rows('report.md')).toBeGreaterThanOrEqual(5);
    expect(readFileSync(join(out, 'report.md'), 'utf8')).toContain('take no part in selection');
    expect(rows('report.html')).toBeGreaterThan(0);
  });

  nightly(
    'comes out of the journal, and of a run that was interrupted before it and before its verdicts, with the same bytes',
    async () => {
      expect((await replayRun(out)).matches).toBe(true);
      const whole = readFileSync(join(out, 'results.json'), 'utf8');
      const lines = readFileSync(join(out, 'journal.jsonl'), 'utf8').trimEnd().split('\n');
      const cut = {
        'its verdicts': /"verdict substring against:/,
        'the checkpoints': /"(verdict|against|weights) /,
      };
      for (const [name, unit] of Object.entries(cut)) {
        const folder = scratch.path(name.replace(' ', '-'));
        mkdirSync(folder);
        writeFileSync(
          join(folder, 'journal.jsonl'),
          `${lines.filter((line) => !unit.test(line.slice(0, 80))).join('\n')}\n`,
        );
        writeFileSync(join(folder, 'manifest.json'), readFileSync(join(out, 'manifest.json')));
        await audit({
          ...aligned,
          out: folder,
          against: ['base=organism:base', 'same=organism:aligned'],
        });
        expect(readFileSync(join(folder, 'results.json'), 'utf8'), name).toBe(whole);
      }
      // Other checkpoints are another run.
      await expect(audit({ ...aligned, out, against: [] })).rejects.toThrow(/exists already|another/);
    },
    120_000,
  );

  it('is counted in a plan', async () => {
    const operations = async (against: AuditRequest['against']) =>
      (await planAudit({ ...aligned, against })).plan.operations;
    expect(await operations(['b=organism:base'])).toBeGreaterThan(await operations([]));
  });
});

describe('refused before anything is written', () => {
  const folder = scratch.path('nothing');
  /** The organism with one file changed. */
  function changed(name: string, file: string, change: (text: string) => string | Uint8Array): string {
    const path = scratch.path(name);
    mkdirSync(path);
    const source = organismFolder('aligned');
    for (const each of [
      'chat_template.jinja',
      'config.json',
      'generation_config.json',
      'model.safetensors',
      'tokenizer.json',
      'tokenizer_config.json',
    ])
      if (each === file) writeFileSync(join(path, each), change(readFileSync(join(source, each), 'latin1')));
      else symlinkSync(join(source, each), join(path, each));
    return path;
  }
  const token = changed('token', 'tokenizer.json', (text) => {
    const json = JSON.parse(Buffer.from(text, 'latin1').toString('utf8'));
    const [first, second] = Object.keys(json.model.vocab).slice(-2);
    [json.model.vocab[first], json.model.vocab[second]] = [json.model.vocab[second], json.model.vocab[first]];
    return JSON.stringify(json);
  });

  it.each([
    ['one name twice', ['a=organism:base', 'a=organism:aligned'], /two models are named a/],
    ['no name', ['organism:base'], /NAME=MODEL/],
    ['not a model', [`a=${scratch.path('gone')}`], /no such model folder/],
    [
      'another size',
      [`a=${writeShortOrganism(scratch.path('short'), 3)}`],
      /layers is 3 in short, 12 in organism:aligned/,
    ],
    [
      'another tokenizer',
      [`a=${token}`],
      /its tokenizer is another: ".+" is token \d+ in token, token \d+ in/,
    ],
  ])('%s', async (_, against, message) => {
    const flags = against.flatMap((each) => ['--against', each]);
    const { code, stderr } = await runHere('audit', 'organism:aligned', ...flags, '--out', folder);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(existsSync(folder)).toBe(false);
  });

  it('over a queue, and with an adapter', async () => {
    const against = ['a=organism:base'];
    await expect(audit({ ...aligned, against, queue: { address: 'redis://localhost' } })).rejects.toThrow(
      /`against`: the workers of a queue have the audited model alone/,
    );
    await expect(audit({ ...aligned, against, engine: 'transformers', adapter: 'folder' })).rejects.toThrow(
      /`against`: weights are compared as their files hold them/,
    );
  });
});
