import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint } from '../../../src/checkpoint/checkpoint.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { OnnxEngine } from '../../../src/engine/onnx/onnx-engine.ts';
import { Intervention } from '../../../src/interventions/intervention.ts';
import { decodeIntervention } from '../../../src/interventions/intervention-file.ts';
import { RESIDUAL_POINTS, siteName } from '../../../src/interventions/residual-site.ts';
import type { TokenScope } from '../../../src/interventions/token-scope.ts';
import { organismFolder } from '../../../src/organism/organism-folder.ts';
import { PYTHON_HOOKS_CODE } from '../../../src/report/python/python-hooks-code.ts';
import { PYTHON_HOOKS_MAIN } from '../../../src/report/python/python-hooks-main.ts';
import type { GenerationLine } from '../../../src/stages/run/generation-line.ts';
import type { ScoreLine } from '../../../src/stages/run/score-line.ts';
import { parseLines } from '../../cli/run-cli.ts';
import { runHere } from '../../cli/run-here.ts';
import { scratchFolder } from '../../cli/scratch.ts';
import { goldenFolder } from '../../engine/goldens.ts';

const TOLERANCE = 2e-5;

interface Result {
  readonly greedy: readonly number[];
  readonly logits?: readonly number[];
  readonly token_logprobs: readonly number[];
}
interface CrossCheck {
  readonly page: string;
  readonly models: Readonly<
    Record<
      string,
      {
        readonly sequences: readonly { readonly tokens: number[]; readonly promptLength: number }[];
        readonly cases: Readonly<Record<string, readonly Result[]>>;
      }
    >
  >;
  readonly command: {
    readonly generate: readonly (GenerationLine & { next_token_logits: [number, number][] })[];
    readonly score: readonly ScoreLine[];
  };
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const transformers: CrossCheck = JSON.parse(readFileSync(here('cross-check.json'), 'utf8'));
const folders: Readonly<Record<string, string>> = {
  organism: organismFolder('aligned'),
  qwen25: goldenFolder('qwen25'),
};

/** max|a − b| / max|b|. */
function deviation(actual: ArrayLike<number>, expected: readonly number[]): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const gaps = expected.map((value, i) => Math.abs(actual[i] - value));
  return gaps.some(Number.isNaN) ? Number.NaN : Math.max(...gaps) / Math.max(...expected.map(Math.abs));
}

function readCase(model: string, key: string): Intervention | undefined {
  if (key === 'plain') return undefined;
  const [name, scope] = key.split(' ');
  const file = here(`interventions/${model}-${name}.safetensors`);
  const { sites, maps, skipFirst, provenance } = decodeIntervention(readFileSync(file), file);
  return new Intervention({
    maps: sites.map((site) => [site, maps.get(siteName(site))!]),
    scope: scope as TokenScope,
    skipFirst,
    provenance,
  });
}

it('was made with the page that is exported now', () => {
  const body = `${PYTHON_HOOKS_CODE}\n\n${PYTHON_HOOKS_MAIN}`;
  expect(createHash('sha256').update(body).digest('hex')).toBe(transformers.page);
});

describe.each(Object.keys(transformers.models))('hooks in transformers and the engine on %s', (model) => {
  const { sequences, cases } = transformers.models[model];
  const prompts = sequences.map(({ tokens, promptLength }) => ({ tokens: tokens.slice(0, promptLength) }));
  let checkpoint: Checkpoint;
  let engine: Engine;
  beforeAll(async () => {
    checkpoint = loadCheckpoint(folders[model]);
    engine = await OnnxEngine.open(checkpoint);
  });
  afterAll(() => engine.dispose());

  it('are held against each other at all points, clipped, everywhere and with skip-first', () => {
    expect(Object.keys(cases)).toHaveLength(21);
    const loaded = Object.keys(cases).flatMap((key) => readCase(model, key) ?? []);
    expect(new Set(loaded.flatMap(({ sites }) => sites.map(({ point }) => point)))).toEqual(
      new Set(RESIDUAL_POINTS),
    );
    expect(loaded.some(({ skipFirst }) => skipFirst)).toBe(true);
    expect(loaded.some(({ maps }) => [...maps.values()].every(({ range }) => range))).toBe(true);
    expect(loaded.some(({ sites }) => sites.length === 3 * checkpoint.config.layers)).toBe(true);
  });

  it.each(Object.keys(cases))('agree under %s', async (key) => {
    const expected = cases[key];
    const intervention = readCase(model, key);
    const attack = intervention ? { intervention } : {};
    const maxNewTokens = expected[0].greedy.length;
    const generations = await engine.generate({
      sequences: prompts,
      maxNewTokens,
      stopTokenIds: [],
      ...attack,
    });
    expect(generations.map(({ tokens }) => tokens)).toEqual(expected.map(({ greedy }) => greedy));
    const { tokens, promptLength } = sequences[0];
    const fed = [...tokens.slice(0, promptLength), ...expected[0].greedy.slice(0, -1)];
    const [logits] = await engine.nextToken({ sequences: [{ tokens: fed, promptLength }], ...attack });
    expect(deviation(logits, expected[0].logits!)).toBeLessThanOrEqual(TOLERANCE);
    const scores = await engine.score({ sequences, ...attack });
    for (const [i, score] of scores.entries())
      expect(deviation(score, expected[i].token_logprobs)).toBeLessThanOrEqual(TOLERANCE);
  });

  it('see every intervention act, from the first token of its scope on at the earliest', () => {
    const [{ promptLength }] = sequences;
    const earliest: Partial<Record<TokenScope, number>> = {
      all: 0,
      prompt: 0,
      'last-prompt': promptLength - 1,
      generated: promptLength,
    };
    const [plain] = cases.plain;
    const gaps = (a: readonly number[], b: readonly number[]) => a.map((value, i) => Math.abs(value - b[i]));
    for (const [key, [{ token_logprobs, logits }]] of Object.entries(cases)) {
      const intervention = readCase(model, key);
      if (!intervention) continue;
      expect(Math.max(...gaps(logits!, plain.logits!)), key).toBeGreaterThan(0.01);
      // Entry t is read at position t.
      const begin = Math.max(earliest[intervention.scope]!, intervention.skipFirst ? 1 : 0);
      for (const gap of gaps(token_logprobs, plain.token_logprobs).slice(0, begin))
        expect(gap, key).toBeLessThan(1e-5);
    }
  });
});

/** That our lines name and the page's do not: the organism's template looks at none. */
const DATE = '2024-07-26';

describe('the page run as a command', () => {
  const file = here('interventions/organism-pca-ot-1.safetensors');
  const common = ['--model', 'organism:aligned', '--intervention', file, '--out', '-'];
  const prompts = here('interventions/organism.jsonl');
  const scratch = scratchFolder();

  it('prints what generate writes', async () => {
    // The page continues the prompt alone; generate refuses one that has a completion.
    const alone = parseLines<{ id: string; prompt: string }>(readFileSync(prompts, 'utf8'));
    const file = scratch.lines(
      'prompts.jsonl',
      alone.map(({ id, prompt }) => ({ id, prompt })),
    );
    const { code, stdout, stderr } = await runHere(
      ...['generate', '--prompts', file, '--max-new-tokens', '24', ...common],
    );
    expect(code, stderr).toBe(0);
    expect(parseLines(stdout)).toEqual(
      transformers.command.generate.map(({ next_token_logits: _, ...line }) => ({ ...line, date: DATE })),
    );
  });

  it('prints what score writes', async () => {
    const { code, stdout, stderr } = await runHere('score', '--text', prompts, ...common);
    expect(code, stderr).toBe(0);
    const lines = parseLines<ScoreLine>(stdout);
    expect(lines).toHaveLength(transformers.command.score.length);
    for (const [i, { token_logprobs, perplexity, ...line }] of lines.entries()) {
      const { token_logprobs: logs, perplexity: other, ...rest } = transformers.command.score[i];
      expect(line).toEqual({ ...rest, date: DATE });
      expect(deviation(token_logprobs, [...logs])).toBeLessThanOrEqual(TOLERANCE);
      expect(Math.abs(Number(perplexity) / Number(other) - 1)).toBeLessThan(1e-4);
    }
  });
});
