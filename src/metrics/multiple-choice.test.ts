import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoringEngine } from '../../test/goldens/diagnostics/scoring-engine.ts';
import { OverflowError } from '../errors/overflow-error.ts';
import { AffineMap } from '../interventions/affine-map.ts';
import { Intervention } from '../interventions/intervention.ts';
import type { TokenScope } from '../interventions/token-scope.ts';
import { rateOf } from '../statistics/rate.ts';
import type { EncodedQuestion } from './encode-question.ts';
import { choiceAccuracy } from './multiple-choice.ts';

const question = (
  choices: number[][],
  bytes: number[],
  answer: number,
  characters: number[] = bytes,
): EncodedQuestion => ({
  where: 'q.jsonl:1',
  sequences: choices.map((choice) => ({ tokens: [50, 51, ...choice], promptLength: 2 })),
  bytes,
  characters,
  answer,
});

const intervention = (scope: TokenScope) =>
  new Intervention({
    maps: [[{ layer: 0, point: 'resid_post' }, AffineMap.identity(2)]],
    scope,
    provenance: { method: 'test', options: {} },
  });

describe('choiceAccuracy', () => {
  it('chooses by the sum of the choice’s own tokens, and by that sum a byte', async () => {
    const { engine } = scoringEngine((token) => (token >= 50 ? -1000 : -token));
    // Sums −6 and −5; a byte −1 and −5.
    const asked = question([[1, 2, 3], [5]], [6, 1], 1);
    const found = await choiceAccuracy(engine, [asked, { ...asked, answer: 0 }, asked]);
    expect(found.accuracy).toEqual(rateOf(2, 3));
    expect(found.accuracyPerByte).toEqual(rateOf(1, 3));
    expect(found.questions[0]).toEqual({
      where: 'q.jsonl:1',
      logLikelihoods: [-6, -5],
      chosen: 1,
      chosenPerCharacter: 0,
      chosenPerByte: 0,
      answer: 1,
    });
  });

  it('tells characters from bytes, as acc_norm and acc_bytes of lm-evaluation-harness', async () => {
    const { engine } = scoringEngine((token) => (token >= 50 ? -1000 : -token));
    // Sums −6 and −5; per byte −1 and −1.25; per character −3 and −1.25.
    const asked = question([[1, 2, 3], [5]], [6, 4], 1, [2, 4]);
    const found = await choiceAccuracy(engine, [asked]);
    expect(found.questions[0]).toMatchObject({ chosen: 1, chosenPerCharacter: 1, chosenPerByte: 0 });
    expect(found.accuracyPerCharacter).toEqual(rateOf(1, 1));
    expect(found.accuracyPerByte).toEqual(rateOf(0, 1));
  });

  it('keeps questions apart over many calls', async () => {
    const { engine, requests } = scoringEngine((token) => -token);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(40), { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 80 }),
        async (lists) => {
          const questions = lists.map((list) =>
            question(
              list.map((token) => [token]),
              list.map(() => 1),
              0,
            ),
          );
          const { questions: scored } = await choiceAccuracy(engine, questions);
          for (const [i, { logLikelihoods, chosen }] of scored.entries()) {
            expect(logLikelihoods).toEqual(lists[i].map((token) => 0 - token));
            expect(chosen).toBe(lists[i].indexOf(Math.min(...lists[i])));
          }
        },
      ),
      { numRuns: 20 },
    );
    expect(Math.max(...requests.map(({ sequences }) => sequences.length))).toBeLessThanOrEqual(32 * 5);
  });

  it('refuses what the intervention does not reach, what is too long and NaN, by place', async () => {
    const { engine } = scoringEngine(() => -1);
    const single = question([[1], [2]], [1, 1], 0);
    const double = question(
      [
        [1, 2],
        [2, 3],
      ],
      [1, 1],
      0,
    );
    const run = (asked: EncodedQuestion, more: object) => choiceAccuracy(engine, [asked], more);
    await expect(run(single, { intervention: intervention('generated') })).rejects.toThrow(
      /^q\.jsonl:1: the intervention's token scope "generated" matches nothing/,
    );
    await expect(run(double, { intervention: intervention('generated') })).resolves.toBeDefined();
    await expect(run(single, { intervention: intervention('last-prompt') })).resolves.toBeDefined();
    await expect(run(double, { positions: 3 })).rejects.toThrow('q.jsonl:1: needs 4 positions');
    await expect(choiceAccuracy(engine, [])).rejects.toThrow('are empty');
    const { engine: broken } = scoringEngine(() => Number.NaN);
    await expect(choiceAccuracy(broken, [single])).rejects.toThrow(OverflowError);
    await expect(choiceAccuracy(broken, [single])).rejects.toThrow(
      /No intervention is in use: a weight is NaN/,
    );
    await expect(
      choiceAccuracy(broken, [single], { intervention: intervention('last-prompt') }),
    ).rejects.toThrow(/lower its strength/);
  });

  it('takes an impossible choice for the last', async () => {
    const { engine } = scoringEngine((token) => (token === 1 ? -Infinity : -3));
    const { questions } = await choiceAccuracy(engine, [question([[1], [2]], [1, 1], 0)]);
    expect(questions[0].chosen).toBe(1);
  });
});
