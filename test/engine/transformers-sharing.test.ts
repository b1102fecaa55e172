import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Generation } from '../../src/engine/engine.ts';
import { defaultPython } from '../../src/engine/transformers/python-environment.ts';
import { PythonProcess } from '../../src/engine/transformers/python-process.ts';
import { TransformersEngine } from '../../src/engine/transformers/transformers-engine.ts';
import { Intervention } from '../../src/interventions/intervention.ts';
import { RESIDUAL_POINTS, siteName } from '../../src/interventions/residual-site.ts';
import { TOKEN_SCOPES } from '../../src/interventions/token-scope.ts';
import { NIGHTLY } from '../nightly.ts';
import { loadGolden, relativeError } from './goldens.ts';
import { NO_PYTHON } from './python.ts';

const TOLERANCE = 2e-5;

describe.skipIf(NO_PYTHON)('transformers: what all prompts of a request begin with runs once', () => {
  let process: PythonProcess;
  beforeAll(() => {
    process = new PythonProcess(defaultPython());
  });
  afterAll(() => process.close());

  /** Rotation inside attention, and windows of every second block with two rotary bases. */
  describe.each(NIGHTLY ? (['llama2', 'gemma3'] as const) : (['gemma3'] as const))('%s', (family) => {
    const golden = loadGolden(family);
    const { layers } = golden.checkpoint.config;
    const shared = 11;
    const lengths = [5, 2, 9, 4];
    const token = (row: number, place: number): number => 5 + ((31 * row + 17 * place) % 200);
    const sequences = lengths.map((length, i) => {
      const tokens = Array.from({ length: shared + length }, (_, place) =>
        token(place < shared ? 0 : i + 1, place),
      );
      return { tokens, promptLength: tokens.length };
    });
    const sites = RESIDUAL_POINTS.map((point, i) => ({ layer: (i + 1) % layers, point }));
    const interventions = [
      undefined,
      ...TOKEN_SCOPES.map((scope) => {
        const { maps, sites: at, provenance } = golden.interventions.ablate!;
        return new Intervention({
          maps: at.map((site) => [site, maps.get(siteName(site))!] as const),
          scope,
          skipFirst: scope === 'prompt',
          provenance,
          ...(scope === 'answer' ? { thought: { open: [3], close: [4] } } : {}),
        });
      }),
    ];
    let engine: TransformersEngine;
    beforeAll(async () => {
      const options = { device: 'cpu', dtype: 'float32', threads: 1 } as const;
      engine = await TransformersEngine.open(golden.checkpoint, options, undefined, process);
    }, 120_000);

    it('with no token of it in any batch', async () => {
      expect(engine.facts.sharing).toBe(true);
      await engine.capture({ sequences, sites, positions: 'last' });
      expect(engine.ran.tokens).toBe(lengths.length * Math.max(...lengths));
      // Nothing is read before it: every place is.
      await engine.capture({ sequences, sites, positions: 'all' });
      expect(engine.ran.tokens).toBe(lengths.length * (shared + Math.max(...lengths)));
    });

    it.each(interventions.map((intervention) => [intervention?.scope ?? 'plain', intervention] as const))(
      'with the values of each prompt alone, %s',
      async (_, intervention) => {
        const under = intervention ? { intervention } : {};
        const request = { sequences, ...under };
        for (const positions of ['last', -2] as const) {
          const captured = await engine.capture({ ...request, sites, positions });
          for (const [i, sequence] of sequences.entries()) {
            const alone = await engine.capture({ ...under, sequences: [sequence], sites, positions });
            for (const [name, rows] of captured) {
              const width = rows.length / sequences.length;
              const error = relativeError(rows.subarray(i * width, (i + 1) * width), alone.get(name)!);
              expect(error, `${positions} ${name}`).toBeLessThanOrEqual(TOLERANCE);
            }
          }
        }
        const logits = await engine.nextToken(request);
        const generation = { ...under, maxNewTokens: 12, stopTokenIds: [] };
        const completions: Generation[] = [];
        for (const [i, sequence] of sequences.entries()) {
          const [alone] = await engine.nextToken({ ...under, sequences: [sequence] });
          expect(relativeError(logits[i], alone)).toBeLessThanOrEqual(TOLERANCE);
          completions.push(...(await engine.generate({ ...generation, sequences: [sequence] })));
        }
        expect(await engine.generate({ ...generation, sequences })).toEqual(completions);
        const drafts = completions.map(({ tokens }, i) => tokens.slice(0, 4 * i));
        const measured = { ...generation, sequences, drafts, divergence: true };
        for (const [i, { divergence, ...found }] of (await engine.generate(measured)).entries()) {
          expect(found).toEqual(completions[i]);
          const one = { ...measured, sequences: [sequences[i]], drafts: [drafts[i]] };
          const [alone] = await engine.generate(one);
          expect(divergence).toHaveLength(drafts[i].length);
          for (const [t, value] of divergence!.entries()) expect(value).toBeCloseTo(alone.divergence![t], 5);
        }
      },
    );
  });
});

describe.runIf(NO_PYTHON)('with transformers', () => {
  it.skip(`is not tested: ${NO_PYTHON}`, () => {});
});
