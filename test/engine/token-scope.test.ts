import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../src/checkpoint/checkpoint.ts';
import type { CaptureRequest, EncodedSequence, Engine } from '../../src/engine/engine.ts';
import { OnnxEngine, type OnnxEngineOptions } from '../../src/engine/onnx/onnx-engine.ts';
import { InvalidInputError } from '../../src/errors/invalid-input-error.ts';
import { AffineMap } from '../../src/interventions/affine-map.ts';
import { answerStart, type ThoughtTokens } from '../../src/interventions/answer-start.ts';
import { Intervention } from '../../src/interventions/intervention.ts';
import { RESIDUAL_POINTS, type ResidualSite, siteName } from '../../src/interventions/residual-site.ts';
import type { TokenScope } from '../../src/interventions/token-scope.ts';
import { loadGolden, relativeError } from './goldens.ts';
import { TRANSFORMERS_KIND } from './transformers-kind.ts';

const golden = loadGolden('qwen25');
const { hiddenSize: d, layers } = golden.checkpoint.config;
const shift = Float32Array.from({ length: d }, (_, j) => 0.5 + 0.25 * Math.sin(j));
const translation = (
  site: ResidualSite,
  scope: TokenScope,
  options: { skipFirst?: boolean; size?: number } = {},
) =>
  new Intervention({
    maps: [[site, AffineMap.translation(shift.map((value) => value * (options.size ?? 1)))]],
    scope,
    skipFirst: options.skipFirst ?? false,
    ...(scope === 'answer' ? { thought: THOUGHT } : {}),
    provenance: { method: 'test', options: {} },
  });

/** 11 tokens, of which the first 7 are prompt, and 17 of which 5 are; shorter than the batch is wide, and not. */
const sequences: EncodedSequence[] = [
  { tokens: golden.prompts[2], promptLength: 7 },
  { tokens: golden.prompts[1], promptLength: 5 },
];
/** A thought of three tokens behind the first prompt, none behind the second: `open` begins the first completion alone. */
const THOUGHT: ThoughtTokens = {
  open: [sequences[0].tokens[7]],
  close: [sequences[0].tokens[8], sequences[0].tokens[9]],
};
const ANSWERS = new Map([
  [7, 10],
  [5, 5],
]);
const inside: Record<TokenScope, (position: number, promptLength: number) => boolean> = {
  all: () => true,
  prompt: (position, promptLength) => position <= promptLength - 1,
  'last-prompt': (position, promptLength) => position === promptLength - 1,
  generated: (position, promptLength) => position > promptLength - 1,
  answer: (position, promptLength) => position >= ANSWERS.get(promptLength)!,
};
const SCOPES = Object.keys(inside) as TokenScope[];

type Open = (checkpoint: Checkpoint) => Promise<Engine>;
const onnx =
  (options: OnnxEngineOptions): Open =>
  (checkpoint) =>
    OnnxEngine.open(checkpoint, options);
const KINDS: (readonly [string, Open])[] = [
  ['whole graph', onnx({ reuse: false, append: false })],
  ['resuming and appending', onnx({ reuse: true, append: true })],
  ['one graph with every port', onnx({ universal: true })],
  ['chain of one-block segments', onnx({ layersPerSegment: 1 })],
  ...TRANSFORMERS_KIND,
];

describe.each(KINDS)('token scopes, %s', (_, open) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await open(golden.checkpoint);
  });
  afterAll(() => engine.dispose());

  const rowsAt = async (site: ResidualSite, intervention?: Intervention): Promise<Float32Array> => {
    const request: CaptureRequest = { sequences, sites: [site], positions: 'all' };
    const rows = await engine.capture(intervention ? { ...request, intervention } : request);
    return rows.get(siteName(site))!;
  };

  describe.each(RESIDUAL_POINTS)('at %s', (point) => {
    it.each(SCOPES.flatMap((scope) => [[scope, false] as const, [scope, true] as const]))(
      '%s (skip-first %s) changes its own tokens and no other',
      async (scope, skipFirst) => {
        const site = { layer: 1, point };
        const plain = await rowsAt(site);
        const changed = await rowsAt(site, translation(site, scope, { skipFirst }));
        let row = 0;
        for (const { tokens, promptLength } of sequences)
          for (let position = 0; position < tokens.length; position++, row++) {
            const before = plain.subarray(row * d, (row + 1) * d);
            const after = changed.subarray(row * d, (row + 1) * d);
            const where = `row ${row}, position ${position} of ${tokens.length}`;
            if (inside[scope](position, promptLength!) && !(skipFirst && position === 0)) {
              const expected = before.map((value, j) => value + shift[j]);
              expect(relativeError(after, expected), where).toBeLessThanOrEqual(2e-6);
            } else expect(after, where).toEqual(before);
          }
        expect(row * d).toBe(plain.length);
      },
    );
  });

  it('takes raw text as one role: "all" reaches it, skip-first leaves its first token', async () => {
    const site = { layer: 0, point: 'resid_pre' } as const;
    const raw = { sequences: [{ tokens: golden.prompts[0] }], sites: [site], positions: 'all' as const };
    const plain = (await engine.capture(raw)).get('resid_pre.0')!;
    const intervention = translation(site, 'all', { skipFirst: true });
    const changed = (await engine.capture({ ...raw, intervention })).get('resid_pre.0')!;
    const expected = plain.map((value, i) => (i < d ? value : value + shift[i % d]));
    expect(relativeError(changed, expected)).toBeLessThanOrEqual(2e-6);
    expect(changed.subarray(0, d)).toEqual(plain.subarray(0, d));
  });

  it.each(['prompt', 'last-prompt', 'generated', 'answer'] as const)(
    'refuses %s on raw text',
    async (scope) => {
      const intervention = translation({ layer: 1, point: 'resid_post' }, scope);
      const request = { sequences: [sequences[0], { tokens: golden.prompts[0] }], intervention };
      for (const call of [
        engine.score(request),
        engine.nextToken(request),
        engine.capture({ ...request, sites: intervention.sites, positions: 'last' }),
      ]) {
        await expect(call).rejects.toThrow(InvalidInputError);
        await expect(call).rejects.toThrow(`sequence 1: raw text has no roles, so token scope "${scope}"`);
      }
    },
  );

  describe.each(SCOPES)('generating under %s', (scope) => {
    const maxNewTokens = 12;
    const prompts = [0, 1, 2].map((p) => ({ tokens: golden.prompts[p] }));
    const intervention = translation({ layer: layers - 2, point: 'resid_post' }, scope, { size: 6 });

    it('is what recomputing every prefix under that scope gives', async () => {
      const generations = await engine.generate({
        sequences: prompts,
        intervention,
        maxNewTokens,
        stopTokenIds: [],
      });
      const prefixes = generations.flatMap(({ tokens }, p) =>
        tokens.map((_, i) => ({
          tokens: [...prompts[p].tokens, ...tokens.slice(0, i)],
          promptLength: prompts[p].tokens.length,
        })),
      );
      const logits = await engine.nextToken({ sequences: prefixes, intervention });
      expect(logits.map((row) => row.indexOf(Math.max(...row)))).toEqual(
        generations.flatMap(({ tokens }) => tokens),
      );
    });

    it('leaves or changes the first token as the scope says', async () => {
      const request = { sequences: prompts, maxNewTokens, stopTokenIds: [] };
      const plain = (await engine.generate(request)).map(({ tokens }) => tokens);
      const changed = (await engine.generate({ ...request, intervention })).map(({ tokens }) => tokens);
      expect(changed).not.toEqual(plain);
      const first = (rows: readonly (readonly number[])[]) => rows.map(([token]) => token);
      if (scope === 'generated' || scope === 'answer') expect(first(changed)).toEqual(first(plain));
      else expect(first(changed)).not.toEqual(first(plain));
    });

    it('scores tokens that it cannot reach as the plain model does', async () => {
      const [plain] = await engine.score({ sequences: [sequences[1]] });
      const [changed] = await engine.score({ sequences: [sequences[1]], intervention });
      // Entry t − 1 is read at position t − 1; position 5 is the first generated one, 4 the last of the prompt.
      const reached = { all: 0, prompt: 0, 'last-prompt': 4, generated: 5, answer: 5 }[scope];
      expect(relativeError(changed.subarray(0, reached), plain.subarray(0, reached))).toBeLessThanOrEqual(
        2e-6,
      );
      for (let i = reached; i < changed.length; i++)
        expect(Math.abs(changed[i] - plain[i]), `token ${i + 1}`).toBeGreaterThan(1e-3);
    });
  });

  it('begins with the answer where the model thinks first: steps, drafts and alternatives agree', async () => {
    const maxNewTokens = 12;
    const prompts = [0, 1, 2].map((p) => ({ tokens: golden.prompts[p] }));
    const request = { sequences: prompts, maxNewTokens, stopTokenIds: [] };
    const plain = (await engine.generate(request)).map(({ tokens }) => tokens);
    // The second row alone begins with the mark, and its thought ends with its fifth token.
    const thought = { open: [plain[1][0]], close: [plain[1][3], plain[1][4]] };
    expect(answerStart([...prompts[1].tokens, ...plain[1]], prompts[1].tokens.length, thought)).toBe(
      prompts[1].tokens.length + 5,
    );
    expect([plain[0][0], plain[2][0]]).not.toContain(plain[1][0]);
    const site = { layer: layers - 2, point: 'resid_post' } as const;
    const intervention = new Intervention({
      maps: [[site, AffineMap.translation(shift.map((value) => value * 6))]],
      scope: 'answer',
      thought,
      provenance: { method: 'test', options: {} },
    });
    const changed = (await engine.generate({ ...request, intervention })).map(({ tokens }) => tokens);
    // The mark's own position gives the answer's first token.
    expect(changed[1].slice(0, 6)).toEqual(plain[1].slice(0, 6));
    expect(changed[1]).not.toEqual(plain[1]);
    for (const row of [0, 2]) {
      expect(changed[row][0]).toBe(plain[row][0]);
      expect(changed[row].slice(0, 6)).not.toEqual(plain[row].slice(0, 6));
    }
    const prefixes = changed.flatMap((tokens, p) =>
      tokens.map((_, i) => ({
        tokens: [...prompts[p].tokens, ...tokens.slice(0, i)],
        promptLength: prompts[p].tokens.length,
      })),
    );
    const logits = await engine.nextToken({ sequences: prefixes, intervention });
    expect(logits.map((row) => row.indexOf(Math.max(...row)))).toEqual(changed.flat());
    for (const guesses of [
      { drafts: plain },
      { drafts: changed },
      { alternatives: changed.map((tokens) => [tokens]) },
    ]) {
      const again = await engine.generate({ ...request, ...guesses, intervention });
      expect(again.map(({ tokens }) => tokens)).toEqual(changed);
    }
  });

  it('refuses the answer where it is not said how a thought ends', async () => {
    const intervention = new Intervention({
      maps: [[{ layer: 1, point: 'resid_post' }, AffineMap.translation(shift)]],
      scope: 'answer',
      provenance: { method: 'test', options: {} },
    });
    await expect(engine.score({ sequences, intervention })).rejects.toThrow('not the marks of a thought');
  });
});
