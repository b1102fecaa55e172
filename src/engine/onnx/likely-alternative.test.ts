import { describe, expect, it } from 'vitest';
import { likelyAlternatives } from './likely-alternative.ts';

const indices = Array.from({ length: 40 }, (_, index) => index);
/** Each sequence refuses with token 1 or answers with 100 + its index. */
const alternatives = indices.map((index) => [
  [1, 2],
  [100 + index, 3],
]);

describe('likelyAlternatives', () => {
  it('takes for all the alternative that most of the probed ones begin with', async () => {
    const probed: number[][] = [];
    const found = await likelyAlternatives(alternatives, indices, async (some) => {
      probed.push([...some]);
      return some.map((index, i) => (i < 3 ? 1 : 100 + index));
    });
    expect(probed).toEqual([[0, 5, 10, 15, 20, 25, 30, 35]]);
    expect([...found]).toEqual(indices.map((index) => [index, [100 + index, 3]]));
  });

  it('takes the first of two that are as frequent', async () => {
    const found = await likelyAlternatives(alternatives, indices, async (some) =>
      some.map((index, i) => (i % 2 ? 1 : 100 + index)),
    );
    expect(found.get(7)).toEqual([1, 2]);
  });

  it('knows nothing where no probed sequence begins like an alternative', async () => {
    expect((await likelyAlternatives(alternatives, indices, async (some) => some.map(() => 9))).size).toBe(0);
  });

  it('leaves out sequences without alternatives, and does not look where few are left', async () => {
    const some = alternatives.map((own, index) => (index < 5 ? [] : index < 8 ? [[]] : own));
    const found = await likelyAlternatives(some, indices, async (probed) => probed.map(() => 1));
    expect([...found.keys()]).toEqual(indices.slice(8));
    const few = indices.slice(0, 31);
    const asked = likelyAlternatives(alternatives, few, async () => expect.unreachable());
    expect((await asked).size).toBe(0);
  });
});
