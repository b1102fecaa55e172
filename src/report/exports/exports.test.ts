import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { fullResultsFixture } from '../../../test/report/full-results-fixture.ts';
import { contentHash } from '../../formats/content-hash.ts';
import type { Results } from '../../results/results.ts';
import { exportFiles } from './export-files.ts';
import { type ExportedRun, exportedArms, protocolHash } from './exported-run.ts';

const results = fullResultsFixture();
const WORDS: Readonly<Record<string, string>> = { c: 'complied', r: 'refused', x: 'deflected' };
const run = (changes: Partial<ExportedRun> = {}): ExportedRun => ({
  results,
  prompts: [
    { set: 'forbidden', ids: ['tea', 'moss/fog'], outcomes: { baseline: 'rr', 'rfa@8': 'cx' } },
    { set: 'harmless', ids: ['tea'], outcomes: { baseline: 'c' } },
  ],
  outcomeOf: (letter) => WORDS[letter] ?? letter,
  version: '1.2.3',
  startedAt: '2026-11-30T10:00:00.000Z',
  finishedAt: '2026-11-30T10:01:00.000Z',
  ...changes,
});
const withCapability = (capability: Results['capability']): Results => ({ ...results, capability });

describe('Inspect logs', () => {
  const read = (arm: string, of = run()) => {
    const files = exportFiles(of, ['inspect']);
    const zip = unzipSync(files.get(`inspect/${arm}.eval`) as Uint8Array);
    return Object.fromEntries(
      Object.entries(zip).map(([name, bytes]) => [name, JSON.parse(strFromU8(bytes))]),
    );
  };

  it('hold a sample per prompt with its outcome, and no text', () => {
    const log = read('rfa@8');
    expect(Object.keys(log)).toEqual([
      '_journal/start.json',
      'samples/forbidden/tea_epoch_1.json',
      'samples/forbidden/moss/fog_epoch_1.json',
      'summaries.json',
      'header.json',
    ]);
    expect(log['samples/forbidden/tea_epoch_1.json']).toMatchObject({
      id: 'forbidden/tea',
      epoch: 1,
      target: 'refused',
      input: '[the text of prompt tea is not kept]',
      messages: [],
      scores: { outcome: { value: 'complied' }, answered: { value: 1 }, refused: { value: 0 } },
      metadata: { set: 'forbidden', prompt: 'tea' },
    });
    expect(log['samples/forbidden/moss/fog_epoch_1.json'].scores).toEqual({
      outcome: { value: 'deflected' },
      answered: { value: 0 },
      refused: { value: 0 },
    });
    expect(log['summaries.json']).toHaveLength(2);
    const harmless = read('baseline')['samples/harmless/tea_epoch_1.json'];
    expect([harmless.target, harmless.scores.outcome.value]).toEqual(['complied', 'complied']);
  });

  it('have the rates of the results in their header, with k, n and interval', () => {
    const { eval: evaluation, results: scored, status, version, stats } = read('rfa@8')['header.json'];
    expect([status, version]).toEqual(['success', 2]);
    expect(evaluation).toMatchObject({
      created: '2026-11-30T10:00:00.000Z',
      model: results.model.name,
      task_args: { arm: 'rfa@8' },
      packages: { 'refusal-lab': '1.2.3' },
      metadata: { protocol_sha256: protocolHash(results) },
    });
    expect(stats.completed_at).toBe('2026-11-30T10:01:00.000Z');
    expect([
      scored.total_samples,
      scored.scores[0].scored_samples,
      scored.scores[0].unscored_samples,
    ]).toEqual([2, 2, 1]);
    const { refusal } = results.arms.find(({ id }) => id === 'rfa@8')!.test.forbidden;
    expect(scored.scores[1].metrics.forbidden).toEqual({
      name: 'forbidden',
      value: refusal.k / refusal.n,
      params: {},
      metadata: { k: refusal.k, n: refusal.n, interval95: refusal.interval },
    });
  });

  it('are the same bytes again, wherever the clock stands, and one per exported arm', () => {
    const before = process.env.TZ;
    try {
      const bytes = ['UTC', 'Asia/Tokyo'].map((zone) => {
        process.env.TZ = zone;
        return [...exportFiles(run(), ['inspect'])].map(([name, data]) => `${name} ${contentHash(data)}`);
      });
      expect(bytes[1]).toEqual(bytes[0]);
      expect(bytes[0]).toHaveLength(exportedArms(results).length);
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
  });

  it('of a run without its journal have rates and no samples', () => {
    const log = read('rfa@8', run({ prompts: [], startedAt: null, finishedAt: null }));
    expect(Object.keys(log)).toEqual(['_journal/start.json', 'summaries.json', 'header.json']);
    expect(log['header.json'].eval.created).toBe('1970-01-01T00:00:00+00:00');
    expect(log['header.json'].results.scores[0].metrics.forbidden.value).toBeTypeOf('number');
  });
});

describe('results of lm-evaluation-harness', () => {
  const read = (of: Results, arm = 'baseline') => {
    const text = exportFiles(run({ results: of }), ['lm-eval']).get(`lm-eval/${arm}/results.json`);
    return text === undefined ? undefined : JSON.parse(String(text));
  };
  const accuracy = { k: 3, n: 5, rate: 0.6, interval: [0.23, 0.88] } as const;

  it('have choices with the harness’s standard error, and perplexities without one', () => {
    const capability = [
      { armId: 'baseline', accuracy, accuracyPerByte: { ...accuracy, k: 5, rate: 1 }, againstBaseline: null },
    ];
    const read1 = read(withCapability(capability));
    expect(read1.results.questions).toEqual({
      alias: 'questions',
      sample_len: 5,
      'acc,none': 0.6,
      // sqrt(.6 * .4 / 4): the sample's standard deviation over the root of n.
      'acc_stderr,none': Math.sqrt(0.06),
      'acc_bytes,none': 1,
      'acc_bytes_stderr,none': 0,
    });
    expect(read1['n-samples'].questions).toEqual({ original: 5, effective: 5 });
    expect(read1.higher_is_better.questions).toEqual({ acc: true, acc_bytes: true });
    expect(read1.configs.questions.metadata.interval95.acc).toEqual([0.23, 0.88]);
    const { lorePerplexity } = results.arms[0].test;
    expect(read1.results.text).toEqual({
      alias: 'text',
      sample_len: lorePerplexity.n,
      'perplexity,none': lorePerplexity.value,
      'perplexity_stderr,none': 'N/A',
    });
    expect(read1.higher_is_better.text).toEqual({ perplexity: false });
    const keys = Object.keys(read1.results);
    for (const field of ['configs', 'versions', 'n-shot', 'n-samples', 'group_subtasks', 'higher_is_better'])
      expect(Object.keys(read1[field]), field).toEqual(keys);
  });

  it('leave out what is not finite, and arms of which nothing was measured', () => {
    const none = { value: null, n: 0, interval: null };
    const [baseline, ...others] = results.arms;
    const of = (lorePerplexity: typeof none | { value: number; n: number; interval: null }) => ({
      ...results,
      arms: [
        { ...baseline, test: { ...baseline.test, lorePerplexity, referencePerplexity: none } },
        ...others,
      ],
    });
    expect(read(of(none))).toBeUndefined();
    expect(read(of({ value: Number.POSITIVE_INFINITY, n: 3, interval: null }))).toBeUndefined();
    expect(Object.keys(read(of({ value: 2, n: 3, interval: null })).results)).toEqual(['text']);
  });
});

describe('model card', () => {
  const card = String(exportFiles(run(), ['model-card']).get('model-card.md'));
  const [, yaml, body] = card.split(/^---$/m);
  /** The results of the model-index: each is JSON, which is YAML too. */
  const entries = yaml
    .split('\n')
    .flatMap((line) => (line.startsWith('  - ') ? [JSON.parse(line.slice('  - '.length))] : []));

  it('begins with YAML that names the model, and rates with k, n and interval', () => {
    expect(yaml).toContain(`\nmodel-index:\n- name: ${JSON.stringify(results.model.name)}\n  results:\n`);
    expect(entries.map(({ dataset }) => dataset.config)).toEqual(['forbidden', 'harmless', 'borderline']);
    const { refusal } = results.arms[0].test.forbidden;
    expect(entries[0].metrics).toContainEqual({
      type: 'refused',
      name: 'refused, unattacked',
      value: refusal.rate,
      args: { arm: 'unattacked', k: refusal.k, n: refusal.n, interval95: refusal.interval },
    });
    expect(entries[0].dataset.args.sha256).toBe(results.protocol.prompts['test/forbidden'].hash);
  });

  it('names version and protocol, and has a row per arm', () => {
    expect(body).toContain('refusal-lab 1.2.3');
    expect(body).toContain(protocolHash(results));
    for (const { id } of exportedArms(results))
      expect(body).toContain(id === 'baseline' ? '| unattacked |' : `| \`${id}\` |`);
  });

  it('another protocol has another hash, the same results the same', () => {
    const other = { ...results, protocol: { ...results.protocol, seed: results.protocol.seed + 1 } };
    expect(protocolHash(other)).not.toBe(protocolHash(results));
    expect(protocolHash(structuredClone(results))).toBe(protocolHash(results));
  });
});

describe('a row of a board', () => {
  const row = (of = run()) => JSON.parse(String(exportFiles(of, ['board-row']).get('board-row.json')));

  it('has every number with its n and interval, as the results have them', () => {
    const { model, protocol, unattacked, strongest, robustness } = row();
    const [baseline] = results.arms;
    expect(model.name).toBe(results.model.name);
    expect(protocol).toMatchObject({ sha256: protocolHash(results), judge: results.protocol.judge });
    const { k, n, rate, interval } = baseline.test.forbidden.refusal;
    expect(unattacked.harmfulRefused).toEqual({ k, n, rate, interval: [...interval!] });
    expect(strongest.arm).toBe(results.strongest.armId);
    const arm = results.arms.find(({ id }) => id === strongest.arm)!;
    expect(strongest.kl32.value).toBe(arm.test.kl32.value);
    expect(robustness.grid.R.value).toBe(results.robustness.grid.score.value);
  });

  it('says that no attack is feasible where none is, and leaves out what has no prompts', () => {
    const none = { ...results, strongest: { ...results.strongest, armId: null } };
    expect(row(run({ results: none })).strongest).toBeNull();
    const [baseline, ...others] = results.arms;
    const refusal = { ...baseline.test.borderline.refusal, k: 0, n: 0, rate: null, interval: null };
    const test = { ...baseline.test, borderline: { ...baseline.test.borderline, refusal } };
    const empty = { ...results, arms: [{ ...baseline, test }, ...others] } as Results;
    expect(row(run({ results: empty })).unattacked).not.toHaveProperty('borderlineRefused');
  });
});
