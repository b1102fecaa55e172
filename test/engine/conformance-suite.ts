import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Checkpoint, CheckpointOptions } from '../../src/checkpoint/checkpoint.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { meanOverTokens } from '../../src/engine/mean-over-tokens.ts';
import { RESIDUAL_POINTS, siteName } from '../../src/interventions/residual-site.ts';
import { GOLDEN_FAMILIES, loadGolden, relativeError } from './goldens.ts';

const TOLERANCE = 2e-5;

/** What every {@link Engine} must reproduce of transformers (eager attention, float32), prompt by prompt and in a ragged batch. */
export function describeConformance(
  name: string,
  open: (checkpoint: Checkpoint) => Promise<Engine>,
  families: readonly string[] = GOLDEN_FAMILIES,
  options?: CheckpointOptions,
): void {
  describe.each(families)(`${name}: %s`, (family) => {
    const golden = loadGolden(family, options);
    const { prompts, newTokens } = golden;
    const sites = RESIDUAL_POINTS.flatMap((point) =>
      Array.from({ length: golden.checkpoint.config.layers }, (_, layer) => ({ layer, point })),
    );
    const groups = { alone: prompts.map((_, p) => [p]), 'ragged batch': [prompts.map((_, p) => p)] };
    let engine: Engine;
    beforeAll(async () => {
      engine = await open(golden.checkpoint);
    });
    afterAll(() => engine.dispose());

    for (const [grouping, batches] of Object.entries(groups))
      for (const tag of ['plain', 'affine', 'ablate'] as const) {
        const intervention = golden.interventions[tag];
        const request = (batch: readonly number[]) => ({
          sequences: batch.map((p) => ({ tokens: prompts[p] })),
          ...(intervention ? { intervention } : {}),
        });
        describe(`${tag}, ${grouping}`, () => {
          it('residual streams at all four points', async () => {
            for (const batch of batches) {
              const all = await engine.capture({ ...request(batch), sites, positions: 'all' });
              const last = await engine.capture({ ...request(batch), sites, positions: 'last' });
              for (const site of sites) {
                const key = siteName(site);
                const expected = batch.map((p) => Float32Array.from(golden.expected(`${tag}.${p}.${key}`)));
                expect(
                  relativeError(
                    all.get(key)!,
                    expected.flatMap((rows) => [...rows]),
                  ),
                  key,
                ).toBeLessThanOrEqual(TOLERANCE);
                const d = golden.checkpoint.config.hiddenSize;
                expect(
                  relativeError(
                    last.get(key)!,
                    expected.flatMap((rows) => [...rows.slice(-d)]),
                  ),
                  `last ${key}`,
                ).toBeLessThanOrEqual(TOLERANCE);
              }
            }
          });

          it('next-token logits', async () => {
            for (const batch of batches) {
              const logits = await engine.nextToken(request(batch));
              batch.forEach((p, i) => {
                const whole = Float32Array.from(golden.expected(`${tag}.${p}.logits`));
                expect(relativeError(logits[i], whole.slice(-logits[i].length))).toBeLessThanOrEqual(
                  TOLERANCE,
                );
              });
            }
          });

          it('log-probabilities of the given tokens', async () => {
            for (const batch of batches) {
              const scores = await engine.score(request(batch));
              batch.forEach((p, i) => {
                expect(
                  relativeError(scores[i], golden.expected(`${tag}.${p}.token_logprobs`)),
                ).toBeLessThanOrEqual(TOLERANCE);
              });
            }
          });

          it('greedy tokens, with and without drafts', async () => {
            for (const batch of batches) {
              const expected = batch.map((p) => Array.from(golden.expected(`${tag}.${p}.greedy`), Number));
              const options = { ...request(batch), maxNewTokens: newTokens, stopTokenIds: [] };
              const tokens = (await engine.generate(options)).map((generation) => generation.tokens);
              expect(tokens).toEqual(expected);
              for (const length of [1, 7, newTokens]) {
                const drafts = expected.map((row) => row.slice(0, length));
                expect(
                  (await engine.generate({ ...options, drafts })).map((generation) => generation.tokens),
                ).toEqual(expected);
              }
              const alternatives = expected.map((row) => [[row[0], 3, 4], row.slice(0, 9), row]);
              expect(
                (await engine.generate({ ...options, alternatives })).map((generation) => generation.tokens),
              ).toEqual(expected);
              const wrong = expected.map((row) => row.map((token, i) => (i < 4 ? token : (token + 1) % 300)));
              expect(
                (await engine.generate({ ...options, drafts: wrong })).map((generation) => generation.tokens),
              ).toEqual(expected);
            }
          });
        });
      }

    it('means over each prompt, a completion left out', async () => {
      const d = golden.checkpoint.config.hiddenSize;
      const sequences = prompts.map((tokens, p) => ({
        tokens,
        ...(p % 2 === 0 ? { promptLength: Math.max(1, tokens.length - 2) } : {}),
      }));
      const all = await engine.capture({ sequences, sites, positions: 'all' });
      const mean = await engine.capture({ sequences, sites, positions: 'mean' });
      const lengths = prompts.map((tokens) => tokens.length);
      const counted = sequences.map(({ tokens, promptLength }) => promptLength ?? tokens.length);
      for (const [name, rows] of all)
        expect(relativeError(mean.get(name)!, meanOverTokens(rows, d, lengths, counted)), name).toBeLessThan(
          TOLERANCE,
        );
    });

    it('tells how far it is: never back, and all in the end', async () => {
      const sequences = prompts.map((tokens) => ({ tokens }));
      const heard: number[] = [];
      const onProgress = (done: number) => heard.push(done);
      for (const ask of [
        () => engine.capture({ sequences, sites: sites.slice(0, 1), positions: 'last', onProgress }),
        () => engine.generate({ sequences, maxNewTokens: 5, stopTokenIds: [], onProgress }),
        () => engine.score({ sequences, onProgress }),
        () => engine.nextToken({ sequences, onProgress }),
      ]) {
        heard.length = 0;
        await ask();
        expect(heard.at(-1)).toBe(prompts.length);
        expect(heard).toEqual(heard.toSorted((a, b) => a - b));
      }
    });
  });
}
