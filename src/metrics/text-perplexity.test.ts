import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoringEngine } from '../../test/goldens/diagnostics/scoring-engine.ts';
import { OverflowError } from '../errors/overflow-error.ts';
import { AffineMap } from '../interventions/affine-map.ts';
import { Intervention } from '../interventions/intervention.ts';
import { ratioEstimate } from '../statistics/estimate.ts';
import { textPerplexity } from './text-perplexity.ts';
import { tokeniseText } from './tokenise-text.ts';

/** Tokens numbered from 1, so that each has a log-probability of its own. */
const numbered = (length: number) => Array.from({ length }, (_, i) => i + 1);

describe('textPerplexity', () => {
  it('counts each token once whatever the windows, and all but the first without a prefix', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 90 }),
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        async (length, room, wanted, prefixed) => {
          const { engine } = scoringEngine((token) => -token);
          const found = await textPerplexity(engine, [numbered(length)], {
            prefix: prefixed ? [0] : [],
            context: room + (prefixed ? 1 : 0),
            stride: Math.min(wanted, prefixed ? room : room - 1),
          });
          const counted = numbered(length).slice(prefixed ? 0 : 1);
          expect(found.tokens).toBe(counted.length);
          const mean = counted.reduce((sum, token) => sum + token, 0) / counted.length;
          expect(Math.log(found.perplexity.value!)).toBeCloseTo(mean, 8);
        },
      ),
    );
  });

  it('gives the tokens that count the context that stride leaves them', async () => {
    const { engine, requests } = scoringEngine(() => -1);
    await textPerplexity(engine, [numbered(10)], { prefix: [0], context: 7, stride: 2 });
    expect(requests.flatMap(({ sequences }) => sequences.map(({ tokens }) => tokens))).toEqual([
      [0, 1, 2, 3, 4, 5, 6],
      [0, 3, 4, 5, 6, 7, 8],
      [0, 5, 6, 7, 8, 9, 10],
    ]);
  });

  it('takes documents for its units, and windows where there is one document', async () => {
    const { engine } = scoringEngine((token) => -token / 10);
    const options = { prefix: [0], context: 5 };
    const several = await textPerplexity(engine, [[1, 2], [3, 4, 5, 6, 7], [8]], options);
    expect(several.units).toBe('documents');
    const mean = ratioEstimate([0.3, 2.5, 0.8], [2, 5, 1]);
    expect(several.perplexity.n).toBe(3);
    expect(several.perplexity.interval![1]).toBeCloseTo(Math.exp(mean.interval![1]), 5);
    const one = await textPerplexity(engine, [numbered(12)], options);
    expect([one.units, one.perplexity.n, one.windows, one.stride]).toEqual(['windows', 3, 3, 4]);
  });

  it('refuses what would not be a measurement', async () => {
    const { engine } = scoringEngine(() => -1);
    const options = { prefix: [0], context: 5 };
    await expect(textPerplexity(engine, [numbered(9)], { ...options, stride: 5 })).rejects.toThrow(
      'more than 4',
    );
    await expect(textPerplexity(engine, [numbered(9)], { context: 1 })).rejects.toThrow('no room');
    await expect(textPerplexity(engine, [[3]], { context: 5 })).rejects.toThrow('predicted from another');
    const intervention = new Intervention({
      maps: [[{ layer: 0, point: 'resid_post' }, AffineMap.identity(2)]],
      scope: 'prompt',
      provenance: { method: 'test', options: {} },
    });
    await expect(textPerplexity(engine, [[1, 2]], { ...options, intervention })).rejects.toThrow('no roles');
    const { engine: broken } = scoringEngine(() => Number.NaN);
    await expect(textPerplexity(broken, [[1, 2]], options)).rejects.toThrow(OverflowError);
  });

  it('is infinite where a token is impossible', async () => {
    const { engine } = scoringEngine((token) => (token === 3 ? -Infinity : -1));
    const { perplexity } = await textPerplexity(engine, [numbered(9)], { prefix: [0], context: 5 });
    expect(perplexity).toEqual({ value: Infinity, n: 3, interval: null });
  });
});

describe('tokeniseText', () => {
  const tokenizer = (prefix: number[], suffix: number[]) => ({
    encode: (text: string, { addSpecialTokens }: { addSpecialTokens: boolean }) => {
      const own = [...text].map((letter) => letter.charCodeAt(0));
      return addSpecialTokens ? [...prefix, ...own, ...suffix] : own;
    },
  });

  it('tells what stands before a text from the text', () => {
    expect(tokeniseText(tokenizer([1], []), 'ab')).toEqual({ prefix: [1], tokens: [97, 98] });
    expect(tokeniseText(tokenizer([], []), 'ab')).toEqual({ prefix: [], tokens: [97, 98] });
    expect(tokeniseText(tokenizer([1, 2], [9]), 'ab')).toEqual({ prefix: [1, 2], tokens: [97, 98] });
  });
});
