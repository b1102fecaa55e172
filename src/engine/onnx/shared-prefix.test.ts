import { describe, expect, it } from 'vitest';
import { SharedPrefix, sharedPrefixLength } from './shared-prefix.ts';

const prompt = (...tokens: number[]) => ({ tokens, promptLength: tokens.length });

describe('sharedPrefixLength', () => {
  it('is what all sequences begin with', () => {
    expect(
      sharedPrefixLength([prompt(1, 2, 3, 4, 5, 6), prompt(1, 2, 3, 4, 5, 7, 8), prompt(1, 2, 3, 4, 9)]),
    ).toBe(4);
  });

  it('is 0 for one sequence, and where too few tokens are shared', () => {
    expect(sharedPrefixLength([prompt(1, 2, 3, 4, 5, 6)])).toBe(0);
    expect(sharedPrefixLength([prompt(1, 2, 3, 9, 5, 6), prompt(1, 2, 3, 4, 5, 6)])).toBe(0);
  });

  it('leaves out the last prompt token and the last tokens that something is asked at', () => {
    const same = [prompt(1, 2, 3, 4, 5, 6), prompt(1, 2, 3, 4, 5, 6)];
    expect(sharedPrefixLength(same)).toBe(5);
    expect(sharedPrefixLength(same, 2)).toBe(4);
    const answered = { tokens: [1, 2, 3, 4, 5, 6, 7, 8], promptLength: 6 };
    expect(sharedPrefixLength([answered, answered])).toBe(5);
    expect(sharedPrefixLength([{ tokens: answered.tokens }, { tokens: answered.tokens }])).toBe(7);
  });
});

it('keys and values of a prefix are computed once an intervention', async () => {
  const computed: unknown[] = [];
  const prefix = new SharedPrefix([1, 2, 3, 4], async (_, intervention) => {
    computed.push(intervention);
    return { rows: 1, length: 4, valid: [4], keys: [], values: [] };
  });
  const intervention = {} as never;
  expect(await prefix.cacheUnder(undefined)).toBe(await prefix.cacheUnder(undefined));
  expect(await prefix.cacheUnder(intervention)).not.toBe(await prefix.cacheUnder(undefined));
  expect(computed).toEqual([undefined, intervention]);
});
