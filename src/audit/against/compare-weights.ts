import { setImmediate } from 'node:timers/promises';
import type { TensorIndex, TensorLocation } from '../../checkpoint/weight-locations.ts';
import { isIgnorable } from '../../checkpoint/weight-locations.ts';
import type { TensorChange, WeightsChange } from '../../results/weight-change.ts';
import { numericalRank } from './numerical-rank.ts';
import { rowsOfBoth } from './tensor-rows.ts';

interface SquaredNorms {
  readonly difference: number;
  readonly base: number;
}

/**
 * W − W_base over the tensors of two checkpoints of one shape, read a few rows at a time: Frobenius norms are exact, ranks are those of
 * {@link numericalRank}. Rejects with the signal's reason, and like the reader of weights.
 */
export async function compareWeights(
  base: TensorIndex,
  other: TensorIndex,
  signal?: AbortSignal,
): Promise<WeightsChange> {
  const changed: TensorChange[] = [];
  const byBlock = new Map<number | null, SquaredNorms>();
  let tensors = 0;
  for (const location of base.values()) {
    if (isIgnorable(location.name)) continue;
    // Work of minutes on a large model: others have their turn in between.
    await setImmediate();
    signal?.throwIfAborted();
    tensors++;
    const theirs = other.get(location.name)!;
    const norms = squaredNorms(location, theirs);
    const block = blockOf(location.name);
    byBlock.set(block, plus(byBlock.get(block), norms));
    if (norms.difference === 0) continue;
    changed.push({
      name: location.name,
      block,
      shape: location.shape,
      relativeNorm: relative(norms),
      rank: location.shape.length < 2 ? null : numericalRank(location, theirs, Math.sqrt(norms.base)),
    });
  }
  return {
    relativeNorm: relative([...byBlock.values()].reduce<SquaredNorms>(plus, { difference: 0, base: 0 })),
    tensors,
    changed: changed.toSorted((a, b) => place(a.block) - place(b.block)),
    blocks: [...byBlock]
      .filter(([, { difference }]) => difference !== 0)
      .map(([block, norms]) => ({ block, relativeNorm: relative(norms) }))
      .toSorted((a, b) => place(a.block) - place(b.block)),
  };
}

function squaredNorms(base: TensorLocation, other: TensorLocation): SquaredNorms {
  let [difference, whole] = [0, 0];
  for (const rows of rowsOfBoth(base, other)) {
    for (const value of rows.difference) difference += value * value;
    for (const value of rows.base) whole += value * value;
  }
  return { difference, base: whole };
}

const plus = (left: SquaredNorms | undefined, right: SquaredNorms): SquaredNorms => ({
  difference: (left?.difference ?? 0) + right.difference,
  base: (left?.base ?? 0) + right.base,
});

const relative = ({ difference, base }: SquaredNorms): number =>
  difference === 0 ? 0 : Math.sqrt(difference / base);

/** What is outside of the blocks comes last. */
const place = (block: number | null): number => block ?? Number.POSITIVE_INFINITY;

function blockOf(name: string): number | null {
  const [, block] = /(?:^|\.)(?:layers|h|blocks)\.(\d+)\./.exec(name) ?? [];
  return block === undefined ? null : Number(block);
}
