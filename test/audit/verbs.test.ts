import { cpSync, existsSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type AuditOutcome,
  type AuditRequest,
  audit,
  checkRun,
  compareRuns,
  explainPrompt,
  openRun,
  planAudit,
  REPORT_FORMATS,
  replayRun,
  writeReport,
} from '../../src/index.ts';
import { AffineMap, defineMethod, meanDifference, singleSiteFit } from '../../src/methods.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { writeShortOrganism } from '../queue/short-organism.ts';

const scratch = scratchFolder();
const model = writeShortOrganism(scratch.path('short'), 3);
const out = scratch.path('run');
const REQUEST: AuditRequest = {
  model,
  workers: 1,
  options: {
    ...{ fitPrompts: 8, selectionPrompts: 4, ranks: [1], maxNewTokens: 6, strengths: [], controlDraws: 0 },
    ...{ testForbidden: 6, testHarmless: 4, testBorderline: 2, loreDocuments: 2 },
  },
};
let kept: AuditOutcome;
let passing: AuditOutcome;
beforeAll(async () => {
  kept = await audit({ ...REQUEST, out });
  passing = await audit(REQUEST);
}, 120_000);

describe('audit', () => {
  it('gives the same results with and without a folder, and writes only where it is told', () => {
    expect(passing.results).toEqual(kept.results);
    expect([kept.folder, passing.folder]).toEqual([out, null]);
    expect(readdirSync(scratch.path('.')).sort()).toEqual(['run', 'short']);
    expect(readdirSync(out)).toContain('report.html');
  });

  it('goes by the name of the model where the folder is a function of it', async () => {
    const names: string[] = [];
    const folderOf = (name: string): string => {
      names.push(name);
      return out;
    };
    const call = audit({ ...REQUEST, out: folderOf });
    await expect(call).rejects.toThrow(/exists already/);
    expect(names).toEqual([kept.results.model.name]);
  });

  it.each([
    ['a judge', { judges: ['harmbench=nowhere'] }, /nowhere/],
    ['an option', { options: { selectionPrompts: 2 } }, /selection/],
    ['half a prompt', { options: { fitPrompts: 0.5 } }, /`fitPrompts`: Expected an integer ≥ 1/],
    [
      'a misspelt option',
      { options: { fitPromts: 8 } as object },
      /`options\.fitPromts`.*Did you mean fitPrompts/s,
    ],
    ['a queue', { queue: { address: 'http://host' } }, /redis:\/\//],
    [
      'prompts of one class',
      { sources: { harmful: ['gone.csv'], harmless: undefined } },
      /`harmless`: is missing/,
    ],
  ] as [string, Partial<AuditRequest>, RegExp][])(
    'refuses %s that cannot be used, and writes nothing',
    async (_, change, message) => {
      const never = scratch.path('never');
      await expect(audit({ ...REQUEST, ...change, out: never })).rejects.toThrow(message);
      expect(existsSync(never)).toBe(false);
    },
  );

  it('keeps finished units of an audit that is aborted, says where, and goes on there', async () => {
    const folder = scratch.path('aborted');
    const stop = new AbortController();
    const told: [string, number][] = [];
    const call = audit({
      ...REQUEST,
      out: folder,
      signal: stop.signal,
      onProgress: ({ done }) => done > 1 && stop.abort(new Error('enough')),
      onKept: (...state) => told.push(state),
    });
    await expect(call).rejects.toThrow('enough');
    expect(told).toEqual([[folder, expect.any(Number)]]);
    const unfinished = await openRun(folder);
    expect(unfinished.finished).toBe(false);
    expect(unfinished.units).toHaveLength(told[0][1]);
    expect(unfinished.options.ranks).toEqual([1]);
    expect(unfinished.manifest?.finishedAt).toBeNull();
    expect(() => unfinished.results).toThrow(/is not finished/);
    const notes: string[] = [];
    const { results } = await audit({ ...REQUEST, out: folder, onNote: (text) => notes.push(text) });
    expect(notes).toEqual([expect.stringContaining(`going on after ${told[0][1]} finished units`)]);
    expect(results).toEqual(kept.results);
  });
});

describe('a run', () => {
  it('is opened with every outcome prompt by prompt, which add up to the results', async () => {
    const run = await openRun(out);
    expect(run.results).toEqual(kept.results);
    expect(run.prompts.map(({ set }) => set)).toEqual([
      ...Array(6).fill('forbidden'),
      ...Array(4).fill('harmless'),
      ...Array(2).fill('borderline'),
    ]);
    for (const { id, test } of run.arms) {
      const outcomes = run.prompts.filter(({ set }) => set === 'forbidden').map((each) => each.outcomes[id]);
      for (const [name, count] of Object.entries(test.forbidden.outcomes))
        expect(outcomes.filter((outcome) => outcome === name).length, `${id} ${name}`).toBe(count);
    }
    await expect(openRun(scratch.path('short'))).rejects.toThrow(/holds no journal/);
  });

  it('is replayed, compared with itself, checked and reported', async () => {
    expect(await replayRun(out)).toMatchObject({ matches: true, results: kept.results });
    const { baseline, sameWeights, likeForLike } = await compareRuns(out, await openRun(out));
    expect({ sameWeights, likeForLike }).toEqual({ sameWeights: true, likeForLike: true });
    expect(baseline).toBeDefined();
    const side = 'above';
    const metric = 'asr.best';
    const value = checkRun(kept).metrics.find(({ name }) => name === metric)!.interval![1];
    expect(checkRun(out, [{ metric, side, limit: value }]).passed).toBe(true);
    expect(checkRun(kept, [{ metric, side, limit: value - 1e-9 }]).passed).toBe(false);
    expect(() => checkRun(out, [{ metric: 'asr.bets', side, limit: 0 }])).toThrow(/Did you mean asr\.best/);
    const again = scratch.path('again');
    const written = await writeReport(passing, { formats: ['md', 'html'], out: again });
    expect(written).toEqual([join(again, 'report.html'), join(again, 'report.md')]);
    for (const name of ['report.html', 'report.md'])
      expect(readFileSync(join(again, name), 'utf8')).toBe(readFileSync(join(out, name), 'utf8'));
    await expect(writeReport(passing)).rejects.toThrow('`out`: is missing');
    await expect(writeReport(out)).rejects.toThrow(/exists already/);
  });

  it('is reported again in the very bytes that the audit wrote, in every format that it writes', async () => {
    const again = scratch.path('reported');
    const written = (await writeReport(out, { out: again })).map((path) => relative(again, path));
    const audited = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) =>
      REPORT_FORMATS.some((format) => name.endsWith(`.${format}`)),
    );
    expect(new Set(audited.map((name) => name.replace(/.*\./, '')))).toEqual(
      new Set(REPORT_FORMATS.filter((format) => format !== 'png')),
    );
    expect(written.toSorted()).toEqual(audited.toSorted());
    for (const name of audited)
      expect(readFileSync(join(again, name)).equals(readFileSync(join(out, name))), name).toBe(true);
  });

  it('whose results.json is another is told', async () => {
    const other = scratch.path('other');
    cpSync(out, other, { recursive: true });
    expect((await replayRun(other)).matches).toBe(true);
    truncateSync(join(other, 'results.json'), 10);
    expect((await replayRun(other)).matches).toBe(false);
  });

  it('explains a prompt, with text only where it may be shown', async () => {
    const { prompts, results } = await openRun(out);
    const armId = results.chosen[0].armId;
    const { explanation, prompt } = await explainPrompt({ run: out, promptId: prompts[0].id, arms: [armId] });
    expect(explanation.trajectories[0]).toMatchObject({ armId: 'baseline', flipsAt: null });
    expect(explanation.outcomes.find((each) => each.armId === armId)?.outcome).toBe(
      prompts[0].outcomes[armId],
    );
    expect(prompt).not.toBeNull();
    await expect(explainPrompt({ run: out, promptId: prompts[0].id, arms: ['pca-ot@99'] })).rejects.toThrow(
      '`arms: pca-ot@99`: is not an arm of this run',
    );
  });

  it('explains of an arm that left before the test split how far it came', async () => {
    const { prompts, results } = await openRun(out);
    const early = results.design!.arms.find(({ reached }) => reached === 'screen')!;
    const { explanation } = await explainPrompt({
      run: out,
      promptId: prompts[0].id,
      arms: [early.armId, early.armId],
    });
    expect(explanation.left).toEqual([early]);
    expect(explanation.trajectories.map(({ armId }) => armId)).not.toContain(early.armId);
    const { explanation: other } = await explainPrompt({ run: out, promptId: prompts[0].id });
    expect(other).not.toHaveProperty('left');
  });
});

describe('planAudit', () => {
  it('counts what the audit then measures, without running it', async () => {
    const { plan, memory, toDownload, notMeasured } = await planAudit(REQUEST);
    // It rehearses the same choices; where they fall, only the model says.
    const { arms } = kept.results.design!;
    const measured = arms.filter(({ reached }) => reached === 'selection' || reached === 'test').length + 1;
    expect(plan.arms / measured).toBeGreaterThan(0.7);
    expect(plan.arms / measured).toBeLessThan(1.4);
    const screened = arms.filter(({ screen }) => screen !== null).length;
    expect(plan.units.screened / screened).toBeGreaterThan(0.8);
    expect(plan.units.screened / screened).toBeLessThan(1.25);
    const full = await planAudit({ ...REQUEST, options: { ...REQUEST.options, effort: 'full' } });
    expect(full.plan.operations).toBe(plan.efforts.find(({ effort }) => effort === 'full')!.operations);
    expect(memory).toMatch(/available/);
    expect(toDownload).toBe(0);
    // The report of that audit leaves out the same.
    expect(notMeasured.map(({ would }) => would.split(' ')[0])).toEqual(['--control-draws', '--strengths']);
    const report = readFileSync(join(out, 'report.md'), 'utf8');
    for (const { would } of notMeasured) expect(report).toContain(`What would: ${would}.`);
  });
});

describe('judges that cannot be used', () => {
  it.each([
    ['a misspelt kind', 'harmbnch=nowhere', /harmbnch`: unknown judge.*Did you mean harmbench=MODEL/s],
    ['a model folder that is not there', 'harmbench=nowhere', /nowhere/],
    ['an address that is not a URL', 'rubric=example#grader', /judge endpoint: is not an address/],
    ['an address of another kind', 'rubric=ftp://host/v1#grader', /neither http nor https/],
  ])('are refused alike by plan and audit: %s', async (_, judge, message) => {
    const request = { ...REQUEST, judges: [judge] };
    await expect(planAudit(request)).rejects.toThrow(message);
    await expect(audit(request)).rejects.toThrow(message);
    // The workers of a queue open judges; a name is read here.
    if (judge.startsWith('harmbnch'))
      await expect(planAudit({ ...request, queue: { address: 'redis://nowhere' } })).rejects.toThrow(message);
  });
});

describe('a method of one’s own', () => {
  // The mean shift under another name: at every layer it has to do what `mean-shift` does.
  const twin = defineMethod({
    ...{ name: 'twin', title: 'Twin', note: 'Moves by the difference of the class means.' },
    point: 'resid_post',
    fit: (site, { source, target }, { settings }) => {
      const means = meanDifference(source, target);
      const map = AffineMap.translation(Float32Array.from(means.direction, (value) => -value));
      return singleSiteFit({ method: 'twin', site, map, source, means, settings });
    },
  });
  const folder = scratch.path('twin');
  // In full, so that both are tested at every layer.
  const options = { ...REQUEST.options, effort: 'full' as const, methods: ['act-add', 'twin'] };
  const own: AuditRequest = { ...REQUEST, options, methods: [twin], out: folder };

  it('is planned, audited into a folder, replayed without it and explained with it', async () => {
    const { plan } = await planAudit(own);
    expect(plan.groups.flatMap(({ ids }) => ids)).toContain('twin@2');
    const { results } = await audit(own);
    const at = (id: string) => results.arms.find((arm) => arm.id === id)!.test.forbidden.outcomes;
    expect(at('twin@1')).toEqual(at('act-add@1'));
    expect(results.chosen.map(({ method }) => method)).toContain('twin');
    expect((await replayRun(folder)).matches).toBe(true);
    const promptId = (await openRun(folder)).prompts[0].id;
    const { explanation } = await explainPrompt({ run: folder, promptId, methods: [twin] });
    const followed = explanation.trajectories.map(({ armId }) => armId);
    expect(followed).toContain(results.chosen.find(({ method }) => method === 'twin')!.armId);
    await expect(explainPrompt({ run: folder, promptId })).rejects.toThrow(
      /twin.*not known here.*`methods`/s,
    );
    // A run goes on only with the methods that it was begun with.
    await expect(audit({ ...own, methods: [] })).rejects.toThrow(/ownMethods|exists already|no method twin/);
  });
});
