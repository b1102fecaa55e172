import type { PlotOptions } from '@observablehq/plot';
import { CLAIMED_DEPTHS } from '../../statistics/depth-claim.ts';
import { formatFraction } from '../../wording/format-fraction.ts';

/** px of a tick's label with its distance to the next. */
const TICK_WIDTH = 32;

/** A horizontal axis from a model's input to its output: ticks at the blocks' ends k/L (thinned where crowded), depth above layer. */
export function depthAxis({
  plotWidth,
  layers,
  label,
}: {
  /** px between the margins. */
  readonly plotWidth: number;
  readonly layers: number;
  readonly label: string;
}): NonNullable<PlotOptions['x']> {
  const every = Math.max(1, Math.ceil((TICK_WIDTH * (layers + 1)) / plotWidth));
  const ends = Array.from({ length: layers + 1 }, (_, k) => k).filter((k) => (layers - k) % every === 0);
  const depths = new Map(ends.map((k) => [k / layers, k]));
  return {
    domain: [-0.03, 1.03],
    ticks: [...depths.keys()],
    tickFormat: (depth: number) =>
      `${formatFraction(depth)}\n${depths.get(depth) ? `l=${depths.get(depth)! - 1}` : 'in'}`,
    label,
    labelArrow: 'none',
    labelAnchor: 'center',
    labelOffset: 46,
  };
}

/** The claimed band, a faint line at every block's end and one at every tick of y (ascending). */
export async function depthBackground(layers: number, ticks: readonly number[]) {
  const { gridY, rect, ruleX } = await import('@observablehq/plot');
  const [low, high] = [ticks[0], ticks[ticks.length - 1]];
  return [
    rect([CLAIMED_DEPTHS], {
      x1: CLAIMED_DEPTHS[0],
      x2: CLAIMED_DEPTHS[1],
      y1: low,
      y2: high,
      fill: '#f1ead2',
    }),
    ruleX(
      Array.from({ length: layers + 1 }, (_, k) => k / layers),
      { y1: low, y2: high, stroke: '#000000', strokeOpacity: 0.06 },
    ),
    gridY(ticks, { stroke: '#000000', strokeOpacity: 0.12 }),
  ];
}
