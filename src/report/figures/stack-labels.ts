import type { LabelAnchor, PlacedLabel } from './place-labels.ts';

/**
 * Puts labels into one column, left ends at `x`, in the order of their anchors from top to bottom (from left to
 * right where level, so that leaders do not cross), at least `step` px apart, between `top` and `bottom` (px) where
 * they fit, else from `top` on; the sum of squared distances to the anchors' heights is the least possible.
 */
export function stackLabels(
  anchors: readonly LabelAnchor[],
  { x, top, bottom, step }: { x: number; top: number; bottom: number; step: number },
): PlacedLabel[] {
  const sorted = [...anchors].sort((a, b) => a.y - b.y || a.x - b.x);
  // Height minus i · step must not fall with i: isotonic regression by pooling adjacent violators.
  const blocks: { sum: number; count: number }[] = [];
  sorted.forEach(({ y }, i) => {
    let block = { sum: y - i * step, count: 1 };
    for (
      let last = blocks.at(-1);
      last && last.sum / last.count > block.sum / block.count;
      last = blocks.at(-1)
    ) {
      block = { sum: last.sum + block.sum, count: last.count + block.count };
      blocks.pop();
    }
    blocks.push(block);
  });
  const offsets = blocks.flatMap(({ sum, count }) => Array<number>(count).fill(sum / count));
  const room = Math.max(top, bottom - (sorted.length - 1) * step);
  return sorted.map((anchor, i) => {
    const middle = Math.min(room, Math.max(top, offsets[i])) + i * step;
    return { ...anchor, textX: x, textY: Number((middle + 4).toFixed(1)) };
  });
}
