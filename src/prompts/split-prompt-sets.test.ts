import { describe, expect, it } from 'vitest';
import { LeakError } from './leak-error.ts';
import type { PromptSet } from './prompt-set.ts';
import { splitPromptSets } from './split-prompt-sets.ts';

function set(name: string, texts: readonly string[]): PromptSet {
  const prompts = texts.map((prompt, i) => ({ id: `${i}`, prompt, where: `${name}:${i}` }));
  const count = texts.length;
  return {
    name,
    prompts,
    provenance: { source: name, fileHash: '', shape: 'text', rows: count, kept: count, hash: '' },
  };
}

/** Texts that share no word. */
const apart = (name: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${name}${i} brew${name}${i} pot${name}${i}`);

const pool = [set('tea', [...apart('tea', 6), 'count the grey owls']), set('moss', apart('moss', 5))];
const test = [set('bench', [...apart('bench', 4), 'count the grey cats'])];

describe('splitPromptSets', () => {
  it('takes all splits from one pool, ids told apart by their set', () => {
    const splits = splitPromptSets(pool, { sizes: { fit: 5, selection: 3, test: 4 }, seed: 1 });
    const ids = [...splits.fit, ...splits.selection, ...splits.test].map(({ id }) => id);
    expect(new Set(ids).size).toBe(12);
    for (const id of ids) expect(id).toMatch(/^(tea|moss)\/\d$/);
    expect([splits.unused, splits.leaks, splits.dropped]).toEqual([[], [], []]);
    const same = splitPromptSets([pool[1], pool[1]], { sizes: { fit: 4, selection: 1, test: 2 }, seed: 1 });
    for (const { id } of same.fit) expect(id).toMatch(/^moss(#2)?\/\d$/);
    const one = splitPromptSets([pool[1]], { sizes: { fit: 5, selection: 0, test: 0 }, seed: 1 });
    expect(one.fit.map(({ id }) => id)).toEqual(['0', '1', '2', '3', '4']);
  });

  it('takes the test from a set of its own, as much as there is, and leaves out what is like it', () => {
    const sizes = { fit: 8, selection: 3, test: 0 };
    const splits = splitPromptSets(pool, { sizes, seed: 1, test });
    expect(splits.test.map(({ id }) => id)).toEqual(['0', '1', '2', '3', '4']);
    expect(splits.leaks).toEqual([{ a: 'tea/6', b: '4', similarity: 0.6 }]);
    expect(splits.dropped.map(({ id }) => id)).toEqual(['tea/6']);
    expect([...splits.fit, ...splits.selection].map(({ id }) => id)).not.toContain('tea/6');
    expect(splits.fit).toHaveLength(8);
    expect(splits.selection).toHaveLength(3);
    expect(() => splitPromptSets(pool, { sizes: { ...sizes, fit: 9 }, seed: 1, test })).toThrow(
      /are more than 11 prompts in 11 near-duplicate groups \(1 more are near-duplicates of test prompts\)/,
    );
  });

  it('takes one prompt of each group of a test set, at most as many as asked for', () => {
    const copies = [set('bench', [...apart('bench', 4), 'count the grey cats', 'count the grey owls'])];
    const sizes = { fit: 8, selection: 3, test: 0 };
    const all = splitPromptSets(pool, { sizes, seed: 1, test: copies });
    expect(all.test).toHaveLength(5);
    expect(all.leftOut.map(({ prompt }) => prompt)).toHaveLength(1);
    const capped = splitPromptSets(pool, { sizes: { ...sizes, test: 3 }, seed: 1, test: copies });
    expect([capped.test.length, capped.unused.length]).toEqual([3, 3]);
    expect(splitPromptSets(pool, { sizes: { ...sizes, test: 9 }, seed: 1, test: copies }).test).toHaveLength(
      5,
    );
  });

  it('says so where the test set holds all of the pool', () => {
    const same = () =>
      splitPromptSets(pool, {
        sizes: { fit: 1, selection: 1, test: 0 },
        seed: 1,
        test: pool,
        subject: 'tea',
      });
    expect(same).toThrow(/^tea: every pool prompt is a near-duplicate of a test prompt/);
  });

  it('leaves out what is like a set that is tested on beside', () => {
    const sizes = { fit: 5, selection: 3, test: 3 };
    const splits = splitPromptSets(pool, { sizes, seed: 1, apartFrom: test });
    expect(splits.dropped.map(({ id }) => id)).toEqual(['tea/6']);
    expect([...splits.fit, ...splits.selection, ...splits.test].map(({ id }) => id)).not.toContain('tea/6');
    expect(splits.test.every(({ id }) => /^(tea|moss)/.test(id))).toBe(true);
  });

  it('leaves out the same whatever part of the test set is tested', () => {
    for (const size of [1, 2, 3]) {
      const sizes = { fit: 8, selection: 3, test: size };
      const { dropped, test: tested, unused } = splitPromptSets(pool, { sizes, seed: 2, test });
      expect(dropped).toHaveLength(1);
      expect([tested.length, unused.length]).toEqual([size, 5 - size]);
    }
  });

  it('refuses them on request', () => {
    const split = () =>
      splitPromptSets(pool, { sizes: { fit: 1, selection: 1, test: 0 }, seed: 1, test, leaks: 'refuse' });
    expect(split).toThrow(LeakError);
    expect(split).toThrow(/1 pairs .* \(Jaccard ≥ 0\.5\), tea\/6 and 4 the most \(0\.60\)/);
  });
});
