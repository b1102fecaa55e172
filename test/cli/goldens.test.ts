import { describe, expect, it } from 'vitest';
import { readSafetensors } from '../../src/formats/safetensors-file.ts';
import type { GenerationLine } from '../../src/stages/run/generation-line.ts';
import type { ScoreLine } from '../../src/stages/run/score-line.ts';
import { goldenFolder, loadGolden, relativeError, SWEPT_FAMILIES } from '../engine/goldens.ts';
import { parseLines } from './run-cli.ts';
import { runHere } from './run-here.ts';
import { scratchFolder } from './scratch.ts';

const TOLERANCE = 2e-5;

describe.each(SWEPT_FAMILIES)('the commands on %s', (family) => {
  const scratch = scratchFolder();
  const { prompts, newTokens, expected, checkpoint } = loadGolden(family);
  const model = goldenFolder(family);
  const file = scratch.lines(
    'prompts.jsonl',
    prompts.map((tokens, p) => ({ id: `p${p}`, input_ids: tokens })),
  );

  it('generate what transformers does', async () => {
    const { code, stdout, stderr } = await runHere(
      ...['generate', '--model', model, '--prompts', file, '--out', '-'],
      ...['--ignore-eos', '--max-new-tokens', String(newTokens)],
    );
    expect(stderr).toContain(`${prompts.length} completions`);
    expect(code).toBe(0);
    expect(parseLines<GenerationLine>(stdout)).toEqual(
      prompts.map((_, p) => ({
        id: `p${p}`,
        index: p,
        token_ids: Array.from(expected(`plain.${p}.greedy`), Number),
        finish: 'length',
        date: '2024-07-26',
      })),
    );
  });

  it('score what transformers does', async () => {
    const { stdout } = await runHere('score', '--model', model, '--text', file, '--out', '-');
    const lines = parseLines<ScoreLine>(stdout);
    expect(lines).toHaveLength(prompts.length);
    for (const [p, line] of lines.entries()) {
      const logprobs = Array.from(expected(`plain.${p}.token_logprobs`), Number);
      expect(relativeError(line.token_logprobs, logprobs)).toBeLessThanOrEqual(TOLERANCE);
      const perplexity = Math.exp(-logprobs.reduce((sum, value) => sum + value, 0) / logprobs.length);
      expect(Math.abs(Number(line.perplexity) / perplexity - 1)).toBeLessThan(1e-4);
      expect(line).not.toHaveProperty('completion_start');
    }
  });

  it('capture what transformers does, at all tokens, at the last and their mean', async () => {
    const out = { all: scratch.path('all.safetensors'), last: scratch.path('last.safetensors') };
    const mean = scratch.path('mean.safetensors');
    const common = ['capture', '--model', model, '--prompts', file];
    const runs = await Promise.all([
      runHere(...common, '--positions', 'all', '--out', out.all),
      runHere(...common, '--layers', '1-2', '--points', 'resid_pre,resid_post', '--out', out.last),
      runHere(...common, '--layers', '1-2', '--positions', 'mean', '--out', mean),
    ]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    const [all, last] = [readSafetensors(out.all), readSafetensors(out.last)];
    const { layers, hiddenSize: d } = checkpoint.config;
    const expectedRows = (site: string, rows: (values: number[]) => number[] = (values) => values) =>
      prompts.flatMap((_, p) => rows(Array.from(expected(`plain.${p}.${site}`), Number)));
    const sites = Array.from({ length: layers }, (_, layer) => `resid_post.${layer}`);
    expect([...all.tensors.keys()].sort()).toEqual(['lengths', ...sites].sort());
    expect(Array.from(all.tensors.get('lengths')!.values, Number)).toEqual(prompts.map((p) => p.length));
    for (const site of sites)
      expect(
        relativeError(all.tensors.get(site)!.values as Float32Array, expectedRows(site)),
      ).toBeLessThanOrEqual(TOLERANCE);
    expect([...last.tensors.keys()].sort()).toEqual(
      ['resid_post.1', 'resid_post.2', 'resid_pre.1', 'resid_pre.2'].sort(),
    );
    for (const [site, { shape, values }] of last.tensors) {
      expect(shape).toEqual([prompts.length, d]);
      const rows = expectedRows(site, (every) => every.slice(-d));
      expect(relativeError(values as Float32Array, rows)).toBeLessThanOrEqual(TOLERANCE);
    }
    const means = readSafetensors(mean);
    expect(means.metadata).toMatchObject({ positions: 'mean', n: String(prompts.length) });
    expect([...means.tensors.keys()].sort()).toEqual(['resid_post.1', 'resid_post.2']);
    for (const [site, { shape, values }] of means.tensors) {
      expect(shape).toEqual([prompts.length, d]);
      const rows = expectedRows(site, (every) => {
        const tokens = every.length / d;
        return Array.from(
          { length: d },
          (_, j) => every.filter((_, i) => i % d === j).reduce((a, b) => a + b) / tokens,
        );
      });
      expect(relativeError(values as Float32Array, rows)).toBeLessThanOrEqual(TOLERANCE);
    }
    expect(last.metadata).toMatchObject({
      format: 'refusal-lab/activations',
      version: '1',
      model: family,
      layers: String(layers),
      positions: 'last',
      n: String(prompts.length),
    });
  });
});
