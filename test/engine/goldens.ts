import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Checkpoint, type CheckpointOptions, loadCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { readSafetensors } from '../../src/formats/safetensors-file.ts';
import { AffineMap } from '../../src/interventions/affine-map.ts';
import { Intervention } from '../../src/interventions/intervention.ts';
import type { ResidualPoint, ResidualSite } from '../../src/interventions/residual-site.ts';
import { NIGHTLY } from '../nightly.ts';

export const GOLDEN_FAMILIES = ['llama2', 'llama31', 'mistral', 'qwen25', 'qwen3'] as const;

/** Those that sweeps over cuts, scopes and drafts run with: every one in `.ci/nightly`, elsewhere one of each kind of block. */
export const SWEPT_FAMILIES: readonly string[] = NIGHTLY ? GOLDEN_FAMILIES : ['llama31', 'qwen3'];

/** Dense ones that came later; prompts of 5, 17 and 11 tokens, logits of each prompt's last token only. */
export const LATER_FAMILIES = [
  'gemma2',
  'gemma3',
  'granite',
  'mistral-window',
  'olmo2',
  'olmo3',
  'phi3',
  'smollm3',
] as const;
/** Every family that the lab's own engine runs. */
export const DENSE_FAMILIES: readonly string[] = [...GOLDEN_FAMILIES, ...LATER_FAMILIES];
/** Those that every way of cutting a graph is tried with; elsewhere than in `.ci/nightly` one of each kind of block. */
export const CUT_FAMILIES: readonly string[] = NIGHTLY ? DENSE_FAMILIES : ['llama31', 'gemma3'];
/** With those that only the transformers engine runs. */
export const FURTHER_FAMILIES = [...LATER_FAMILIES, 'gpt-oss', 'mixtral', 'qwen3-moe'] as const;

export function goldenFolder(family: string): string {
  return fileURLToPath(new URL(`../goldens/models/${family}`, import.meta.url));
}

export interface Golden {
  readonly checkpoint: Checkpoint;
  readonly prompts: number[][];
  readonly newTokens: number;
  /** What transformers computed: `<tag>.<prompt>.<what>`. */
  readonly expected: (name: string) => ArrayLike<number>;
  readonly interventions: Readonly<Record<'plain' | 'affine' | 'ablate', Intervention | undefined>>;
}

/** `options`: as `loadCheckpoint` takes them. */
export function loadGolden(family: string, options?: CheckpointOptions): Golden {
  const folder = goldenFolder(family);
  const checkpoint = loadCheckpoint(folder, undefined, undefined, options);
  const inputs = JSON.parse(readFileSync(`${folder}/inputs.json`, 'utf8'));
  const { tensors } = readSafetensors(`${folder}/expected.safetensors`);
  const expected = (name: string): ArrayLike<number> => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`${family} has no ${name}`);
    return tensor.values as ArrayLike<number>;
  };
  const field = (name: string): Float32Array => Float32Array.from(expected(name));
  const direction = field('ablate.direction');
  const d = direction.length;
  const affine = new AffineMap({
    scale: field('affine.scale'),
    origin: field('affine.origin'),
    basis: field('affine.basis'),
    gain: field('affine.gain'),
    shift: field('affine.shift'),
  });
  const ablation = new AffineMap({
    scale: new Float32Array(d).fill(1),
    origin: new Float32Array(d),
    basis: direction,
    gain: direction.map((value) => -value),
    shift: new Float32Array(d),
  });
  const everywhere: [ResidualSite, AffineMap][] = [];
  for (let layer = 0; layer < checkpoint.config.layers; layer++)
    for (const point of inputs.ablate_points as ResidualPoint[])
      everywhere.push([{ layer, point }, ablation]);
  const provenance = { method: 'golden', options: {} };
  return {
    checkpoint,
    prompts: inputs.prompts,
    newTokens: inputs.max_new_tokens,
    expected,
    interventions: {
      plain: undefined,
      affine: new Intervention({
        maps: [[{ layer: inputs.affine_layer, point: inputs.affine_point }, affine]],
        provenance,
      }),
      ablate: new Intervention({ maps: everywhere, provenance }),
    },
  };
}

/** max|a − b| / max(1, max|b|). */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let size = 1;
  for (let i = 0; i < expected.length; i++) {
    const gap = Math.abs(actual[i] - Number(expected[i]));
    if (!(gap <= difference)) difference = gap;
    size = Math.max(size, Math.abs(Number(expected[i])));
  }
  return difference / size;
}
