export interface LabelAnchor {
  /** The point that the label belongs to, px. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

export interface PlacedLabel extends LabelAnchor {
  /** Left end of the text's baseline, px. */
  readonly textX: number;
  readonly textY: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const HEIGHT = 13;
const CHARACTER_WIDTH = 6.8;

/**
 * Puts a label near every anchor, in the order given, where it covers least: no other label (a cost of 1,000
 * each), few of the `obstacles` (points, px; 40 each), not far away (1 a px), and never outside `frame`.
 * Deterministic; 11 px text.
 */
export function placeLabels(
  anchors: readonly LabelAnchor[],
  obstacles: readonly { readonly x: number; readonly y: number }[],
  frame: Box,
): PlacedLabel[] {
  const taken: Box[] = [];
  return anchors.map((anchor) => {
    const width = anchor.text.length * CHARACTER_WIDTH;
    const boxes = candidates(anchor, width).filter(
      (box) =>
        box.left >= frame.left &&
        box.right <= frame.right &&
        box.top >= frame.top &&
        box.bottom <= frame.bottom,
    );
    const fallback = candidates(anchor, width)[0];
    const best = boxes.reduce<{ box: Box; cost: number }>(
      (least, box) => {
        const covered = obstacles.filter(({ x, y }) =>
          overlap(box, { left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }),
        );
        const distance = Math.hypot(
          Math.max(0, box.left - anchor.x, anchor.x - box.right),
          Math.max(0, box.top - anchor.y, anchor.y - box.bottom),
        );
        const cost =
          1000 * taken.filter((other) => overlap(box, other)).length + 40 * covered.length + distance;
        return cost < least.cost ? { box, cost } : least;
      },
      { box: fallback, cost: Number.POSITIVE_INFINITY },
    ).box;
    taken.push(best);
    return { ...anchor, textX: best.left, textY: best.bottom - 3 };
  });
}

/** Boxes to the right, to the left and centred, at growing vertical distances. */
function candidates({ x, y }: LabelAnchor, width: number): Box[] {
  const lefts = [x + 9, x - 9 - width, x - width / 2, x + 30, x - 30 - width, x + 70, x - 70 - width];
  const rises = [0, 14, -14, 28, -28, 42, -42, 56, -56, 70, -70, 84, -84, 98, 112, 126];
  return rises.flatMap((rise) =>
    lefts.map((left) => ({
      left,
      right: left + width,
      top: y + rise - HEIGHT / 2,
      bottom: y + rise + HEIGHT / 2,
    })),
  );
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
