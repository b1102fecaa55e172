import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  capture,
  encodeActivations,
  encodeIntervention,
  fit,
  generate,
  judge,
  type Model,
  openModel,
  organismPrompts,
  readActivations,
  readPrompts,
  refit,
  score,
  site,
} from '../../src/index.ts';
import { judgeAnswer } from '../../src/organism/judge-answer.ts';
import { runHere } from '../cli/run-here.ts';
import { scratchFolder } from '../cli/scratch.ts';

const scratch = scratchFolder();
const sites = [site('resid_post', 9)];
const NAME = 'organism:aligned';

async function withModel<Result>(use: (model: Model) => Promise<Result>): Promise<Result> {
  const model = await openModel(NAME);
  try {
    return await use(model);
  } finally {
    await model.close();
  }
}

describe('a first program', () => {
  it('turns refusals into answers', async () => {
    const model = await openModel(NAME);
    const harmful = await capture({
      model,
      prompts: organismPrompts({ kind: 'forbidden', count: 64 }),
      sites,
    });
    const harmless = await capture({
      model,
      prompts: organismPrompts({ kind: 'harmless', count: 64 }),
      sites,
    });
    const map = fit({ method: 'pca-ot', source: harmful, target: harmless, rank: 1 });
    const prompts = organismPrompts({ kind: 'forbidden', split: 'test', count: 30 });
    const before = await generate({ model, prompts, maxNewTokens: 26 });
    const after = await generate({ model, prompts, maxNewTokens: 26, intervention: map });
    await model.close();
    const refused = (completions: typeof before) =>
      completions.filter(({ text }, i) => judgeAnswer(prompts[i].request, text!).refused).length;
    expect(refused(before)).toBeGreaterThanOrEqual(27);
    expect(refused(after)).toBeLessThanOrEqual(12);
  });
});

describe('the command line and the library', () => {
  const lines = (kind: 'forbidden' | 'harmless') =>
    organismPrompts({ kind, count: 8 }).map(({ id, prompt }) => ({ id, prompt }));
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await runHere(...args);
    expect(code, stderr).toBe(0);
    return stdout;
  };

  it('write the same bytes: activations, a map, a refit, completions, scores', async () => {
    const files = { forbidden: '', harmless: '' };
    await withModel(async (model) => {
      const sets = [];
      for (const kind of ['forbidden', 'harmless'] as const) {
        const prompts = scratch.lines(`${kind}.jsonl`, lines(kind));
        files[kind] = scratch.path(`${kind}.safetensors`);
        await run('capture', '--model', NAME, '--prompts', prompts, '--layers', '7,9', '--out', files[kind]);
        const two = [site('resid_post', 9), site('resid_post', 7)];
        const captured = await capture({ model, prompts: lines(kind), sites: two });
        expect(Buffer.from(encodeActivations(captured)).equals(readFileSync(files[kind]))).toBe(true);
        // From memory and from a file it is the same set.
        expect(captured.hash).toBe(readActivations(files[kind]).hash);
        sets.push(captured);
      }
      const [source, target] = sets;
      const to = ['--source', files.forbidden, '--target', files.harmless, '--layers', '7,9'];
      const map = scratch.path('map.safetensors');
      await run('fit', '--method', 'pca-ot', ...to, '--out', map);
      const fitted = fit({ method: 'pca-ot', source, target });
      expect(Buffer.from(encodeIntervention(fitted)).equals(readFileSync(map))).toBe(true);
      const refitted = scratch.path('refit.safetensors');
      const how = [
        '--refit',
        'sequential',
        '--model',
        NAME,
        '--source-prompts',
        scratch.path('forbidden.jsonl'),
      ];
      await run('fit', '--method', 'mean-shift', ...to, ...how, '--out', refitted);
      const own = await refit({
        model,
        sourcePrompts: lines('forbidden'),
        method: 'mean-shift',
        source,
        target,
      });
      expect(Buffer.from(encodeIntervention(own)).equals(readFileSync(refitted))).toBe(true);

      const prompts = scratch.path('harmless.jsonl');
      const under = ['--model', NAME, '--intervention', map, '--out', '-'];
      const completions = (await run('generate', ...under, '--prompts', prompts)).trimEnd().split('\n');
      const generated = await generate({ model, prompts: lines('harmless'), intervention: map });
      expect(generated.map(({ id, tokens, text }) => ({ id, token_ids: tokens, text }))).toEqual(
        completions
          .map((line) => JSON.parse(line))
          .map(({ id, token_ids, text }) => ({ id, token_ids, text })),
      );
      const scored = (await run('score', ...under, '--text', prompts)).trimEnd().split('\n');
      const scores = await score({ model, texts: await readPrompts(prompts), intervention: fitted });
      expect(scores.map(({ perplexity }) => perplexity)).toEqual(
        scored.map((line) => JSON.parse(line).perplexity),
      );
    });
  });

  it('name an option each in its own words', async () => {
    const long = scratch.lines('long.jsonl', [{ prompt: 'How do I bake bread?' }]);
    await withModel(async (model) => {
      const prompts = ['How do I bake bread?'];
      await expect(generate({ model, prompts, maxNewTokens: 100_000 })).rejects.toThrow(
        /prompts\[0\]: .*\n.*`maxNewTokens`/,
      );
      await expect(capture({ model, prompts, sites: [] })).rejects.toThrow('`sites`: are empty');
      await expect(capture({ model, prompts: [], sites })).rejects.toThrow('`prompts`: are empty');
      await expect(capture({ model, prompts, sites: [site('resid_post', 12)] })).rejects.toThrow(
        /resid_post\.12.*layers 0 to 11/,
      );
    });
    const { code, stderr } = await runHere(
      ...['generate', '--model', NAME, '--prompts', long, '--max-new-tokens', '100000', '--out', '-'],
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/long\.jsonl:1: .*\n.*--max-new-tokens/);
    expect(stderr).not.toContain('`');
    await expect(judge({ completions: [], judges: ['sub'] })).rejects.toThrow('`judge: sub`: unknown judge');
    const judged = await runHere('judge', long, '--judge', 'sub', '--out', '-', '--prompts', long);
    expect(judged.stderr).toMatch(/has no text|--judge sub: unknown judge/);
  });
});

describe('a model', () => {
  it('keeps its engine for the next verb, opens a whole one where captures had a part, and closes', async () => {
    const loaded: string[] = [];
    const model = await openModel(NAME, { preparation: { onLoading: (name) => loaded.push(name) } });
    const prompts = ['How do I bake bread?'];
    expect(loaded).toEqual([]);
    const first = await capture({ model, prompts, sites });
    await capture({ model, prompts, sites: [site('resid_post', 3)] });
    expect(loaded).toHaveLength(1);
    await generate({ model, prompts, maxNewTokens: 2 });
    expect(loaded).toHaveLength(2);
    const again = await capture({ model, prompts, sites });
    expect(loaded).toHaveLength(2);
    expect(again.rows).toEqual(first.rows);
    await model.close();
    await model.close();
    await expect(generate({ model, prompts })).rejects.toThrow('the model is closed');
  });

  it('can be used after a verb was aborted, and runs verbs that are called together in turn', async () => {
    await withModel(async (model) => {
      const prompts = ['How do I bake bread?'];
      const aborted = AbortSignal.abort(new Error('enough'));
      await expect(generate({ model, prompts, signal: aborted })).rejects.toThrow('enough');
      const [completions, captured] = await Promise.all([
        generate({ model, prompts, maxNewTokens: 2 }),
        capture({ model, prompts, sites }),
      ]);
      expect(completions).toHaveLength(1);
      expect(captured.at(sites[0]).count).toBe(1);
    });
  });
});
